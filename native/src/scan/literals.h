// Finds which of many literals occur in a text, in one pass.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
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

class LiteralPairs;
class LiteralAutomaton;

/** Without regard to ASCII case but for words. Immutable once built. */
class LiteralSearch {
 public:
  /** None may be empty. */
  explicit LiteralSearch(std::vector<Literal> literals);
  LiteralSearch(LiteralSearch&&) noexcept;
  ~LiteralSearch();

  /** Numbers of the literals that occur, each once. */
  std::vector<uint32_t> find(std::string_view text) const;
  /** Where each literal occurs, by its last byte. */
  std::vector<std::vector<uint32_t>> findAll(std::string_view text) const;
  /** To find all costs little more than to find each once. */
  bool isSparse() const { return pairs_ != nullptr; }

 private:
  /** Calls `seen` with the number of a literal and its last byte until that returns false. */
  template <typename Seen>
  void each(std::string_view text, Seen seen) const;

  size_t count_;
  /** One of the two: pairs where they are rare enough in texts to be worth a look each time. */
  std::unique_ptr<LiteralPairs> pairs_;
  std::unique_ptr<LiteralAutomaton> automaton_;
};

}  // namespace vireon
