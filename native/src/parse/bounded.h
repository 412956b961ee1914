// tree-sitter's parser, held to a time and to an amount of memory whatever the text is.
#pragma once
#include <tree_sitter/api.h>

#include <chrono>
#include <memory>
#include <string_view>

#include "parse/memory.h"

namespace vireon {

enum class ParseEnd { whole, outOfTime, outOfMemory };

/** Holds its tree; must end on the thread that it began on. */
class BoundedParse {
 public:
  BoundedParse(TSTree* parsed, ParseEnd how, std::unique_ptr<ParseMemory> memory)
      : tree(parsed), end(how), memory_(std::move(memory)) {}
  BoundedParse(BoundedParse&&) = default;
  BoundedParse& operator=(BoundedParse&&) = delete;
  ~BoundedParse();

  /** Set where `end` is `whole`. */
  TSTree* tree;
  ParseEnd end;

 private:
  std::unique_ptr<ParseMemory> memory_;
};

/** Memory that a parse of so many bytes may take before it is given up; ordinary sources stay far below. */
constexpr size_t parseMemory(size_t bytes) { return (size_t{64} << 20) + 256 * bytes; }

/**
 * `time` is of the calling thread's own work. On a grammar's bad day a parse needs time or memory
 * by the square of the text: such a parse is given up.
 */
BoundedParse parseBounded(std::string_view text, const TSLanguage* grammar, std::chrono::milliseconds time);

struct PlainParse {
  /** Set where `end` is `whole`; lies in the memory that was current. */
  TSTree* tree = nullptr;
  ParseEnd end = ParseEnd::whole;
};

/** As `parseBounded`, in a memory that is the thread's current one. What `old` (edited, or nullptr) still tells is used again. */
PlainParse parseHere(std::string_view text, const TSTree* old, const TSLanguage* grammar, std::chrono::milliseconds time);

}  // namespace vireon
