// Few literals: each is looked for where its rarest two bytes stand together.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "match/prefilter.h"

namespace vireon {

/** A table says of each two bytes whether a literal is chosen by them, so that one byte does not wait for the one before. */
class LiteralPairs {
 public:
  /** Null where these literals have too many pairs, or too common ones. */
  static std::unique_ptr<LiteralPairs> of(const std::vector<Literal>& literals);

  template <typename Seen>
  void each(std::string_view text, Seen seen) const;

 private:
  struct Wanted {
    uint32_t literal;
    /** Where the pair stands in it. */
    uint32_t offset;
  };

  explicit LiteralPairs(const std::vector<Literal>& literals);
  bool add(uint32_t number);
  bool addPair(unsigned char first, unsigned char second, Wanted wanted);
  bool stands(const Literal& literal, std::string_view text, size_t from) const;

  std::vector<Literal> literals_;
  double frequency_ = 0;
  /** By two bytes: none, or a number in `wanted_`. */
  std::array<uint8_t, 1 << 16> slots_{};
  std::vector<std::vector<Wanted>> wanted_{1};
};

inline uint32_t pairAt(const char* at) {
  return static_cast<unsigned char>(at[0]) | static_cast<uint32_t>(static_cast<unsigned char>(at[1])) << 8;
}

template <typename Seen>
void LiteralPairs::each(std::string_view text, Seen seen) const {
  const char* bytes = text.data();
  const auto look = [&](size_t at) {
    for (const auto& [number, offset] : wanted_[slots_[pairAt(bytes + at)]]) {
      const Literal& literal = literals_[number];
      if (at < offset || !stands(literal, text, at - offset)) continue;
      if (!seen(number, static_cast<uint32_t>(at - offset + literal.text.size() - 1))) return false;
    }
    return true;
  };
  size_t at = 0;
  for (; at + 5 <= text.size(); at += 4) {
    const uint8_t any = slots_[pairAt(bytes + at)] | slots_[pairAt(bytes + at + 1)] | slots_[pairAt(bytes + at + 2)] |
                        slots_[pairAt(bytes + at + 3)];
    if (any == 0) continue;
    for (size_t i = 0; i < 4; ++i)
      if (!look(at + i)) return;
  }
  for (; at + 2 <= text.size(); ++at)
    if (!look(at)) return;
}

}  // namespace vireon
