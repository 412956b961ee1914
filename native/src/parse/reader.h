// Languages without a grammar to install are read by hand, straight into the generic tree.
#pragma once
#include <string_view>
#include <vector>

#include "parse/tree.h"

namespace vireon {

/** Reads a whole text into `tree.root`; what it does not understand it passes over and marks the tree partial. */
using ReadText = void (*)(Tree& tree, std::string_view source);

/** nullptr where the language has a grammar, or none of both. */
ReadText readerOf(std::string_view language);

void readClojure(Tree& tree, std::string_view source);
void readVb(Tree& tree, std::string_view source);

/** What readers build nodes with. */
class Builder {
 public:
  using Items = std::vector<Node*>;

  Builder(Tree& tree, std::string_view source) : tree_(tree), in_(source) {}

 protected:
  // As deep as a tree may be walked.
  static constexpr int kMaxDepth = 500;

  Node* make(Kind kind, uint32_t start, uint32_t end, Items items = {});
  /** A name, a number: a node whose text is what stands there. */
  Node* leaf(Kind kind, uint32_t start, uint32_t end);
  static void setText(Node* node, std::string_view text);
  static Node* as(Role role, Node* node);
  /** Expressions of a block become statements. */
  Node* block(uint32_t start, uint32_t end, Items items);
  void tooDeep();

  Tree& tree_;
  std::string_view in_;
  uint32_t at_ = 0;
  int depth_ = 0;
};

}  // namespace vireon
