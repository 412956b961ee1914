// Notes what the evaluation of a rule does, to tell it operator by operator.
#pragma once
#include <vector>

#include "match/evaluate/text_under_match.h"
#include "match/explain.h"

namespace vireon {

/** Notes what an evaluation does, and tells it afterwards as steps. */
class Recorder : public Trace {
 public:
  Recorder(const TextUnderMatch& text, const MetaNames& names) : text_(text), names_(names) {}

  void note(Stage stage, const void* by, const std::vector<Range>& ranges) override;
  ExplainedRanges gaveOf(const void* by) const;
  /** The steps of a formula that was evaluated on its own. */
  ExplainedStep stepOf(const Formula& formula) const;

 private:
  struct Event {
    Stage stage;
    const void* by;
    std::vector<ExplainedRange> ranges;
  };

  const Event* find(Stage stage, const void* by) const;
  const std::vector<ExplainedRange>& rangesOf(Stage stage, const void* by) const;
  void addOperands(const Formula& formula, ExplainedStep& step) const;
  void addConditions(const Formula& formula, ExplainedStep& step) const;
  void addFocus(const Formula& formula, ExplainedStep& step) const;

  const TextUnderMatch& text_;
  const MetaNames& names_;
  std::vector<Event> events_;
};

}  // namespace vireon
