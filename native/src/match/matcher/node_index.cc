#include "match/matcher/node_index.h"

#include "match/live_matches.h"
#include "match/matcher/kinds.h"

namespace vireon {

NodeIndex::NodeIndex(const Tree& tree, LiveMatches* live) : live_(live) {
  if (live)
    visitParts(tree);
  else
    visit(tree.root);
  for (const Binding& binding : tree.bindings)
    for (std::string_view part : binding.path) addWord(part);
  for (const auto& path : tree.wildcards)
    for (std::string_view part : path) addWord(part);
}

void NodeIndex::visitParts(const Tree& tree) {
  add(tree.root);
  begins_.reserve((tree.parts->size() + 1) * kLists);
  for (size_t part = 0; part < tree.parts->size(); part++) {
    noteBegins();
    live_->beginPart(part);
    for (const Node* node : (*tree.parts)[part].nodes) visit(node);
  }
  noteBegins();
  live_->settle();
}

void NodeIndex::noteBegins() {
  for (const auto& list : lists_) begins_.push_back(static_cast<uint32_t>(list.size()));
}

void NodeIndex::add(const Node* node) {
  lists_[of(node->kind)].push_back(node);
  if (node->kind == Kind::Name || node->kind == Kind::String || node->kind == Kind::Int) addWord(node->text);
  if (isExpressionKind(node->kind) && !node->has(kNotExpression) && !(node->kind == Kind::Pair && node->parent && node->parent->kind == Kind::Object))
    lists_[kExpressions].push_back(node);
  if (isStatementNode(node)) lists_[kStatements].push_back(node);
}

void NodeIndex::visit(const Node* node) {
  add(node);
  if (live_) live_->add(node);
  for (const Node* child : node->children()) visit(child);
}

}  // namespace vireon
