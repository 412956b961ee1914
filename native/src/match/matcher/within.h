// Places of a text outside of which nothing needs to be looked for.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

namespace vireon {

class Within {
 public:
  explicit Within(std::vector<std::pair<uint32_t, uint32_t>> ranges);
  bool holds(uint32_t start, uint32_t end) const;

 private:
  /** By start; beside each the furthest end of it and all before it. */
  std::vector<std::pair<uint32_t, uint32_t>> reach_;
};

}  // namespace vireon
