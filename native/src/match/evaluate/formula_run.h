// Evaluates formulas over one text.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "match/comparison.h"
#include "match/evaluate/text_under_match.h"

namespace vireon {

class FormulaRun {
 public:
  FormulaRun(TextUnderMatch& text, const MatchOptions& options) : text_(text), options_(options) {}

  /** False where a look at words tells that nothing can match. */
  bool mayMatch(const Formula& formula);
  /** `context`: bindings and range that a nested formula starts from. */
  std::vector<Range> evaluate(const Formula& formula, const Range* context, bool inside);

 private:
  /** A range and what conditions bind on it; that counts only once all of them have been asked. */
  struct Candidate {
    Range range;
    std::vector<Bindings> more;
  };

  // formula_run.cc: operators.
  std::vector<Range> kind(const Formula& formula, const Range* context, bool inside);
  std::vector<Range> pattern(const Formula& formula, const Range* context, const Within* within, bool inside);
  std::vector<Range> regex(const Formula& formula, const Range* context);
  std::vector<Range> conjunction(const Formula& formula, const Range* context, bool inside);
  bool mayMatch(const Pattern& pattern) const;
  void bindSecret(const SecretNames& names, const RegexMatch& match, Bindings& bindings) const;
  const Bindings& given(const Range* context) const;
  void tell(Trace::Stage stage, const void* by, const std::vector<Range>& ranges) const;
  /** No more ranges are taken; that is told. */
  bool full(const std::vector<Range>& ranges) const;

  // ranges.cc: ranges held against each other.
  bool includedIn(const Range& x, const Range& y) const;
  void merge(const Range& x, const Range& y, std::vector<Range>& out) const;
  template <class F>
  void eachWithin(const std::vector<Range>& xs, const std::vector<Range>& ys, const F& visit) const;
  std::vector<Range> intersect(const std::vector<Range>& xs, const std::vector<Range>& ys) const;
  std::vector<Range> unique(std::vector<Range> ranges) const;
  std::vector<Range> without(std::vector<Range>& ranges, const std::vector<Range>& negative) const;
  std::vector<Range> focus(const Formula& formula, const std::vector<Range>& ranges) const;
  std::optional<Range> narrowed(const Range& from, MetaId id) const;
  bool mayCompare() const;

  // conditions.cc
  std::vector<Range> conditions(const Formula& formula, std::vector<Range> ranges);
  bool satisfies(const Condition& condition, Candidate& candidate);
  bool matchesRegex(const Condition& condition, const Bound& bound, Candidate& candidate);
  void bindGroups(const std::vector<MetaId>& groups, const RegexMatch& match, const std::string& subject, const Bound& of, Candidate& candidate);
  bool hasType(const Condition& condition, const Bound& bound);
  bool compares(const Condition& condition, const Range& range) const;

  // nested.cc: formulas over what a metavariable stands for.
  bool nested(const Condition& condition, Candidate& candidate, const Bound& bound);
  std::vector<Range> inOtherText(const Condition& condition, const Range& range, const Bound& bound);
  bool isText(const Bound& bound, const std::string& language) const;
  TextUnderMatch& innerText(const std::string& language, const Bound& bound, bool raw);
  Bindings textBindings(const Bindings& bindings, const TextUnderMatch& from, const Bound* at) const;
  std::vector<Range> within(const Formula& formula, const Range& context, const Node* root);
  std::vector<Range> placed(const Formula& formula, const Range& context);
  std::vector<Range> placedKind(const Formula& formula, const Range& context);
  std::vector<Range> placedAll(const Formula& formula, const Range& context);
  std::vector<Range> atRoot(const Formula& formula, const Range& context);
  std::vector<Range> regexIn(const Formula& formula, const Range& context);

  // values.cc: what a metavariable stands for as a value.
  std::optional<ComparisonValue> valueOf(const Bound& bound) const;
  std::string content(const Bound& bound) const;
  std::optional<std::string> joined(const Node* node) const;

  /** Metavariable that stands for a place of the text. */
  Bound textBound(MetaId id, uint32_t start, uint32_t end) const { return boundText(id, text_.text_.substr(start, end - start), start, end); }
  /** Kept for as long as the text is. */
  std::string_view keep(std::string text) const;

  TextUnderMatch& text_;
  const MatchOptions& options_;
  /** Of a nested formula: outside of it nothing is looked for, and the node that its metavariable stands for. */
  const Within* place_ = nullptr;
  const Node* root_ = nullptr;
};

}  // namespace vireon
