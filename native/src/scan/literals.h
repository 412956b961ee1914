// Finds which of many literals occur in a text, in one pass.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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

/** Aho-Corasick as one dense table over classes of bytes; ASCII case is not looked at. Immutable once built. */
class LiteralSearch {
 public:
  /** In lower case; none may be empty. */
  explicit LiteralSearch(const std::vector<std::string>& literals);

  /** Numbers of the literals that occur, each once. */
  std::vector<uint32_t> find(std::string_view text) const;

 private:
  void classifyBytes(const std::vector<std::string>& literals);
  void insert(const std::string& literal, uint32_t number);
  void link();
  void markEnds();
  void collect(uint32_t state, LiteralSet& seen, std::vector<uint32_t>& found) const;

  std::array<uint16_t, 256> classes_{};
  size_t classCount_ = 1;
  size_t literalCount_;
  /** State × class → the next state's row; the top bit says that a literal ends there. */
  std::vector<uint32_t> next_;
  /** The literal that ends in a state, and the next shorter state where another one ends; both may be none. */
  std::vector<uint32_t> literalAt_;
  std::vector<uint32_t> shorter_;
};

}  // namespace vireon
