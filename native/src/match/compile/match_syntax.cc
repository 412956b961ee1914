// match: {any|all|not|inside|anywhere|regex|pattern, where, as, focus}
#include "match/compile/rule_compiler.h"

#include <optional>

#include "parse/language.h"

namespace vireon {
namespace {

// Of operators that hold others.
std::optional<Formula::Sort> sortOf(std::string_view key) {
  if (key == "all") return Formula::Sort::All;
  if (key == "any") return Formula::Sort::Any;
  if (key == "inside") return Formula::Sort::Inside;
  if (key == "anywhere") return Formula::Sort::Anywhere;
  if (key == "not") return Formula::Sort::Not;
  return std::nullopt;
}

}  // namespace

void RuleCompiler::newSyntax(const Value& value, Formula& out, int depth) {
  if (depth > kMaxNesting) return issue("nested too deeply");
  if (value.string()) {
    out = pattern(value);
    return;
  }
  if (!value.map()) return issue("a pattern or a mapping is wanted");
  Formula formula;
  bool known = false;
  for (const auto& [key, given] : *value.map()) {
    const std::optional<Formula::Sort> sort = sortOf(key);
    if (!sort && key != "pattern" && key != "regex") continue;
    known = true;
    at(key, [&, &key = key, &given = given] {
      if (sort)
        newOperands(given, *sort, formula, depth);
      else
        formula = key == "pattern" ? pattern(given) : regexFormula(given);
    });
  }
  if (!known) return issue("no operator that is known (pattern, regex, all, any, inside, anywhere, not)");
  for (const auto& [key, given] : *value.map()) {
    if (key == "where") at(key, [&, &given = given] { where(given, formula, depth); });
    if (key == "as" && given.string()) formula.as = names_.id(*given.string());
    if (key == "fix") at(key, [&] { issue("`fix` inside of `match` is not supported"); });
  }
  out = std::move(formula);
}

void RuleCompiler::newOperands(const Value& given, Formula::Sort sort, Formula& formula, int depth) {
  formula.pointer = pointer_;
  formula.sort = sort;
  auto operand = [&](const Value& item) {
    Formula child;
    newSyntax(item, child, depth + 1);
    formula.children.push_back(std::move(child));
  };
  if (sort != Formula::Sort::All && sort != Formula::Sort::Any) return operand(given);
  if (!given.list()) return issue("a list is wanted");
  for (size_t i = 0; i < given.list()->size(); i++) at(i, [&] { operand((*given.list())[i]); });
}

void RuleCompiler::where(const Value& value, Formula& formula, int depth) {
  if (!value.list()) return issue("a list of conditions is wanted");
  for (size_t i = 0; i < value.list()->size(); i++) at(i, [&] { newCondition((*value.list())[i], formula, depth); });
}

void RuleCompiler::newCondition(const Value& item, Formula& formula, int depth) {
  if (!item.map()) return issue("a condition is wanted");
  if (const Value* focused = item.get("focus")) return at("focus", [&] { focus(*focused, formula); });
  if (item.get("comparison")) return metaComparison(item, formula);
  if (item.get("analyzer")) return metaAnalysis(item, formula);
  if (!item.get("metavariable")) return issue("a condition that is not known");
  if (item.get("regex")) return metaRegex(item, formula);
  if (item.get("type") || item.get("types")) return metaType(item, formula);
  Condition condition;
  condition.sort = Condition::Sort::Pattern;
  if (!metaOf(item, condition.meta)) return;
  if (const Value* language = item.get("language"); language && language->string()) {
    condition.language = canonicalLanguage(*language->string());
    if (condition.language.empty()) return issue("the language is not supported");
  }
  nested(condition, [&] { newSyntax(item, *condition.formula, depth + 1); });
  add(std::move(condition), formula);
}

}  // namespace vireon
