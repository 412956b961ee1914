// The concrete tree of a text as a flat list, for shells that are read on the other side.
#pragma once
#include <tree_sitter/api.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vireon {

struct SyntaxNode {
  /** Lives as long as the grammar. */
  const char* type;
  uint32_t begin;
  uint32_t end;
  uint32_t depth;
  bool named;
  /** The parser put it in, or could not understand it. */
  bool broken;
};

struct Syntax {
  /** In preorder. */
  std::vector<SyntaxNode> nodes;
  /** Why there are none: a bound was hit. */
  std::string lack;
};

/** Bounded in time, memory, depth and size. */
Syntax syntaxOf(std::string_view text, const TSLanguage* grammar);

}  // namespace vireon
