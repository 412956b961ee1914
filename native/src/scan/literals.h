// Finds which of many literals occur in a text, in one pass.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "match/prefilter.h"

namespace vireon {

/** Set of literal numbers. */
class LiteralSet {
 public:
  explicit LiteralSet(size_t size) : words_((size + 63) / 64) {}
  /** False where it was there already. */
  bool add(uint32_t literal) {
    uint64_t& word = words_[literal / 64];
    const uint64_t bit = 1ull << (literal % 64);
    if (word & bit) return false;
    word |= bit;
    return true;
  }
  bool has(uint32_t literal) const { return words_[literal / 64] >> (literal % 64) & 1; }

 private:
  std::vector<uint64_t> words_;
};

/** Aho-Corasick as one dense table over classes of bytes, without regard to ASCII case; words are looked at again where they end. Immutable once built. */
class LiteralSearch {
 public:
  /** None may be empty. */
  explicit LiteralSearch(std::vector<Literal> literals);

  /** Numbers of the literals that occur, each once. */
  std::vector<uint32_t> find(std::string_view text) const;
  /** Where each literal occurs, by its last byte. */
  std::vector<std::vector<uint32_t>> findAll(std::string_view text) const;

 private:
  void classifyBytes();
  void insert(uint32_t number);
  void link();
  void markEnds();
  void collect(uint32_t state, std::string_view before, std::string_view after, LiteralSet& seen,
               std::vector<uint32_t>& found) const;
  bool standsAlone(const std::string& word, std::string_view before, std::string_view after) const;

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

}  // namespace vireon
