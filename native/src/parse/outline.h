// A text without the bodies of functions that nobody asks about, so that only what matters is parsed.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vireon {

/**
 * The text with each such body put as one name that stands for its tokens. Offsets lead back by `pieces`.
 * It is worth nothing where something that is left out changes what a name outside means: ask `mentions` and `writes`.
 */
struct Outline {
  struct Piece {
    uint32_t at, original, length, originalLength;
  };
  std::string text;
  std::vector<Piece> pieces;
  /** What was left out, in order of place. */
  std::vector<std::string_view> left;
  /** Names that are assigned to in what was left out, sorted. */
  std::vector<std::string_view> written;

  /** Where a node that begins or ends here does so in the whole text. */
  uint32_t startOf(uint32_t at) const;
  uint32_t endOf(uint32_t at) const;
  bool mentions(std::string_view word) const;
  bool writes(std::string_view name) const;

 private:
  const Piece& pieceAt(uint32_t at) const;
};

/** Shorter texts have no outline: it would not pay. */
constexpr size_t kShortText = 2 << 10;

/**
 * Leaves out the bodies of functions that hold none of `kept` (offsets in the text, sorted). With `writes` only those
 * of which it is known what they assign to. Nothing where the language is not known here, where the text cannot be
 * read with certainty, or where too little would be gained.
 */
std::optional<Outline> outlineOf(std::string_view text, std::string_view language, const std::vector<uint32_t>& kept,
                                 bool writes);

}  // namespace vireon
