// Compiles a rule; what it does not understand is told with the place in the rule where it stands.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "match/formula.h"

namespace vireon {

class RuleCompiler {
 public:
  RuleCompiler(size_t index, CompiledRule& rule, MetaNames& names, std::vector<CompileIssue>& issues)
      : index_(index), rule_(rule), names_(names), issues_(issues) {}

  void compile(const Value& value);

 private:
  static constexpr int kMaxNesting = 40;

  // rule.cc
  void languages(const Value& value);
  void addLanguage(std::string_view name);
  static bool isTaint(const Value& value);
  void mode(const Value& value);
  void taint(const Value& value);
  void options(const Value& value);
  void secrets(const Value& options);
  void fix(const Value& value);
  void paths(const Value& value);

  // operators.cc
  Formula operators(const Value& value, int depth);
  Formula pattern(const Value& value);
  Formula regexFormula(const Value& value);
  Formula patternOrFormula(const Value& value, int depth);
  Formula either(const Value& value, int depth);
  Formula all(const Value& value, int depth);
  std::shared_ptr<Regex> regex(const std::string& text, RegexFlags flags);
  /** The metavariables of its groups. */
  std::vector<MetaId> groupsOf(const Regex& regex);
  void bindSecret(Formula& formula);
  void unknownOperator(const Value& value);
  bool onlyText() const;

  // match_syntax.cc
  void newSyntax(const Value& value, Formula& out, int depth);
  void newOperands(const Value& given, Formula::Sort sort, Formula& formula, int depth);
  void where(const Value& value, Formula& formula, int depth);
  void newCondition(const Value& item, Formula& formula, int depth);

  // conditions.cc
  bool condition(const Value& item, Formula& formula, int depth);
  void focus(const Value& value, Formula& formula);
  void metaRegex(const Value& value, Formula& formula);
  void metaPattern(const Value& value, Formula& formula, int depth);
  void metaComparison(const Value& value, Formula& formula);
  void metaAnalysis(const Value& value, Formula& formula);
  void metaType(const Value& value, Formula& formula);
  bool metaOf(const Value& value, MetaId& out);
  void nested(Condition& condition, const std::function<void()>& work);
  void add(Condition condition, Formula& formula);

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

  size_t index_;
  CompiledRule& rule_;
  MetaNames& names_;
  std::vector<CompileIssue>& issues_;
  Pointer pointer_;
  /** Those that patterns are written in; nullptr for the rule's own. */
  const std::vector<std::string>* languages_ = nullptr;
  bool nested_ = false;
  /** Within an operator that only surrounds or forbids. */
  bool around_ = false;
  std::optional<SecretNames> secret_;
  int genericSpan_ = 10;
};

}  // namespace vireon
