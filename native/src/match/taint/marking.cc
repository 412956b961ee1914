// What the marks of a node make of its value: sanitizers, sources, propagators, and sinks that it reaches.
#include <algorithm>

#include "match/taint/run.h"

namespace vireon {
namespace {

// What comes out of a propagator.
Taints relabelled(const TaintItem& item, const Taints& taints) {
  Taints out;
  if (item.requires_ && !holdsFor(*item.requires_, taints)) return out;
  for (Taint taint : taints) {
    const bool replaced = item.label != 0 && (item.replaceLabels.empty() || std::find(item.replaceLabels.begin(), item.replaceLabels.end(), taint.label) != item.replaceLabels.end());
    if (replaced) taint.label = item.label;
    out.add(taint);
  }
  return out;
}

}  // namespace

TaintValue TaintRun::marked(const Node* node, TaintValue value, const Taints* arguments) {
  const NodeMarks* marks = marks_.at(node);
  value = safeByType(node, std::move(value));
  const bool clean = sanitized(node);
  if (marks) sanitizeAside(node, *marks, clean);
  if (clean) return {};
  addSources(node, value);
  if (!marks_.sinkRanges().empty())
    marks_.sinkRanges().around(node->start, node->end, [&](uint32_t id) { checkSink(id, value.all()); });
  if (!marks) return value;
  propagate(node, *marks, value);
  if (!measured_.empty())
    if (auto wanted = measured_.find({node->start, node->end}); wanted != measured_.end()) wanted->second = value.all();
  if (!marks->sinks.empty()) {
    checkSinks(*marks, value.all(), false);
    if (arguments) checkSinks(*marks, *arguments, true);
  }
  return value;
}

bool TaintRun::sanitized(const Node* node) {
  bool cleans = false;
  marks_.sanitizerRanges().around(node->start, node->end, [&](uint32_t id) { cleans |= marks_.sanitizer(id).item->bySideEffect != SideEffect::Only; });
  if (const NodeMarks* marks = marks_.at(node))
    for (uint32_t id : marks->sanitizers) cleans |= marks_.sanitizer(id).item->bySideEffect != SideEffect::Only;
  return cleans;
}

// By side effect, what holds the value is clean from here on.
void TaintRun::sanitizeAside(const Node* node, const NodeMarks& marks, bool clean) {
  for (uint32_t id : marks.sanitizers) {
    const SideEffect effect = marks_.sanitizer(id).item->bySideEffect;
    if (Place place; (clean ? effect != SideEffect::No : effect == SideEffect::Only) && placeOf(node, place)) write(place, {});
  }
}

void TaintRun::addSources(const Node* node, TaintValue& value) {
  Taints before = value.all();
  bool added = false, waiting = false;
  auto take = [&](uint32_t id, bool best) {
    const TaintItem& item = *marks_.source(id).item;
    waiting |= item.requires_.has_value();
    if (item.requires_ && !holdsFor(*item.requires_, before)) return;
    Taint taint{id, item.label, nullptr};
    if (item.control) control_.add(taint);
    if (best && item.bySideEffect != SideEffect::No)
      if (Place place; placeOf(node, place)) {
        Taints one;
        one.add(taint);
        write(place, TaintValue::of(std::move(one)), false);
      }
    if (item.bySideEffect == SideEffect::Only) return;
    value.taints.add(taint);
    added = true;
  };
  auto takeAll = [&] {
    if (const NodeMarks* marks = marks_.at(node))
      for (uint32_t id : marks->sources) take(id, true);
    marks_.sourceRanges().around(node->start, node->end, [&](uint32_t id) { take(id, false); });
  };
  takeAll();
  // A label may be what another source requires.
  for (int round = 0; waiting && added && round < 4; round++) {
    Taints now = value.all();
    if (now == before) break;
    before = std::move(now);
    takeAll();
  }
}

void TaintRun::propagate(const Node* node, const NodeMarks& marks, TaintValue& value) {
  for (uint32_t id : marks.to) {
    const TaintItem& item = *marks_.propagator(id).item;
    Place place;
    bool isPlace = placeOf(node, place);
    if (auto carried = carried_.find(id); carried != carried_.end()) {
      TaintValue more = passed(TaintValue::of(carried->second), node);
      if (item.bySideEffect != SideEffect::No && isPlace) write(place, more, false);
      value.taints.add(more.taints);
    }
    if (isPlace && item.bySideEffect != SideEffect::No) waiting_[id] = place;
  }
  for (uint32_t id : marks.from) {
    Taints taints = relabelled(*marks_.propagator(id).item, value.all());
    if (taints.empty()) {
      carried_.erase(id);
      continue;
    }
    carried_[id] = taints;
    if (auto waiting = waiting_.find(id); waiting != waiting_.end()) write(waiting->second, passed(TaintValue::of(taints), node), false);
  }
}

}  // namespace vireon
