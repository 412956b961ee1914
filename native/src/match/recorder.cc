#include "match/recorder.h"

#include <algorithm>
#include <set>

#include "match/formula.h"

namespace vireon {
namespace {

using Ranges = std::vector<ExplainedRange>;
constexpr size_t kShown = 50, kMaxEvents = 20'000;

/** Each place once, whatever was bound there. */
ExplainedRanges shown(const Ranges& ranges) {
  ExplainedRanges out;
  std::set<std::pair<uint32_t, uint32_t>> seen;
  for (const ExplainedRange& range : ranges) {
    if (!seen.emplace(range.startByte, range.endByte).second) continue;
    if (out.first.size() < kShown) out.first.push_back(range);
  }
  out.count = seen.size();
  return out;
}

bool samePlace(const ExplainedRange& a, const ExplainedRange& b) { return a.startByte == b.startByte && a.endByte == b.endByte; }

bool holds(const ExplainedRange& outer, const ExplainedRange& inner) {
  return outer.startByte <= inner.startByte && inner.endByte <= outer.endByte;
}

/** Ranges of `before` that none of `left` comes from: an operator may put a smaller or larger one in a range's place. */
Ranges droppedOf(const Ranges& before, const Ranges& left) {
  Ranges dropped;
  for (const ExplainedRange& range : before)
    if (std::none_of(left.begin(), left.end(), [&](const ExplainedRange& kept) { return holds(range, kept) || holds(kept, range); }))
      dropped.push_back(range);
  return dropped;
}

Ranges without(const Ranges& before, const Ranges& left) {
  Ranges dropped;
  for (const ExplainedRange& range : before)
    if (std::none_of(left.begin(), left.end(), [&](const ExplainedRange& kept) { return samePlace(range, kept); })) dropped.push_back(range);
  return dropped;
}

std::string nameOf(const Pointer& pointer) {
  const std::string* key = pointer.empty() ? nullptr : std::get_if<std::string>(&pointer.back());
  return key ? *key : std::string();
}

std::string nameOf(const Condition& condition) {
  static constexpr const char* names[] = {"regex", "pattern", "comparison", "analyzer", "analyzer", "type"};
  const std::string name = nameOf(condition.pointer);
  return name.empty() ? names[static_cast<size_t>(condition.sort)] : name;
}

/** `pattern-not: x` is compiled as a negation of a pattern, yet it is one operator. */
const Formula& innermost(const Formula& formula) {
  const Formula* inner = &formula;
  while (inner->children.size() == 1 && inner->children[0].pointer == inner->pointer) inner = &inner->children[0];
  return *inner;
}

}  // namespace

void Recorder::note(Stage stage, const void* by, const std::vector<Range>& ranges) {
  if (events_.size() >= kMaxEvents) return;
  Event event{stage, by, {}};
  for (const Range& range : ranges) {
    ExplainedRange seen{range.start, range.end, {}};
    if (event.ranges.size() < kShown)
      for (const Bound& bound : range.bindings) seen.metavariables.emplace_back(names_.name(bound.id), text_.textOf(bound));
    event.ranges.push_back(std::move(seen));
  }
  events_.push_back(std::move(event));
}

const Recorder::Event* Recorder::find(Stage stage, const void* by) const {
  for (const Event& event : events_)
    if (event.stage == stage && event.by == by) return &event;
  return nullptr;
}

const Ranges& Recorder::rangesOf(Stage stage, const void* by) const {
  static const Ranges none;
  const Event* event = find(stage, by);
  return event ? event->ranges : none;
}

ExplainedRanges Recorder::gaveOf(const void* by) const { return shown(rangesOf(Stage::Gave, by)); }

ExplainedStep Recorder::stepOf(const Formula& formula) const {
  const Formula& inner = innermost(formula);
  ExplainedStep step;
  step.operation = nameOf(formula.pointer);
  step.pointer = formula.pointer;
  step.reached = find(Stage::Found, &inner) != nullptr || find(Stage::Left, &formula) != nullptr;
  step.found = shown(rangesOf(Stage::Found, &inner));
  step.left = shown(rangesOf(Stage::Gave, &inner));
  addOperands(inner, step);
  addConditions(inner, step);
  addFocus(inner, step);
  return step;
}

void Recorder::addOperands(const Formula& formula, ExplainedStep& step) const {
  std::vector<std::pair<const Event*, const Formula*>> order;
  for (const Formula& child : formula.children) order.emplace_back(find(Stage::Left, &child), &child);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first && (!b.first || a.first < b.first); });
  const Ranges* before = nullptr;
  for (const auto& [left, child] : order) {
    ExplainedStep& added = step.steps.emplace_back(stepOf(*child));
    if (!left) continue;
    const bool negative = child->sort == Formula::Sort::Not;
    if (before) added.dropped = shown(negative ? without(*before, left->ranges) : droppedOf(*before, left->ranges));
    added.left = shown(left->ranges);
    before = &left->ranges;
  }
}

void Recorder::addConditions(const Formula& formula, ExplainedStep& step) const {
  Ranges left = rangesOf(Stage::Found, &formula);
  for (const Condition& condition : formula.conditions) {
    ExplainedStep added{nameOf(condition), condition.pointer, !left.empty(), {}, {}, {}, {}};
    Ranges refused;
    for (const Event& event : events_)
      if (event.stage == Stage::Refused && event.by == &condition) refused.insert(refused.end(), event.ranges.begin(), event.ranges.end());
    // Two ranges may share a place and differ in what is bound there.
    for (const ExplainedRange& range : refused) {
      auto gone = std::find_if(left.begin(), left.end(), [&](const ExplainedRange& each) { return samePlace(each, range); });
      if (gone != left.end()) left.erase(gone);
    }
    added.dropped = shown(refused);
    added.left = shown(left);
    step.steps.push_back(std::move(added));
  }
}

void Recorder::addFocus(const Formula& formula, ExplainedStep& step) const {
  if (formula.focus.empty()) return;
  const Ranges &before = rangesOf(Stage::Tested, &formula), &left = rangesOf(Stage::Gave, &formula);
  ExplainedStep added{nameOf(formula.focusPointer), formula.focusPointer, !before.empty(), {}, {}, {}, {}};
  added.dropped = shown(droppedOf(before, left));
  added.left = shown(left);
  step.steps.push_back(std::move(added));
}

}  // namespace vireon
