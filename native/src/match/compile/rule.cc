// What a rule says beside its patterns.
#include "match/compile/rule_compiler.h"

#include <algorithm>
#include <cctype>

#include "match/taint/taint.h"
#include "parse/language.h"

namespace vireon {

void RuleCompiler::compile(const Value& value) {
  const size_t before = issues_.size();
  if (!value.map()) return issue("a rule must be a mapping");
  if (const Value* id = value.get("id"); id && id->string()) rule_.id = *id->string();
  languages(value);
  mode(value);
  options(value);
  if (const Value* message = value.get("message"); message && message->string()) rule_.message = *message->string();
  fix(value);
  paths(value);
  if (issues_.size() == before) {
    if (isTaint(value)) {
      taint(value);
    } else if (const Value* match = value.get("match")) {
      at("match", [&] { newSyntax(*match, rule_.formula, 0); });
    } else {
      rule_.formula = operators(value, 0);
    }
  }
  rule_.usable = issues_.size() == before;
}

void RuleCompiler::languages(const Value& value) {
  const Value* list = value.get("languages");
  if (!list || !list->list() || list->list()->empty()) return at("languages", [&] { issue("a list of languages is missing"); });
  at("languages", [&] {
    for (size_t i = 0; i < list->list()->size(); i++) {
      const Value& name = (*list->list())[i];
      at(i, [&] {
        if (!name.string()) return issue("a language must be a name");
        std::string lower = *name.string();
        std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
        std::string_view known = canonicalLanguage(lower);
        if (known.empty()) return issue("the language `" + *name.string() + "` is not supported");
        bool text = known == "regex" || known == "generic";
        if (!text && !isReadable(known)) return issue("there is no grammar for `" + *name.string() + "`");
        addLanguage(known);
        // What is written for TypeScript holds in TSX, what is written for JavaScript in both.
        if (known == "typescript" && grammarOf("tsx")) addLanguage("tsx");
      });
    }
  });
}

void RuleCompiler::addLanguage(std::string_view name) {
  if (std::find(rule_.languages.begin(), rule_.languages.end(), name) == rule_.languages.end()) rule_.languages.emplace_back(name);
}

bool RuleCompiler::isTaint(const Value& value) {
  const Value* mode = value.get("mode");
  return value.get("taint") || (mode && mode->string() && *mode->string() == "taint");
}

void RuleCompiler::mode(const Value& value) {
  const Value* mode = value.get("mode");
  if (mode && mode->string() && *mode->string() != "search" && *mode->string() != "taint")
    at("mode", [&] { issue("the mode `" + *mode->string() + "` is not supported; `search` and `taint` are"); });
  for (const char* key : {"join", "extract", "steps"})
    if (value.get(key)) at(std::string(key), [&] { issue("`" + std::string(key) + "` is not supported yet"); });
  if (!isTaint(value)) return;
  for (const std::string& language : rule_.languages)
    if (language == "regex" || language == "generic") issue("taint needs a language with a grammar, not `" + language + "`");
}

void RuleCompiler::taint(const Value& value) {
  TaintCompilation lent;
  lent.formula = [this](const Value& item) { return operators(item, 0); };
  lent.newFormula = [this](const Value& item) {
    Formula formula;
    newSyntax(item, formula, 0);
    return formula;
  };
  lent.issue = [this](std::string message) { issue(std::move(message)); };
  lent.at = [this](PointerStep step, const std::function<void()>& work) {
    std::visit([&](const auto& key) { at(key, work); }, step);
  };
  lent.names = &names_;
  rule_.taint = compileTaint(value, lent);
  rule_.formula = taintNecessary(*rule_.taint);
}

void RuleCompiler::options(const Value& value) {
  const Value* options = value.get("options");
  if (!options || !options->map()) return;
  MatchOptions& out = rule_.options;
  struct Flag {
    std::string_view name;
    bool MatchOptions::*field;
  };
  static constexpr Flag flags[] = {
      {"constant_propagation", &MatchOptions::constants},
      {"symbolic_propagation", &MatchOptions::symbolic},
      {"ac_matching", &MatchOptions::acMatching},
      {"commutative_boolop", &MatchOptions::commutativeBool},
      {"symmetric_eq", &MatchOptions::symmetricEq},
      {"commutative_compop", &MatchOptions::symmetricEq},
      {"implicit_deep_exprstmt", &MatchOptions::implicitDeep},
      {"implicit_ellipsis", &MatchOptions::implicitEllipsis},
      {"vardef_assign", &MatchOptions::vardefAssign},
      {"flddef_assign", &MatchOptions::flddefAssign},
      {"arrow_is_function", &MatchOptions::arrowIsFunction},
      {"let_is_var", &MatchOptions::letIsVar},
      {"go_deeper_stmt", &MatchOptions::deepStatements},
      {"xml_attrs_implicit_ellipsis", &MatchOptions::attributesImplicit},
      {"xml_children_ordered", &MatchOptions::childrenOrdered},
      {"xml_singleton_loose_matching", &MatchOptions::singletonLoose},
      {"decorators_order_matters", &MatchOptions::decoratorsOrdered},
      {"unify_ids_strictly", &MatchOptions::strictIds},
      {"generic_caseless", &MatchOptions::genericCaseless},
  };
  for (const auto& [name, given] : *options->map())
    for (const Flag& flag : flags)
      if (flag.name == name && given.boolean()) out.*flag.field = *given.boolean();
  if (const Value* span = options->get("generic_ellipsis_max_span"); span && span->number()) genericSpan_ = static_cast<int>(*span->number());
  at("options", [&] { secrets(*options); });
}

// Ours: what rules about secrets need beyond Semgrep.
void RuleCompiler::secrets(const Value& options) {
  if (const Value* group = options.get("secret_group"))
    at("secret_group", [&] {
      if (!group->number() || *group->number() < 0 || *group->number() > 1000) return issue("the number of a group is wanted");
      secret_ = SecretNames{static_cast<size_t>(*group->number()), names_.id("$SECRET"), names_.id("$MATCH"), names_.id("$LINES")};
    });
  auto path = [&](const char* key, std::shared_ptr<Regex>& out) {
    const Value* text = options.get(key);
    if (!text) return;
    at(std::string(key), [&] {
      if (!text->string()) return issue("a regular expression is wanted");
      out = regex(*text->string(), {});
    });
  };
  path("path_regex", rule_.pathRegex);
  path("path_not_regex", rule_.pathNotRegex);
}

void RuleCompiler::fix(const Value& value) {
  if (const Value* fix = value.get("fix"); fix && fix->string()) rule_.fix = *fix->string();
  const Value* fixRegex = value.get("fix-regex");
  if (!fixRegex || !fixRegex->map()) return;
  at("fix-regex", [&] {
    const Value *pattern = fixRegex->get("regex"), *replacement = fixRegex->get("replacement");
    if (!pattern || !pattern->string() || !replacement || !replacement->string()) return issue("`regex` and `replacement` are wanted");
    at("regex", [&] { rule_.fixRegex = regex(*pattern->string(), {}); });
    rule_.fixReplacement = *replacement->string();
    if (const Value* count = fixRegex->get("count"); count && count->number()) rule_.fixCount = static_cast<int>(*count->number());
  });
}

void RuleCompiler::paths(const Value& value) {
  const Value* paths = value.get("paths");
  if (!paths || !paths->map()) return;
  auto take = [&](const char* key, std::vector<std::string>& out) {
    if (const Value* list = paths->get(key); list && list->list())
      for (const Value& glob : *list->list())
        if (glob.string()) out.push_back(*glob.string());
  };
  take("include", rule_.include);
  take("exclude", rule_.exclude);
}

CompiledRule compileRule(const Value& value, size_t index, MetaNames& names, std::vector<CompileIssue>& issues) {
  CompiledRule rule;
  RuleCompiler(index, rule, names, issues).compile(value);
  if (rule.usable) rule.prefilter = prefilterOf(rule);
  return rule;
}

}  // namespace vireon
