#include "scan/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace vireon {

Hash128 hashOf(std::string_view bytes, uint64_t seed) {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(bytes.data(), bytes.size(), seed);
  return {hash.low64, hash.high64};
}

}  // namespace vireon
