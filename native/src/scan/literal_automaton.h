// Many literals: one step for each byte, however many there are.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "match/prefilter.h"

namespace vireon {

/** Aho-Corasick as one dense table over classes of bytes, without regard to ASCII case; words are looked at again where they end. */
class LiteralAutomaton {
 public:
  explicit LiteralAutomaton(const std::vector<Literal>& literals);

  template <typename Seen>
  void each(std::string_view text, Seen seen) const;

 private:
  static constexpr uint32_t kNone = UINT32_MAX, kEnds = 1u << 31;

  void classifyBytes();
  void insert(uint32_t number);
  void link();
  void markEnds();
  bool standsAlone(const std::string& word, std::string_view text, size_t end) const;

  std::array<uint16_t, 256> classes_{};
  size_t classCount_ = 1;
  std::vector<Literal> literals_;
  /** State × class → the next state's row; the top bit says that a literal ends there. */
  std::vector<uint32_t> next_;
  /** The first literal that ends in a state, and the next shorter state where another one ends; both may be none. */
  std::vector<uint32_t> literalAt_;
  std::vector<uint32_t> shorter_;
  /** The next literal of the same letters. */
  std::vector<uint32_t> alike_;
};

template <typename Seen>
void LiteralAutomaton::each(std::string_view text, Seen seen) const {
  const uint32_t* next = next_.data();
  uint32_t row = 0;
  for (size_t at = 0; at < text.size();) {
    row = next[row + classes_[static_cast<unsigned char>(text[at++])]];
    if (!(row & kEnds)) continue;
    row &= ~kEnds;
    for (uint32_t state = static_cast<uint32_t>(row / classCount_); state != kNone; state = shorter_[state])
      for (uint32_t number = literalAt_[state]; number != kNone; number = alike_[number]) {
        const Literal& literal = literals_[number];
        if (literal.word && !standsAlone(literal.text, text, at)) continue;
        if (!seen(number, static_cast<uint32_t>(at - 1))) return;
      }
  }
}

}  // namespace vireon
