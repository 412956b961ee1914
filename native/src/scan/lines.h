// Byte offsets of a UTF-8 text as the positions that editors use.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace vireon {

/** Zero-based line and column in UTF-16 code units. */
struct Position {
  uint32_t line = 0, column = 0;
};

struct Span {
  Position start, end;
};

/**
 * Lines end at `\n`, `\r\n` or `\r`, as in LSP. A byte sequence that is no UTF-8 counts as decoders
 * that replace it count: one unit for each maximal broken part.
 * The text must outlive the index.
 */
class LineIndex {
 public:
  explicit LineIndex(std::string_view text);

  /** An offset behind the end is taken as the end; one inside a character as that character's end. */
  Position at(size_t byte) const;
  Span span(size_t startByte, size_t endByte) const { return {at(startByte), at(endByte)}; }

 private:
  struct Mark {
    size_t byte, units;
  };

  void markUnits();
  size_t unitsBefore(size_t byte) const;

  std::string_view text_;
  std::vector<size_t> lineStarts_{0};
  /** Sparse, so that long lines cost no walk from their start; empty where the text is plain ASCII. */
  std::vector<Mark> marks_;
};

}  // namespace vireon
