#include "match/live_matches.h"

#include <algorithm>
#include <numeric>

#include "parse/names.h"

namespace vireon {

void LiveMatches::begin(Tree& tree, uint64_t rules) {
  if (rules != rules_) seen_.clear();
  rules_ = rules;
  tree_ = &tree;
  parts_ = tree.parts;
  met_.assign(tree.bindings.size() + 1, {});
  meant_.clear();
  part_ = parts_->size();
  const uint64_t wildcards = meaningOfWildcards();
  if (wildcards != wildcards_)
    for (TreePart& part : *parts_) part.changed = tree.version;
  wildcards_ = wildcards;
}

uint64_t LiveMatches::meaningOfWildcards() const {
  uint64_t meaning = 1;
  for (const auto& path : tree_->wildcards) {
    for (std::string_view name : path) meaning = meaning * 31 + hashOf(name);
    meaning = meaning * 31 + path.size();
  }
  return meaning;
}

void LiveMatches::beginPart(size_t part) {
  endPart();
  part_ = part;
  meaning_ = 1;
  ordinal_ = 0;
  passing_ = false;
}

void LiveMatches::endPart() {
  if (part_ >= parts_->size()) return;
  TreePart& part = (*parts_)[part_];
  if (passing_ || part.meaning != meaning_) part.changed = tree_->version;
  part.meaning = meaning_;
}

void LiveMatches::note(const Info& info) {
  mix(info.binding ? 2 : 3);
  if (info.binding) noteBinding(*info.binding);
  noteNode(info.value);
}

void LiveMatches::noteBinding(const Binding& binding) {
  Met& met = met_[binding.id];
  if (met.part == part_ + 1) return mix(met.ordinal);
  met = {part_ + 1, ++ordinal_};
  mix(uint64_t(binding.sort) << 8 | binding.constant << 1 | binding.isPrivate);
  for (std::string_view name : binding.path) mix(hashOf(name));
  mix(binding.path.size());
  const TreePart& part = (*parts_)[part_];
  const Node* declared = binding.declaration;
  mix(!declared ? 0 : declared->start < part.start ? 1 : declared->start >= part.end ? 2 : 3 + declared->start - part.start);
  noteNode(binding.type);
  noteNode(binding.value);
}

/** What it holds is told by its part: by where it stands in that, and by whether that changed. */
void LiveMatches::noteNode(const Node* node) {
  if (!node) return mix(0);
  if (isAnyString(node)) return mix(1);
  if (node->has(kSynthetic)) {
    passing_ = true;
    return;
  }
  const TreePart& own = (*parts_)[part_];
  mix(uint64_t(node->kind) + 2);
  if (own.start <= node->start && node->end <= own.end) return mix(node->start - own.start);
  const size_t other = partAt(node->start);
  mix(uint64_t(1) << 32 | (node->start - (*parts_)[other].start));
  if (meant_.empty() || meant_.back() != std::pair(uint32_t(other), uint32_t(part_))) meant_.emplace_back(other, part_);
}

size_t LiveMatches::partAt(uint32_t start) const {
  const auto after = std::upper_bound(parts_->begin(), parts_->end(), start, [](uint32_t at, const TreePart& part) { return at < part.start; });
  return after == parts_->begin() ? 0 : after - parts_->begin() - 1;
}

void LiveMatches::settle() {
  endPart();
  part_ = parts_->size();
  spread();
  recent_.resize(parts_->size());
  std::iota(recent_.begin(), recent_.end(), 0);
  std::stable_sort(recent_.begin(), recent_.end(), [&](uint32_t a, uint32_t b) { return (*parts_)[a].changed > (*parts_)[b].changed; });
  places_.clear();
  for (uint32_t at = 0; at < parts_->size(); at++) places_[(*parts_)[at].id] = at;
}

/** What is meant by something that changed has changed. */
void LiveMatches::spread() {
  std::sort(meant_.begin(), meant_.end());
  std::vector<uint32_t> open;
  for (uint32_t at = 0; at < parts_->size(); at++)
    if ((*parts_)[at].changed == tree_->version) open.push_back(at);
  while (!open.empty()) {
    const uint32_t held = open.back();
    open.pop_back();
    for (auto at = std::lower_bound(meant_.begin(), meant_.end(), std::pair(held, 0u)); at != meant_.end() && at->first == held; ++at) {
      uint32_t& changed = (*parts_)[at->second].changed;
      if (changed != tree_->version) open.push_back(at->second);
      changed = tree_->version;
    }
  }
}

std::vector<uint32_t> LiveMatches::toTry(const Seen& seen) const {
  std::vector<uint32_t> tries;
  for (const uint32_t at : recent_) {
    if ((*parts_)[at].changed <= seen.version) break;
    tries.push_back(at);
  }
  for (const uint64_t id : seen.parts)
    if (const auto known = places_.find(id); known != places_.end()) tries.push_back(known->second);
  std::sort(tries.begin(), tries.end());
  tries.erase(std::unique(tries.begin(), tries.end()), tries.end());
  return tries;
}

void LiveMatches::keep(Seen& seen, const std::vector<uint32_t>& tried, const std::vector<bool>& matched) const {
  seen.version = tree_->version;
  seen.parts.clear();
  for (size_t i = 0; i < tried.size(); i++)
    if (matched[i]) seen.parts.push_back((*parts_)[tried[i]].id);
}

}  // namespace vireon
