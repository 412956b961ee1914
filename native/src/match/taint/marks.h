// Which nodes of a text are sources, sinks, sanitizers and ends of propagators of one rule.
#pragma once
#include <unordered_map>
#include <vector>

#include "match/taint/taint.h"

namespace vireon {

struct TaintHit {
  const TaintItem* item = nullptr;
  uint32_t item_index = 0;
  Range range;
};

/** Ranges by place, asked for those around a node. */
class RangeList {
 public:
  void add(uint32_t start, uint32_t end, uint32_t id) { entries_.push_back({start, end, 0, id}); }
  void settle();
  bool empty() const { return entries_.empty(); }
  template <class F>
  void around(uint32_t start, uint32_t end, F&& take) const {
    size_t at = upper(start);
    while (at-- > 0 && entries_[at].furthest >= end)
      if (entries_[at].end >= end) take(entries_[at].id);
  }
  /** Some range lies in this one. */
  bool within(uint32_t start, uint32_t end) const;

 private:
  struct Entry {
    uint32_t start, end, furthest, id;
  };
  size_t upper(uint32_t start) const;
  std::vector<Entry> entries_;
};

/** Hits of which the node is the best match: nothing that is evaluated around it is in their ranges as well. */
struct NodeMarks {
  std::vector<uint32_t> sources, sinks, sanitizers, from, to;
};

class TaintMarks {
 public:
  TaintMarks(TextUnderMatch& text, const CompiledRule& rule);

  /** Nothing can be found. */
  bool idle() const { return sources_.empty() || sinks_.empty(); }
  const TaintHit& source(uint32_t id) const { return sources_[id]; }
  const TaintHit& sink(uint32_t id) const { return sinks_[id]; }
  /** Those that are asked at exit alone; no node is marked for them. */
  const std::vector<uint32_t>& exitSinks() const { return exitSinks_; }
  uint32_t sinkCount() const { return static_cast<uint32_t>(sinks_.size()); }
  const TaintHit& sanitizer(uint32_t id) const { return sanitizers_[id]; }
  const TaintHit& propagator(uint32_t id) const { return propagators_[id]; }
  const NodeMarks* at(const Node* node) const {
    auto found = marks_.find(node);
    return found == marks_.end() ? nullptr : &found->second;
  }
  /** Sources that are not exact hold for all that is in their range. */
  const RangeList& sourceRanges() const { return sourceRanges_; }
  const RangeList& sanitizerRanges() const { return sanitizerRanges_; }
  const RangeList& sinkRanges() const { return sinkRanges_; }
  bool hasSourceWithin(const Node* node) const { return allSources_.within(node->start, node->end); }

 private:
  void find(TextUnderMatch& text, const CompiledRule& rule, const std::vector<TaintItem>& items, std::vector<TaintHit>& out);
  using Field = std::vector<uint32_t> NodeMarks::*;
  void mark(const Node* root, uint32_t start, uint32_t end, uint32_t id, Field field, bool largestOnly);

  std::vector<TaintHit> sources_, sinks_, sanitizers_, propagators_;
  RangeList sourceRanges_, sanitizerRanges_, sinkRanges_, allSources_;
  std::vector<uint32_t> exitSinks_;
  std::unordered_map<const Node*, NodeMarks> marks_;
};

}  // namespace vireon
