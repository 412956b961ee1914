// Conditions on metavariables, which both syntaxes share.
#include "match/compile/rule_compiler.h"

#include "parse/language.h"

namespace vireon {

void RuleCompiler::add(Condition condition, Formula& formula) {
  condition.pointer = pointer_;
  formula.conditions.push_back(std::move(condition));
}

bool RuleCompiler::metaOf(const Value& value, MetaId& out) {
  const Value* name = value.get("metavariable");
  if (!name || !name->string()) {
    issue("`metavariable` is missing");
    return false;
  }
  out = names_.id(*name->string());
  return true;
}

bool RuleCompiler::condition(const Value& item, Formula& formula, int depth) {
  for (const auto& [key, value] : *item.map()) {
    void (RuleCompiler::*read)(const Value&, Formula&) = key == "focus-metavariable"        ? &RuleCompiler::focus
                                                         : key == "metavariable-regex"      ? &RuleCompiler::metaRegex
                                                         : key == "metavariable-comparison" ? &RuleCompiler::metaComparison
                                                         : key == "metavariable-analysis"   ? &RuleCompiler::metaAnalysis
                                                         : key == "metavariable-type"       ? &RuleCompiler::metaType
                                                                                            : nullptr;
    const bool pattern = key == "metavariable-pattern", name = key == "semgrep-internal-metavariable-name" || key == "metavariable-name";
    if (!read && !pattern && !name) continue;
    at(key, [&, &value = value, &key = key] {
      if (name) return issue("`" + key + "` is not supported");
      return read ? (this->*read)(value, formula) : metaPattern(value, formula, depth);
    });
    return true;
  }
  return false;
}

void RuleCompiler::focus(const Value& value, Formula& formula) {
  std::vector<MetaId> ids;
  if (value.string()) ids.push_back(names_.id(*value.string()));
  if (value.list())
    for (const Value& name : *value.list())
      if (name.string()) ids.push_back(names_.id(*name.string()));
  if (ids.empty()) return issue("a metavariable is wanted");
  formula.focus.push_back(std::move(ids));
  formula.focusPointer = pointer_;
}

void RuleCompiler::metaRegex(const Value& value, Formula& formula) {
  Condition condition;
  if (!metaOf(value, condition.meta)) return;
  const Value* text = value.get("regex");
  if (!text || !text->string()) return issue("`regex` is missing");
  RegexFlags flags;
  flags.multiline = false;
  at("regex", [&] { condition.regex = regex(*text->string(), flags); });
  if (condition.regex) condition.groups = groupsOf(*condition.regex);
  if (const Value* constants = value.get("constant-propagation"); constants && constants->boolean()) condition.constants = *constants->boolean();
  add(std::move(condition), formula);
}

void RuleCompiler::metaPattern(const Value& value, Formula& formula, int depth) {
  Condition condition;
  condition.sort = Condition::Sort::Pattern;
  if (!metaOf(value, condition.meta)) return;
  if (const Value* language = value.get("language"); language && language->string()) {
    std::string_view known = canonicalLanguage(*language->string());
    if (known.empty() || (known != "regex" && known != "generic" && !isReadable(known)))
      return at("language", [&] { issue("the language `" + *language->string() + "` is not supported"); });
    condition.language = known;
  }
  nested(condition, [&] { *condition.formula = operators(value, depth + 1); });
  add(std::move(condition), formula);
}

// Another language is that of the patterns within.
void RuleCompiler::nested(Condition& condition, const std::function<void()>& work) {
  const std::vector<std::string> one{condition.language};
  const auto* before = languages_;
  const bool wasNested = nested_;
  nested_ = true;
  if (!condition.language.empty()) languages_ = &one;
  condition.formula = std::make_shared<Formula>();
  work();
  languages_ = before;
  nested_ = wasNested;
}

void RuleCompiler::metaComparison(const Value& value, Formula& formula) {
  Condition condition;
  condition.sort = Condition::Sort::Comparison;
  if (value.get("metavariable") && !metaOf(value, condition.meta)) return;
  const Value* text = value.get("comparison");
  if (!text || !text->string()) return issue("`comparison` is missing");
  std::string error;
  condition.comparison = parseComparison(*text->string(), error);
  if (!condition.comparison) return at("comparison", [&] { issue("the comparison is not understood: " + error); });
  if (const Value* base = value.get("base"); base && base->number()) condition.base = static_cast<int>(*base->number());
  if (condition.base && (*condition.base < 2 || *condition.base > 36)) return at("base", [&] { issue("a base from 2 to 36 is wanted"); });
  if (const Value* strip = value.get("strip"); strip && strip->boolean()) condition.strip = *strip->boolean();
  add(std::move(condition), formula);
}

void RuleCompiler::metaAnalysis(const Value& value, Formula& formula) {
  Condition condition;
  if (!metaOf(value, condition.meta)) return;
  const Value* analyzer = value.get("analyzer");
  if (!analyzer || !analyzer->string()) return issue("`analyzer` is missing");
  if (*analyzer->string() == "entropy" || *analyzer->string() == "entropy_v2")
    condition.sort = Condition::Sort::Entropy;
  else if (*analyzer->string() == "redos")
    condition.sort = Condition::Sort::Redos;
  else
    return at("analyzer", [&] { issue("the analyzer `" + *analyzer->string() + "` is not known (entropy, redos)"); });
  if (const Value* options = value.get("options"))
    if (const Value* above = options->get("above"))
      at("options", [&] {
        at("above", [&] {
          if (condition.sort != Condition::Sort::Entropy || !above->number()) return issue("a number of bits is wanted, for `entropy`");
          condition.above = *above->number();
        });
      });
  add(std::move(condition), formula);
}

void RuleCompiler::metaType(const Value& value, Formula& formula) {
  Condition condition;
  condition.sort = Condition::Sort::Type;
  if (!metaOf(value, condition.meta)) return;
  std::vector<std::string> types;
  if (const Value* type = value.get("type"); type && type->string()) types.push_back(*type->string());
  if (const Value* list = value.get("types"); list && list->list())
    for (const Value& type : *list->list())
      if (type.string()) types.push_back(*type.string());
  if (types.empty()) return issue("`type` is missing");
  for (const std::string& type : types)
    for (const std::string& language : rule_.languages) {
      std::string error;
      std::shared_ptr<Pattern> pattern = compileTypedPattern(names_.name(condition.meta), type, language, names_, error);
      if (!pattern) return at("type", [&] { issue("the type `" + type + "` is not understood"); });
      condition.types.push_back(std::move(pattern));
    }
  add(std::move(condition), formula);
}

}  // namespace vireon
