// XXH3, the 128-bit hash that names contents, paths and rule sets in the cache.
#pragma once
#include <cstdint>
#include <string_view>

namespace vireon {

struct Hash128 {
  uint64_t low = 0, high = 0;

  friend bool operator==(const Hash128&, const Hash128&) = default;
  friend auto operator<=>(const Hash128&, const Hash128&) = default;
};

Hash128 hashOf(std::string_view bytes, uint64_t seed = 0);

}  // namespace vireon
