// What the metavariables of a pattern stand for where it matched.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "match/metavar.h"
#include "parse/tree.h"

namespace vireon {

/** A node, a run of nodes, or a piece of text. */
struct Bound {
  enum class Sort : uint8_t { Node, List, Text } sort = Sort::Node;
  MetaId id = 0;
  uint32_t start = 0, end = 0;
  const Node* node = nullptr;
  Node* const* list = nullptr;
  uint32_t count = 0;
  std::string_view text;
};
using Bindings = std::vector<Bound>;

inline Bound boundNode(MetaId id, const Node* node) {
  Bound bound;
  bound.id = id;
  bound.node = node;
  bound.start = node->start;
  bound.end = node->end;
  return bound;
}

inline Bound boundText(MetaId id, std::string_view text, uint32_t start, uint32_t end) {
  Bound bound;
  bound.sort = Bound::Sort::Text;
  bound.id = id;
  bound.text = text;
  bound.start = start;
  bound.end = end;
  return bound;
}

/** nullptr where nothing is bound to it. */
inline const Bound* boundOf(const Bindings& bindings, MetaId id) {
  for (const Bound& bound : bindings)
    if (bound.id == id) return &bound;
  return nullptr;
}

struct PatternMatch {
  uint32_t start = 0, end = 0;
  Bindings bindings;
};

}  // namespace vireon
