#include "parse/lower_memo.h"

namespace vireon {
namespace {

/** Smaller nodes are lowered sooner than found. */
constexpr uint32_t kLeastBytes = 16;

/** Nodes that no version needs any longer stay in the arena until all begins anew. */
constexpr size_t kMaxArena = size_t{64} << 20;

TSSymbol symbolOf(TSNode node) { return ts_node_is_null(node) ? 0 : ts_node_symbol(node); }

bool isWithin(std::string_view text, std::string_view whole) {
  return text.data() >= whole.data() && text.data() + text.size() <= whole.data() + whole.size();
}

}  // namespace

bool LowerMemo::isWorthwhile(TSNode node) {
  return ts_node_end_byte(node) - ts_node_start_byte(node) >= kLeastBytes && ts_node_child_count(node) > 0;
}

void LowerMemo::begin(std::string_view before, std::string_view now) {
  if (arena.bytes() > kMaxArena + 256 * now.size()) clear();
  before_ = before;
  now_ = now;
  version_++;
}

void LowerMemo::end() {
  for (const auto& [entry, start] : touched_) entry->offset = int64_t(start) - entry->node->start;
  touched_.clear();
}

void LowerMemo::clear() {
  entries_.clear();
  touched_.clear();
  arena = Arena();
}

std::string_view LowerMemo::led(std::string_view text, int64_t by) const {
  if (text.data() == nullptr || !isWithin(text, before_)) return text;
  return {now_.data() + (text.data() - before_.data() + by), text.size()};
}

void LowerMemo::lead(Node* node, int64_t by) const {
  if (node->version == version_) return;
  node->version = version_;
  node->start += by;
  node->end += by;
  node->info = nullptr;
  node->text = led(node->text, by);
  for (Node* child : node->children()) lead(child, by);
}

Node* LowerMemo::take(const LowerPlace& place, Tree& tree) {
  const auto found = entries_.find(place.node.id);
  if (found == entries_.end()) return nullptr;
  Entry& entry = found->second;
  // What was not in the last version has been led nowhere since.
  if (entry.node->version != version_ - 1 || entry.symbol != ts_node_symbol(place.node) || entry.parent != symbolOf(place.parent) ||
      entry.grandparent != symbolOf(place.grandparent))
    return nullptr;
  const int64_t start = ts_node_start_byte(place.node);
  const int64_t by = start - (int64_t(entry.node->start) + entry.offset);
  Node& node = *entry.node;
  node = entry.made;
  node.start += start;
  node.end += start;
  node.version = version_;
  if (entry.ownText) node.text = now_.substr(start + entry.textAt, node.text.size());
  for (Node* child : node.children()) lead(child, by);
  touched_.emplace_back(&entry, start);
  tree.nodes += entry.nodes;
  return entry.node;
}

void LowerMemo::keep(const LowerPlace& place, Node* node, uint32_t nodes, const Tree& tree) {
  Entry& entry = entries_[place.node.id];
  // What stands twice in one version is kept once.
  if (entry.node && entry.node->version == version_) return;
  const uint32_t start = ts_node_start_byte(place.node);
  entry = {};
  entry.node = node;
  entry.made = *node;
  entry.made.start -= start;
  entry.made.end -= start;
  entry.ownText = node->text.data() != nullptr && isWithin(node->text, tree.source);
  if (entry.ownText) entry.textAt = node->text.data() - tree.source.data() - int64_t(start);
  entry.nodes = nodes;
  node->version = version_;
  entry.symbol = ts_node_symbol(place.node);
  entry.parent = symbolOf(place.parent);
  entry.grandparent = symbolOf(place.grandparent);
  touched_.emplace_back(&entry, start);
}

}  // namespace vireon
