// Operators as Semgrep writes them: `pattern`, `patterns`, `pattern-either` and their kin.
#include "match/compile/rule_compiler.h"

#include <algorithm>

#include "match/generic.h"
#include "parse/word.h"

namespace vireon {

std::shared_ptr<Regex> RuleCompiler::regex(const std::string& text, RegexFlags flags) {
  std::string error;
  std::shared_ptr<Regex> compiled = Regex::compile(text, flags, error);
  if (!compiled) issue("the regular expression cannot be compiled: " + error);
  return compiled;
}

std::vector<MetaId> RuleCompiler::groupsOf(const Regex& regex) {
  std::vector<MetaId> ids;
  const auto& groups = regex.groupNames();
  for (size_t i = 1; i < groups.size(); i++) ids.push_back(names_.id("$" + (groups[i].empty() ? std::to_string(i) : groups[i])));
  return ids;
}

bool RuleCompiler::onlyText() const {
  return std::all_of(rule_.languages.begin(), rule_.languages.end(), [](const std::string& name) { return name == "regex"; });
}

Formula RuleCompiler::pattern(const Value& value) {
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

Formula RuleCompiler::regexFormula(const Value& value) {
  Formula formula;
  formula.pointer = pointer_;
  formula.sort = Formula::Sort::Regex;
  if (!value.string()) {
    issue("a regular expression must be a text");
    return formula;
  }
  formula.source = *value.string();
  formula.regex = regex(*value.string(), {});
  if (formula.regex) formula.groups = groupsOf(*formula.regex);
  return formula;
}

void RuleCompiler::bindSecret(Formula& formula) {
  if (secret_->group > formula.groups.size()) return issue("`secret_group` names a group that this does not have");
  formula.secret = secret_;
}

// A mapping with one operator (and conditions beside it).
Formula RuleCompiler::operators(const Value& value, int depth) {
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
  auto around = [&](const char* key, Formula::Sort sort) {
    formula.sort = sort;
    at(key, [&] { formula.pointer = pointer_, formula.children.push_back(patternOrFormula(*given, depth)); });
  };
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
    around("pattern-inside", Formula::Sort::Inside);
  } else if (has("pattern-not")) {
    around("pattern-not", Formula::Sort::Not);
  } else if (has("pattern-not-inside")) {
    around("pattern-not-inside", Formula::Sort::Inside);
    Formula outside;
    outside.sort = Formula::Sort::Not;
    outside.pointer = formula.pointer;
    outside.children.push_back(std::move(formula));
    formula = std::move(outside);
  } else if (has("pattern-anywhere")) {
    around("pattern-anywhere", Formula::Sort::Anywhere);
  } else if (has("semgrep-internal-pattern-anywhere")) {
    around("semgrep-internal-pattern-anywhere", Formula::Sort::Anywhere);
  } else if (has("pattern-not-regex")) {
    formula.sort = Formula::Sort::Not;
    at("pattern-not-regex", [&] { formula.pointer = pointer_, formula.children.push_back(regexFormula(*given)); });
  } else {
    unknownOperator(value);
  }
  return formula;
}

void RuleCompiler::unknownOperator(const Value& value) {
  std::string names;
  for (const auto& [key, ignored] : *value.map())
    if (!oneOf(key, {"id", "message", "severity", "languages", "metadata", "govern"})) names += (names.empty() ? " (found " : ", ") + key;
  issue("no pattern operator that is known" + names + (names.empty() ? "" : ")"));
}

Formula RuleCompiler::patternOrFormula(const Value& value, int depth) {
  if (value.string()) return pattern(value);
  bool before = around_;
  around_ = true;
  Formula formula = operators(value, depth + 1);
  around_ = before;
  return formula;
}

Formula RuleCompiler::either(const Value& value, int depth) {
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

Formula RuleCompiler::all(const Value& value, int depth) {
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

}  // namespace vireon
