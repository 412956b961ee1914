#include "match/taint/marks.h"

#include <algorithm>

namespace vireon {
namespace {

// What the run never values as a whole: its parts are looked at instead.
bool isHull(const Node* node) {
  switch (node->kind) {
    case Kind::Block:
    case Kind::ExprStmt:
    case Kind::Function:
    case Kind::Class:
    case Kind::If:
    case Kind::While:
    case Kind::DoWhile:
    case Kind::For:
    case Kind::ForEach:
    case Kind::Switch:
    case Kind::Case:
    case Kind::Try:
    case Kind::Catch:
    case Kind::Finally:
    case Kind::With:
    case Kind::Label:
      return true;
    case Kind::Return:
      return node->has(kSynthetic);
    default:
      return false;
  }
}

void topmost(const Node* node, uint32_t start, uint32_t end, std::vector<const Node*>& out) {
  if (node->end <= start || end <= node->start) return;
  const bool whole = node->kind == Kind::Function && node->start == start && node->end == end;
  if (start <= node->start && node->end <= end && (whole || !isHull(node))) {
    out.push_back(node);
    return;
  }
  for (const Node* child : node->children()) topmost(child, start, end, out);
}

}  // namespace

void RangeList::settle() {
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.start < b.start; });
  uint32_t furthest = 0;
  for (Entry& entry : entries_) entry.furthest = furthest = std::max(furthest, entry.end);
}

size_t RangeList::upper(uint32_t start) const {
  return std::upper_bound(entries_.begin(), entries_.end(), start, [](uint32_t at, const Entry& e) { return at < e.start; }) -
         entries_.begin();
}

bool RangeList::within(uint32_t start, uint32_t end) const {
  auto at = std::lower_bound(entries_.begin(), entries_.end(), start, [](const Entry& e, uint32_t from) { return e.start < from; });
  for (; at != entries_.end() && at->start < end; ++at)
    if (at->end <= end) return true;
  return false;
}

void TaintMarks::find(TextUnderMatch& text, const CompiledRule& rule, const std::vector<TaintItem>& items,
                      std::vector<TaintHit>& out) {
  for (uint32_t i = 0; i < items.size(); i++)
    for (Range& range : text.evaluate(items[i].formula, rule.options)) out.push_back({&items[i], i, std::move(range)});
}

void TaintMarks::mark(const Node* root, uint32_t start, uint32_t end, uint32_t id, Field field, bool largestOnly) {
  std::vector<const Node*> nodes;
  topmost(root, start, end, nodes);
  uint32_t largest = 0;
  if (largestOnly)
    for (const Node* node : nodes) largest = std::max(largest, node->end - node->start);
  for (const Node* node : nodes)
    if (node->end - node->start >= largest) (marks_[node].*field).push_back(id);
}

TaintMarks::TaintMarks(TextUnderMatch& text, const CompiledRule& rule) {
  const TaintRule& taint = *rule.taint;
  find(text, rule, taint.sinks, sinks_);
  if (sinks_.empty()) return;
  find(text, rule, taint.sources, sources_);
  if (sources_.empty()) return;
  find(text, rule, taint.sanitizers, sanitizers_);
  std::erase_if(sanitizers_, [&](const TaintHit& hit) {
    auto same = [&](const TaintHit& other) { return other.range.start == hit.range.start && other.range.end == hit.range.end; };
    return hit.item->notConflicting && (std::any_of(sources_.begin(), sources_.end(), same) || std::any_of(sinks_.begin(), sinks_.end(), same));
  });
  find(text, rule, taint.propagators, propagators_);
  const Node* root = text.tree()->root;
  for (uint32_t i = 0; i < sources_.size(); i++) {
    const Range& range = sources_[i].range;
    allSources_.add(range.start, range.end, i);
    if (!sources_[i].item->exact && sources_[i].item->bySideEffect != SideEffect::Only) sourceRanges_.add(range.start, range.end, i);
    mark(root, range.start, range.end, i, &NodeMarks::sources, false);
  }
  for (uint32_t i = 0; i < sanitizers_.size(); i++) {
    const Range& range = sanitizers_[i].range;
    if (!sanitizers_[i].item->exact) sanitizerRanges_.add(range.start, range.end, i);
    mark(root, range.start, range.end, i, &NodeMarks::sanitizers, false);
  }
  for (uint32_t i = 0; i < sinks_.size(); i++) {
    if (sinks_[i].item->atExit) {
      exitSinks_.push_back(i);
      continue;
    }
    mark(root, sinks_[i].range.start, sinks_[i].range.end, i, &NodeMarks::sinks, sinks_[i].item->exact);
    if (!sinks_[i].item->exact) sinkRanges_.add(sinks_[i].range.start, sinks_[i].range.end, i);
  }
  for (uint32_t i = 0; i < propagators_.size(); i++)
    for (const Bound& bound : propagators_[i].range.bindings) {
      if (bound.id == propagators_[i].item->from) mark(root, bound.start, bound.end, i, &NodeMarks::from, false);
      if (bound.id == propagators_[i].item->to) mark(root, bound.start, bound.end, i, &NodeMarks::to, false);
    }
  sourceRanges_.settle();
  sanitizerRanges_.settle();
  allSources_.settle();
  sinkRanges_.settle();
}

}  // namespace vireon
