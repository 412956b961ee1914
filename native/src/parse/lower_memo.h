// What was lowered of an earlier version of a text, to be taken again where nothing has changed.
#pragma once
#include <tree_sitter/api.h>

#include <unordered_map>
#include <vector>

#include "parse/tree.h"

namespace vireon {

/** A syntax node and the two around it, which a table's special may look at. */
struct LowerPlace {
  TSNode node, parent, grandparent;
};

/**
 * Of one grammar and one document. tree-sitter shares the subtrees that an edit does not touch between versions, so
 * that a subtree's address tells that it is the same; for that, the syntax tree that was lowered last must be held.
 */
class LowerMemo {
 public:
  /** A version begins: the texts of nodes that are taken are led over from `before` to `now`. */
  void begin(std::string_view before, std::string_view now);
  /** After the lowering: places in this version are the ones to go on from. */
  void end();
  void clear();

  /** With its places and texts put right; nullptr where it is not known, or was taken in this version already. */
  Node* take(const LowerPlace& place, Tree& tree);
  void keep(const LowerPlace& place, Node* node, uint32_t nodes, const Tree& tree);

  static bool isWorthwhile(TSNode node);

  /** The nodes, as long as this is not cleared; a tree lends it its place while it is lowered. */
  Arena arena;

 private:
  struct Entry {
    Node* node = nullptr;
    /** As it was made, before what is around it changed it; its places and text are relative to the syntax node. */
    Node made;
    bool ownText = false;
    int64_t textAt = 0;
    /** From the node's place, in the version that last lowered or took it, to the syntax node's. */
    int64_t offset = 0;
    uint32_t nodes = 0;
    TSSymbol symbol = 0, parent = 0, grandparent = 0;
  };

  void lead(Node* node, int64_t by) const;
  std::string_view led(std::string_view text, int64_t by) const;

  std::unordered_map<const void*, Entry> entries_;
  /** Of this version, with where the syntax node begins. */
  std::vector<std::pair<Entry*, uint32_t>> touched_;
  std::string_view before_, now_;
  uint32_t version_ = 0;
};

}  // namespace vireon
