#include "match/matcher/within.h"

#include <algorithm>

namespace vireon {

Within::Within(std::vector<std::pair<uint32_t, uint32_t>> ranges) : reach_(std::move(ranges)) {
  std::sort(reach_.begin(), reach_.end());
  for (size_t i = 1; i < reach_.size(); i++) reach_[i].second = std::max(reach_[i].second, reach_[i - 1].second);
}

bool Within::holds(uint32_t start, uint32_t end) const {
  auto after = std::upper_bound(reach_.begin(), reach_.end(), start, [](uint32_t at, const auto& range) { return at < range.first; });
  return after != reach_.begin() && std::prev(after)->second >= end;
}

}  // namespace vireon
