// Ranges held against each other: what lies within what, what is left, what a rule is about.
#include "match/evaluate/formula_run.h"

#include <algorithm>
#include <cctype>
#include <map>

namespace vireon {
namespace {

/** One rule may hold so many ranges of a text against each other. */
constexpr uint64_t kMaxPairs = 20'000'000;

bool numbered(std::string_view name) { return name.size() > 1 && std::isdigit(static_cast<unsigned char>(name[1])); }

}  // namespace

bool FormulaRun::mayCompare() const {
  if (++text_.pairs <= kMaxPairs) return true;
  text_.exhausted = true;
  return false;
}

bool FormulaRun::includedIn(const Range& x, const Range& y) const {
  bool within = y.sort == Range::Sort::Anywhere || (y.start <= x.start && x.end <= y.end);
  if (!within) return false;
  for (const Bound& bound : x.bindings) {
    const Bound* other = boundOf(y.bindings, bound.id);
    if (!other || numbered(text_.names_.name(bound.id))) continue;
    if (!text_.same(bound, *other)) return false;
  }
  return true;
}

void FormulaRun::merge(const Range& x, const Range& y, std::vector<Range>& out) const {
  // What only surrounds must not become the finding.
  if (x.sort == Range::Sort::Inside && y.sort != Range::Sort::Inside) return;
  if (!includedIn(x, y) || full(out)) return;
  Range merged = x;
  for (const Bound& bound : y.bindings)
    if (!boundOf(x.bindings, bound.id)) merged.bindings.push_back(bound);
  out.push_back(std::move(merged));
}

/** Calls `visit(x, y)` for each x of the one that lies within a y of the other, x by x. */
template <class F>
void FormulaRun::eachWithin(const std::vector<Range>& xs, const std::vector<Range>& ys, const F& visit) const {
  // By start, the longer first; of equals those that hold before those that are held.
  std::vector<std::pair<const Range*, bool>> order;
  order.reserve(xs.size() + ys.size());
  for (const Range& y : ys) order.emplace_back(&y, true);
  for (const Range& x : xs) order.emplace_back(&x, false);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    if (a.first->start != b.first->start) return a.first->start < b.first->start;
    if (a.first->end != b.first->end) return a.first->end > b.first->end;
    return a.second && !b.second;
  });
  std::vector<const Range*> open;
  for (const auto& [range, holds] : order) {
    std::erase_if(open, [from = range->start](const Range* y) { return y->end < from; });
    if (holds) {
      open.push_back(range);
      continue;
    }
    for (const Range* y : open) {
      if (!mayCompare()) return;
      if (y->end >= range->end) visit(*range, *y);
    }
  }
}

std::vector<Range> FormulaRun::intersect(const std::vector<Range>& xs, const std::vector<Range>& ys) const {
  std::vector<Range> out;
  auto both = [&](const Range& x, const Range& y) { merge(x, y, out); };
  eachWithin(xs, ys, both);
  eachWithin(ys, xs, both);
  for (const Range& x : xs)
    for (const Range& y : ys) {
      if (!mayCompare()) return out;
      if (x.sort == Range::Sort::Anywhere) merge(y, x, out);
      if (y.sort == Range::Sort::Anywhere) merge(x, y, out);
      if (x.sort != Range::Sort::Anywhere && ys.front().sort != Range::Sort::Anywhere) break;
    }
  return unique(std::move(out));
}

std::vector<Range> FormulaRun::unique(std::vector<Range> ranges) const {
  std::vector<Range> out;
  out.reserve(ranges.size());
  std::map<std::pair<uint32_t, uint32_t>, std::vector<size_t>> seen;
  for (Range& range : ranges) {
    auto& known = seen[{range.start, range.end}];
    bool repeated = std::any_of(known.begin(), known.end(), [&](size_t i) {
      const Range& other = out[i];
      if (!mayCompare()) return false;
      if (other.sort != range.sort || other.bindings.size() != range.bindings.size()) return false;
      for (const Bound& bound : range.bindings) {
        const Bound* theirs = boundOf(other.bindings, bound.id);
        if (!theirs || theirs->start != bound.start || theirs->end != bound.end || theirs->sort != bound.sort) return false;
      }
      return true;
    });
    if (repeated) continue;
    known.push_back(out.size());
    out.push_back(std::move(range));
  }
  return out;
}

std::vector<Range> FormulaRun::without(std::vector<Range>& ranges, const std::vector<Range>& negative) const {
  std::vector<bool> gone(ranges.size(), false);
  auto drop = [&](const Range& x) { gone[&x - ranges.data()] = true; };
  eachWithin(ranges, negative, [&](const Range& x, const Range& y) {
    if (gone[&x - ranges.data()]) return;
    bool equal = x.start == y.start && x.end == y.end;
    if (y.sort == Range::Sort::Plain && !equal) return;
    if (includedIn(x, y)) drop(x);
  });
  std::vector<Range> texts;
  for (const Range& y : negative) {
    if (y.sort == Range::Sort::Regexp) texts.push_back(y);
    if (y.sort == Range::Sort::Anywhere) return {};
  }
  eachWithin(texts, ranges, [&](const Range& y, const Range& x) {
    if (!gone[&x - ranges.data()] && includedIn(y, x)) drop(x);
  });
  std::vector<Range> kept;
  for (size_t i = 0; i < ranges.size(); i++)
    if (!gone[i]) kept.push_back(std::move(ranges[i]));
  return kept;
}

// The range as far as it is about the metavariable.
std::optional<Range> FormulaRun::narrowed(const Range& from, MetaId id) const {
  const Bound* bound = boundOf(from.bindings, id);
  if (!bound || (bound->sort == Bound::Sort::List && bound->count == 0)) return std::nullopt;
  const bool within = from.start <= bound->start && bound->end <= from.end;
  if (!within && !(bound->start <= from.start && from.end <= bound->end)) return std::nullopt;
  Range narrowed = from;
  if (within) {
    narrowed.start = bound->start;
    narrowed.end = bound->end;
  }
  return narrowed;
}

std::vector<Range> FormulaRun::focus(const Formula& formula, const std::vector<Range>& ranges) const {
  std::vector<Range> out;
  for (const Range& range : ranges) {
    std::vector<Range> focused{range};
    for (const std::vector<MetaId>& ids : formula.focus) {
      std::vector<Range> next;
      for (const Range& from : focused)
        for (MetaId id : ids)
          if (std::optional<Range> one = narrowed(from, id)) next.push_back(std::move(*one));
      focused = std::move(next);
    }
    for (Range& each : focused)
      if (!full(out)) out.push_back(std::move(each));
  }
  return unique(std::move(out));
}

}  // namespace vireon
