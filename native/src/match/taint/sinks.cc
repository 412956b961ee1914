// Sinks: whether what reaches them counts, and what is told of it.
#include <algorithm>

#include "match/taint/run.h"

namespace vireon {

bool TaintRun::unifies(const TaintHit& sink, const TaintHit& source) const {
  if (!rule_.options.unifyMetavariables) return true;
  for (const Bound& a : sink.range.bindings)
    for (const Bound& b : source.range.bindings)
      if (a.id == b.id && !text_.same(a, b)) return false;
  return true;
}

bool TaintRun::requirementHolds(const TaintHit& sink, const Taints& taints) const {
  for (const auto& [meta, requirement] : sink.item->requiresEach) {
    Taints of;
    for (const Bound& bound : sink.range.bindings)
      if (bound.id == meta)
        if (auto known = measured_.find({bound.start, bound.end}); known != measured_.end()) of = known->second;
    if (!holdsFor(requirement, of)) return false;
  }
  if (!sink.item->requiresEach.empty()) return true;
  return sink.item->requires_ ? holdsFor(*sink.item->requires_, taints) : taints.hasLabel(0);
}

void TaintRun::checkSinks(const NodeMarks& marks, const Taints& reaching, bool callWithoutFocus) {
  for (uint32_t id : marks.sinks) {
    const TaintHit& sink = marks_.sink(id);
    if (callWithoutFocus && sink.item->exact && sink.item->focused) continue;
    checkSink(id, reaching);
  }
}

void TaintRun::checkSink(uint32_t id, const Taints& reaching, const Node* at) {
  const TaintHit& sink = marks_.sink(id);
  Taints taints;
  for (const Taints* list : {&reaching, static_cast<const Taints*>(&control_)})
    for (const Taint& taint : *list)
      if (unifies(sink, marks_.source(taint.source))) taints.add(taint);
  if (!taints.empty() && requirementHolds(sink, taints)) report(id, taints, at);
}

void TaintRun::report(uint32_t id, const Taints& taints, const Node* at) {
  const TaintHit& sink = marks_.sink(id);
  const uint32_t start = at ? at->start : sink.range.start, end = at ? at->end : sink.range.end;
  for (const Taint& taint : taints) {
    const TaintHit& source = marks_.source(taint.source);
    const bool onSource = rule_.options.focusOnSource;
    if (!reported_.insert({id, onSource ? taint.source : start}).second) continue;
    TaintFinding finding;
    finding.range = sink.range;
    finding.range.start = onSource ? source.range.start : start;
    finding.range.end = onSource ? source.range.end : end;
    for (const Bound& bound : source.range.bindings)
      if (std::none_of(sink.range.bindings.begin(), sink.range.bindings.end(), [&](const Bound& b) { return b.id == bound.id; }))
        finding.range.bindings.push_back(bound);
    finding.trace.push_back({TraceStep::Role::Source, source.range.start, source.range.end});
    std::vector<TraceStep> steps;
    for (const Passage* passage = taint.passage; passage; passage = passage->before)
      steps.push_back({TraceStep::Role::Step, passage->start, passage->end});
    finding.trace.insert(finding.trace.end(), steps.rbegin(), steps.rend());
    finding.trace.push_back({TraceStep::Role::Sink, start, end});
    findings_.push_back(std::move(finding));
  }
}

}  // namespace vireon
