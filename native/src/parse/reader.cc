#include "parse/reader.h"

#include <algorithm>

namespace vireon {

ReadText readerOf(std::string_view language) {
  if (language == "clojure") return readClojure;
  return language == "vb" ? readVb : nullptr;
}

Node* Builder::make(Kind kind, uint32_t start, uint32_t end, Items items) {
  Node* node = tree_.arena.make<Node>();
  tree_.nodes++;
  node->kind = kind;
  node->start = start;
  node->end = end;
  std::erase(items, nullptr);
  std::stable_sort(items.begin(), items.end(), [](const Node* a, const Node* b) { return a->role < b->role; });
  node->count = items.size();
  node->items = tree_.arena.array<Node*>(items.size());
  std::copy(items.begin(), items.end(), node->items);
  return node;
}

Node* Builder::leaf(Kind kind, uint32_t start, uint32_t end) {
  Node* node = make(kind, start, end);
  setText(node, in_.substr(start, end - start));
  return node;
}

void Builder::setText(Node* node, std::string_view text) {
  node->text = text;
  node->hash = hashOf(text);
}

Node* Builder::as(Role role, Node* node) {
  if (node) node->role = role;
  return node;
}

Node* Builder::block(uint32_t start, uint32_t end, Items items) {
  std::erase(items, nullptr);
  for (Node*& item : items) {
    if (item->kind < Kind::Block && item->kind != Kind::Ellipsis) item = make(Kind::ExprStmt, item->start, item->end, {as(Role::Item, item)});
    item->role = Role::Item;
  }
  return make(Kind::Block, start, end, std::move(items));
}

void Builder::tooDeep() {
  if (tree_.bound.empty()) tree_.bound = "nested deeper than " + std::to_string(kMaxDepth) + " levels";
}

}  // namespace vireon
