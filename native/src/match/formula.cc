#include "match/formula.h"

#include <algorithm>
#include <cctype>

#include "match/comparison.h"
#include "match/generic.h"
#include "match/taint/taint.h"
#include "parse/language.h"

namespace vireon {
namespace {

constexpr int kMaxNesting = 40;

class Compiler {
 public:
  Compiler(size_t index, CompiledRule& rule, MetaNames& names, std::vector<CompileIssue>& issues)
      : index_(index), rule_(rule), names_(names), issues_(issues) {}

  void compile(const Value& value) {
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

 private:
  template <class F>
  void at(std::string_view key, F&& work) {
    pointer_.emplace_back(std::in_place_type<std::string>, key);
    work();
    pointer_.pop_back();
  }
  template <class F>
  void at(size_t index, F&& work) {
    pointer_.emplace_back(index);
    work();
    pointer_.pop_back();
  }

  void issue(std::string message) { issues_.push_back({index_, pointer_, std::move(message)}); }

  void languages(const Value& value) {
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
          if (std::find(rule_.languages.begin(), rule_.languages.end(), known) == rule_.languages.end())
            rule_.languages.emplace_back(known);
          // What is written for TypeScript holds in TSX, what is written for JavaScript in both.
          if (known == "typescript" && grammarOf("tsx")) addLanguage("tsx");
        });
      }
    });
  }

  void addLanguage(std::string_view name) {
    if (std::find(rule_.languages.begin(), rule_.languages.end(), name) == rule_.languages.end()) rule_.languages.emplace_back(name);
  }

  static bool isTaint(const Value& value) {
    const Value* mode = value.get("mode");
    return value.get("taint") || (mode && mode->string() && *mode->string() == "taint");
  }

  void mode(const Value& value) {
    const Value* mode = value.get("mode");
    if (mode && mode->string() && *mode->string() != "search" && *mode->string() != "taint")
      at("mode", [&] { issue("the mode `" + *mode->string() + "` is not supported; `search` and `taint` are"); });
    for (const char* key : {"join", "extract", "steps"})
      if (value.get(key)) at(std::string(key), [&] { issue("`" + std::string(key) + "` is not supported yet"); });
    if (!isTaint(value)) return;
    for (const std::string& language : rule_.languages)
      if (language == "regex" || language == "generic") issue("taint needs a language with a grammar, not `" + language + "`");
  }

  void taint(const Value& value) {
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

  void options(const Value& value) {
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
  void secrets(const Value& options) {
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

  void fix(const Value& value) {
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

  void paths(const Value& value) {
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

  std::shared_ptr<Regex> regex(const std::string& text, RegexFlags flags) {
    std::string error;
    std::shared_ptr<Regex> compiled = Regex::compile(text, flags, error);
    if (!compiled) issue("the regular expression cannot be compiled: " + error);
    return compiled;
  }

  bool onlyText() const {
    return std::all_of(rule_.languages.begin(), rule_.languages.end(), [](const std::string& name) { return name == "regex"; });
  }

  Formula pattern(const Value& value) {
    Formula formula;
    formula.pointer = pointer_;
    if (!value.string()) {
      issue("a pattern must be a text");
      return formula;
    }
    formula.source = *value.string();
    if (onlyText()) issue("rules for `regex` take `pattern-regex`, not `pattern`");
    std::string firstError;
    bool any = false;
    for (const std::string& language : languages_ ? *languages_ : rule_.languages) {
      if (language == "regex") continue;
      if (language == "generic") {
        std::string error;
        formula.generic = compileGeneric(*value.string(), names_, rule_.options.genericCaseless, genericSpan_, error);
        if (!formula.generic && firstError.empty()) firstError = error;
        any |= formula.generic != nullptr;
        continue;
      }
      std::string error;
      std::shared_ptr<Pattern> compiled = compilePattern(*value.string(), language, names_, error);
      // TSX reads less than TypeScript (`<T>x`): what does not parse there is left out there.
      if (!compiled && language == "tsx" && any) continue;
      if (!compiled && firstError.empty()) firstError = error;
      if (compiled) {
        any = true;
        formula.patterns[language] = compiled;
      }
    }
    if (!any || !firstError.empty()) issue(firstError.empty() ? "the pattern cannot be parsed" : firstError);
    return formula;
  }

  Formula regexFormula(const Value& value) {
    Formula formula;
    formula.pointer = pointer_;
    formula.sort = Formula::Sort::Regex;
    if (!value.string()) {
      issue("a regular expression must be a text");
      return formula;
    }
    formula.source = *value.string();
    formula.regex = regex(*value.string(), {});
    if (!formula.regex) return formula;
    const auto& groups = formula.regex->groupNames();
    for (size_t i = 1; i < groups.size(); i++)
      formula.groups.push_back(names_.id("$" + (groups[i].empty() ? std::to_string(i) : groups[i])));
    return formula;
  }

  void bindSecret(Formula& formula) {
    if (secret_->group > formula.groups.size()) return issue("`secret_group` names a group that this does not have");
    formula.secret = secret_;
  }

  // A mapping with one operator (and conditions beside it).
  Formula operators(const Value& value, int depth) {
    Formula formula;
    if (depth > kMaxNesting) {
      issue("nested too deeply");
      return formula;
    }
    if (!value.map()) {
      issue("a mapping with a pattern operator is wanted");
      return formula;
    }
    const Value* given = nullptr;
    auto has = [&](const char* key) { return (given = value.get(key)) != nullptr; };
    if (has("pattern")) {
      at("pattern", [&] { formula = pattern(*given); });
    } else if (has("pattern-regex")) {
      at("pattern-regex", [&] {
        formula = regexFormula(*given);
        if (secret_ && formula.regex && !around_ && !nested_) bindSecret(formula);
      });
    } else if (has("patterns")) {
      at("patterns", [&] { formula = all(*given, depth); });
    } else if (has("pattern-either")) {
      at("pattern-either", [&] { formula = either(*given, depth); });
    } else if (has("pattern-inside")) {
      formula.sort = Formula::Sort::Inside;
      at("pattern-inside", [&] { formula.pointer = pointer_, formula.children.push_back(patternOrFormula(*given, depth)); });
    } else if (has("pattern-not")) {
      formula.sort = Formula::Sort::Not;
      at("pattern-not", [&] { formula.pointer = pointer_, formula.children.push_back(patternOrFormula(*given, depth)); });
    } else if (has("pattern-not-inside")) {
      Formula inside;
      inside.sort = Formula::Sort::Inside;
      at("pattern-not-inside", [&] { inside.pointer = pointer_, inside.children.push_back(patternOrFormula(*given, depth)); });
      formula.pointer = inside.pointer;
      formula.sort = Formula::Sort::Not;
      formula.children.push_back(std::move(inside));
    } else if (has("semgrep-internal-pattern-anywhere") || has("pattern-anywhere")) {
      formula.sort = Formula::Sort::Anywhere;
      const char* key = value.get("pattern-anywhere") ? "pattern-anywhere" : "semgrep-internal-pattern-anywhere";
      at(key, [&] { formula.pointer = pointer_, formula.children.push_back(patternOrFormula(*given, depth)); });
    } else if (has("pattern-not-regex")) {
      formula.sort = Formula::Sort::Not;
      at("pattern-not-regex", [&] { formula.pointer = pointer_, formula.children.push_back(regexFormula(*given)); });
    } else {
      std::string names;
      for (const auto& [key, ignored] : *value.map()) {
        bool known = key == "id" || key == "message" || key == "severity" || key == "languages" || key == "metadata" || key == "govern";
        if (!known) names += (names.empty() ? " (found " : ", ") + key;
      }
      issue("no pattern operator that is known" + names + (names.empty() ? "" : ")"));
    }
    return formula;
  }

  Formula patternOrFormula(const Value& value, int depth) {
    if (value.string()) return pattern(value);
    bool before = around_;
    around_ = true;
    Formula formula = operators(value, depth + 1);
    around_ = before;
    return formula;
  }

  Formula either(const Value& value, int depth) {
    Formula formula;
    formula.pointer = pointer_;
    formula.sort = Formula::Sort::Any;
    if (!value.list() || value.list()->empty()) {
      issue("a list of patterns is wanted");
      return formula;
    }
    for (size_t i = 0; i < value.list()->size(); i++)
      at(i, [&] { formula.children.push_back(operators((*value.list())[i], depth + 1)); });
    return formula;
  }

  Formula all(const Value& value, int depth) {
    Formula formula;
    formula.pointer = pointer_;
    formula.sort = Formula::Sort::All;
    if (!value.list() || value.list()->empty()) {
      issue("a list of patterns is wanted");
      return formula;
    }
    for (size_t i = 0; i < value.list()->size(); i++)
      at(i, [&] {
        const Value& item = (*value.list())[i];
        if (!item.map() || item.map()->empty()) return issue("a mapping with an operator is wanted");
        if (!condition(item, formula, depth)) formula.children.push_back(operators(item, depth + 1));
      });
    bool positive = false;
    for (const Formula& child : formula.children) positive |= child.sort != Formula::Sort::Not;
    if (!positive && !nested_) issue("`patterns` needs at least one pattern that is not negated");
    return formula;
  }

  bool metaOf(const Value& value, MetaId& out) {
    const Value* name = value.get("metavariable");
    if (!name || !name->string()) {
      issue("`metavariable` is missing");
      return false;
    }
    out = names_.id(*name->string());
    return true;
  }

  bool condition(const Value& item, Formula& formula, int depth) {
    for (const auto& [key, value] : *item.map()) {
      if (key == "focus-metavariable") {
        at(key, [&] { focus(value, formula); });
        return true;
      }
      if (key == "metavariable-regex") {
        at(key, [&] { metaRegex(value, formula); });
        return true;
      }
      if (key == "metavariable-pattern") {
        at(key, [&] { metaPattern(value, formula, depth); });
        return true;
      }
      if (key == "metavariable-comparison") {
        at(key, [&] { metaComparison(value, formula); });
        return true;
      }
      if (key == "metavariable-analysis") {
        at(key, [&] { metaAnalysis(value, formula); });
        return true;
      }
      if (key == "metavariable-type") {
        at(key, [&] { metaType(value, formula); });
        return true;
      }
      if (key == "semgrep-internal-metavariable-name" || key == "metavariable-name") {
        at(key, [&] { issue("`" + key + "` is not supported"); });
        return true;
      }
    }
    return false;
  }

  void focus(const Value& value, Formula& formula) {
    std::vector<MetaId> ids;
    if (value.string()) ids.push_back(names_.id(*value.string()));
    if (value.list())
      for (const Value& name : *value.list())
        if (name.string()) ids.push_back(names_.id(*name.string()));
    if (ids.empty()) return issue("a metavariable is wanted");
    formula.focus.push_back(std::move(ids));
    formula.focusPointer = pointer_;
  }

  void metaRegex(const Value& value, Formula& formula) {
    Condition condition;
    if (!metaOf(value, condition.meta)) return;
    const Value* text = value.get("regex");
    if (!text || !text->string()) return issue("`regex` is missing");
    RegexFlags flags;
    flags.multiline = false;
    at("regex", [&] { condition.regex = regex(*text->string(), flags); });
    if (condition.regex) {
      const auto& groups = condition.regex->groupNames();
      for (size_t i = 1; i < groups.size(); i++) condition.groups.push_back(names_.id("$" + (groups[i].empty() ? std::to_string(i) : groups[i])));
    }
    if (const Value* constants = value.get("constant-propagation"); constants && constants->boolean()) condition.constants = *constants->boolean();
    condition.pointer = pointer_;
    formula.conditions.push_back(std::move(condition));
  }

  void metaPattern(const Value& value, Formula& formula, int depth) {
    Condition condition;
    condition.sort = Condition::Sort::Pattern;
    if (!metaOf(value, condition.meta)) return;
    std::vector<std::string> one;
    if (const Value* language = value.get("language"); language && language->string()) {
      std::string_view known = canonicalLanguage(*language->string());
      if (known.empty() || (known != "regex" && known != "generic" && !isReadable(known)))
        return at("language", [&] { issue("the language `" + *language->string() + "` is not supported"); });
      condition.language = known;
      one.push_back(condition.language);
    }
    const auto* before = languages_;
    bool wasNested = nested_;
    nested_ = true;
    if (!one.empty()) languages_ = &one;
    condition.formula = std::make_shared<Formula>(operators(value, depth + 1));
    languages_ = before;
    nested_ = wasNested;
    condition.pointer = pointer_;
    formula.conditions.push_back(std::move(condition));
  }

  void metaComparison(const Value& value, Formula& formula) {
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
    condition.pointer = pointer_;
    formula.conditions.push_back(std::move(condition));
  }

  void metaAnalysis(const Value& value, Formula& formula) {
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
    condition.pointer = pointer_;
    formula.conditions.push_back(std::move(condition));
  }

  void metaType(const Value& value, Formula& formula) {
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
    condition.pointer = pointer_;
    formula.conditions.push_back(std::move(condition));
  }

  // match: {any|all|not|inside|anywhere|regex|pattern, where, as, focus}
  void newSyntax(const Value& value, Formula& out, int depth) {
    if (depth > kMaxNesting) return issue("nested too deeply");
    if (value.string()) {
      out = pattern(value);
      return;
    }
    if (!value.map()) return issue("a pattern or a mapping is wanted");
    Formula formula;
    bool known = false;
    for (const auto& [key, given] : *value.map()) {
      auto list = [&](Formula::Sort sort) {
        known = true;
        at(key, [&] {
          formula.pointer = pointer_;
          formula.sort = sort;
          if (!given.list()) return issue("a list is wanted");
          for (size_t i = 0; i < given.list()->size(); i++)
            at(i, [&] {
              const Value& item = (*given.list())[i];
              Formula child;
              newSyntax(item, child, depth + 1);
              formula.children.push_back(std::move(child));
            });
        });
      };
      auto single = [&](Formula::Sort sort) {
        known = true;
        at(key, [&] {
          formula.pointer = pointer_;
          formula.sort = sort;
          Formula child;
          newSyntax(given, child, depth + 1);
          formula.children.push_back(std::move(child));
        });
      };
      if (key == "pattern") {
        known = true;
        at(key, [&] { formula = pattern(given); });
      } else if (key == "regex") {
        known = true;
        at(key, [&] { formula = regexFormula(given); });
      } else if (key == "all") {
        list(Formula::Sort::All);
      } else if (key == "any") {
        list(Formula::Sort::Any);
      } else if (key == "inside") {
        single(Formula::Sort::Inside);
      } else if (key == "anywhere") {
        single(Formula::Sort::Anywhere);
      } else if (key == "not") {
        single(Formula::Sort::Not);
      }
    }
    if (!known) return issue("no operator that is known (pattern, regex, all, any, inside, anywhere, not)");
    for (const auto& [key, given] : *value.map()) {
      if (key == "where") at(key, [&] { where(given, formula, depth); });
      if (key == "as" && given.string()) formula.as = names_.id(*given.string());
      if (key == "fix") at(key, [&] { issue("`fix` inside of `match` is not supported"); });
    }
    out = std::move(formula);
  }

  void where(const Value& value, Formula& formula, int depth) {
    if (!value.list()) return issue("a list of conditions is wanted");
    for (size_t i = 0; i < value.list()->size(); i++)
      at(i, [&] {
        const Value& item = (*value.list())[i];
        if (!item.map()) return issue("a condition is wanted");
        if (const Value* focused = item.get("focus")) return at("focus", [&] { focus(*focused, formula); });
        if (item.get("comparison")) return metaComparison(item, formula);
        if (item.get("analyzer")) return metaAnalysis(item, formula);
        if (item.get("metavariable")) {
          if (item.get("regex")) return metaRegex(item, formula);
          if (item.get("type") || item.get("types")) return metaType(item, formula);
          Condition condition;
          condition.sort = Condition::Sort::Pattern;
          if (!metaOf(item, condition.meta)) return;
          std::vector<std::string> one;
          if (const Value* language = item.get("language"); language && language->string()) {
            condition.language = canonicalLanguage(*language->string());
            if (condition.language.empty()) return issue("the language is not supported");
            one.push_back(condition.language);
          }
          const auto* before = languages_;
          bool wasNested = nested_;
          nested_ = true;
          if (!one.empty()) languages_ = &one;
          condition.formula = std::make_shared<Formula>();
          newSyntax(item, *condition.formula, depth + 1);
          languages_ = before;
          nested_ = wasNested;
          condition.pointer = pointer_;
          formula.conditions.push_back(std::move(condition));
          return;
        }
        issue("a condition that is not known");
      });
  }

  size_t index_;
  CompiledRule& rule_;
  MetaNames& names_;
  std::vector<CompileIssue>& issues_;
  Pointer pointer_;
  const std::vector<std::string>* languages_ = nullptr;
  bool nested_ = false;
  /** Within an operator that only surrounds or forbids. */
  bool around_ = false;
  std::optional<SecretNames> secret_;
  int genericSpan_ = 10;
};

}  // namespace

CompiledRule compileRule(const Value& value, size_t index, MetaNames& names, std::vector<CompileIssue>& issues) {
  CompiledRule rule;
  Compiler(index, rule, names, issues).compile(value);
  if (rule.usable) rule.prefilter = prefilterOf(rule);
  return rule;
}

}  // namespace vireon
