#include "parse/live_parts.h"

#include <algorithm>

#include "parse/bounded.h"
#include "parse/language.h"
#include "parse/lower.h"
#include "parse/parser.h"

namespace vireon {
namespace {

/** A change that reaches further is no keystroke. */
constexpr uint32_t kLargeWindow = 16 << 10;
/** Neighbours that a change takes in are looked at so often. */
constexpr int kWidenings = 3;

bool isWithin(std::string_view text, std::string_view whole) {
  return text.data() && text.data() >= whole.data() && text.data() + text.size() <= whole.data() + whole.size();
}

uint32_t largestWindow(std::string_view source) { return std::max<uint32_t>(kLargeWindow, source.size() / 2); }

uint32_t largestChild(TSNode root) {
  uint32_t largest = 0;
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    largest = std::max(largest, ts_node_end_byte(node) - ts_node_start_byte(node));
  }
  ts_tree_cursor_delete(&cursor);
  return largest;
}

/** Puts the places and texts of nodes right, and forgets what was known of them. */
class Leader {
 public:
  Leader(uint32_t version, std::string_view before, std::string_view now) : version_(version), before_(before), now_(now) {}

  void lead(Node* node, int64_t by) const {
    if (node->version == version_) return;
    node->version = version_;
    node->start += by;
    node->end += by;
    node->info = nullptr;
    if (isWithin(node->text, before_)) node->text = {now_.data() + (node->text.data() - before_.data() + by), node->text.size()};
    for (Node* child : node->children()) lead(child, by);
  }

 private:
  uint32_t version_;
  std::string_view before_, now_;
};

}  // namespace

/** Bytes of the last version that others stand for now. */
struct LiveParts::Change {
  uint32_t from, to;
  int64_t by;
};

/** Parts of the last version from `first` to before `last`; those at its ends that the change does not touch. */
struct LiveParts::Window {
  size_t first, last;
  bool before, behind;
  /** In the text as it is now. */
  uint32_t from, to;
};

bool LiveParts::divides(std::string_view language) {
  static constexpr std::string_view languages[] = {"javascript", "typescript", "tsx", "python", "go"};
  return std::find(std::begin(languages), std::end(languages), language) != std::end(languages);
}

void LiveParts::clear() {
  begun_ = false;
  parts_.clear();
  text_.clear();
}

bool LiveParts::isCertain() const {
  return std::none_of(parts_.begin(), parts_.end(), [](const TreePart& part) { return part.broken; });
}

std::unique_ptr<Tree> LiveParts::begin(const TSTree* syntax, std::string_view source, std::string_view language) {
  clear();
  const TSNode root = ts_tree_root_node(syntax);
  if (largestChild(root) > largestWindow(source)) return nullptr;
  std::shared_ptr<Tree> lowered = lowerTree(syntax, source, language);
  if (!lowered->bound.empty() || !lowered->inner.empty()) return nullptr;
  shape_ = *lowered->root;
  version_++;
  auto parts = divide(root, lowered, 0);
  if (!parts || parts->empty()) return nullptr;
  parts_ = std::move(*parts);
  begun_ = true;
  language_ = language;
  return tree(source);
}

std::optional<std::vector<TreePart>> LiveParts::divide(TSNode root, std::shared_ptr<Tree> lowered, uint32_t from) {
  const Leader leader(version_, {}, {});
  std::vector<TreePart> parts;
  const auto items = lowered->root->children();
  size_t item = 0;
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    TreePart& part = parts.emplace_back();
    part.id = ++lastId_;
    part.start = ts_node_start_byte(node);
    part.end = ts_node_end_byte(node);
    part.symbol = ts_node_symbol(node);
    part.home = lowered;
    part.changed = version_;
    for (; item < items.size() && items[item]->start >= part.start && items[item]->end <= part.end; item++) part.nodes.push_back(items[item]);
    part.start += from;
    part.end += from;
    for (Node* each : part.nodes) leader.lead(each, from);
  }
  ts_tree_cursor_delete(&cursor);
  if (item != items.size()) return std::nullopt;
  return parts;
}

std::optional<std::vector<TreePart>> LiveParts::parse(std::string_view source, uint32_t from, uint32_t to) {
  const std::string_view text = source.substr(from, to - from);
  if (indentedTooDeep(text, language_)) return std::nullopt;
  const BoundedParse parsed = parseBounded(text, grammarOf(language_), timeFor(text, {}));
  if (!parsed.tree || ts_node_has_error(ts_tree_root_node(parsed.tree))) return std::nullopt;
  std::shared_ptr<Tree> lowered = lowerTree(parsed.tree, text, language_);
  if (!lowered->bound.empty()) return std::nullopt;
  return divide(ts_tree_root_node(parsed.tree), lowered, from);
}

/** One part of all of it. */
std::optional<std::vector<TreePart>> LiveParts::parseBroken(std::string_view source, uint32_t from, uint32_t to) {
  const std::string_view text = source.substr(from, to - from);
  if (indentedTooDeep(text, language_)) return std::nullopt;
  const BoundedParse parsed = parseBounded(text, grammarOf(language_), timeFor(text, {}));
  if (!parsed.tree) return std::nullopt;
  std::shared_ptr<Tree> lowered = lowerTree(parsed.tree, text, language_);
  if (!lowered->bound.empty()) return std::nullopt;
  TreePart part;
  part.id = ++lastId_;
  part.start = from;
  part.end = to;
  part.broken = true;
  part.nodes.assign(lowered->root->items, lowered->root->items + lowered->root->count);
  part.home = lowered;
  part.changed = version_;
  const Leader leader(version_, {}, {});
  for (Node* node : part.nodes) leader.lead(node, from);
  return std::vector<TreePart>{std::move(part)};
}

/** From `first` to before `last`, and beyond to the next statement on both sides: these must come out as they were. */
LiveParts::Window LiveParts::around(const Change& change, size_t first, size_t last) const {
  Window window{first, last, false, false, 0, 0};
  while (window.first > 0 && !window.before) window.before = !parts_[--window.first].nodes.empty();
  while (window.last < parts_.size() && !window.behind) window.behind = !parts_[window.last++].nodes.empty();
  window.from = window.before ? parts_[window.first].start : 0;
  window.to = static_cast<uint32_t>((window.behind ? parts_[window.last - 1].end : text_.size()) + change.by);
  return window;
}

bool LiveParts::stands(const TreePart& before, const TreePart& now, int64_t by) const {
  return !before.broken && before.symbol == now.symbol && before.start + by == now.start && before.end + by == now.end;
}

bool LiveParts::replace(std::string_view source, const Change& change) {
  const auto touched = [&](size_t at) { return parts_[at].start <= change.to && parts_[at].end >= change.from; };
  size_t first = 0;
  while (first < parts_.size() && parts_[first].end < change.from) first++;
  size_t last = first;
  while (last < parts_.size() && touched(last)) last++;
  const uint32_t most = largestWindow(source);

  std::optional<std::vector<TreePart>> fresh;
  size_t from = first, to = last;
  for (int attempt = 0; attempt < kWidenings; attempt++) {
    const Window window = around(change, from, to);
    if (window.to - window.from > most) return false;
    auto parts = parse(source, window.from, window.to);
    if (!parts) break;
    const bool before = !window.before || (!parts->empty() && stands(parts_[window.first], parts->front(), 0));
    const bool behind = !window.behind || (!parts->empty() && stands(parts_[window.last - 1], parts->back(), change.by));
    const size_t ends = size_t(window.before) + window.behind;
    if (before && behind && parts->size() >= ends) {
      from = window.first + window.before;
      to = window.last - window.behind;
      parts->erase(parts->begin(), parts->begin() + window.before);
      if (window.behind) parts->pop_back();
      fresh = std::move(parts);
      break;
    }
    from = before ? from : window.first;
    to = behind ? to : window.last;
  }
  if (!fresh) {
    from = first;
    to = last;
    const uint32_t start = from < to ? std::min(change.from, parts_[from].start) : change.from;
    const uint32_t end = from < to ? std::max(change.to, parts_[to - 1].end) : change.to;
    if (end + change.by - start > most) return false;
    fresh = parseBroken(source, start, static_cast<uint32_t>(end + change.by));
    if (!fresh) return false;
  }

  const Leader leader(version_, source_, source);
  const auto lead = [&](TreePart& part, int64_t by) {
    part.start += by;
    part.end += by;
    for (Node* node : part.nodes) leader.lead(node, by);
  };
  for (size_t at = 0; at < from; at++) lead(parts_[at], 0);
  for (size_t at = to; at < parts_.size(); at++) lead(parts_[at], change.by);
  const auto gap = parts_.erase(parts_.begin() + from, parts_.begin() + to);
  parts_.insert(gap, std::make_move_iterator(fresh->begin()), std::make_move_iterator(fresh->end()));
  return true;
}

std::unique_ptr<Tree> LiveParts::next(std::string_view source) {
  if (!begun_) return nullptr;
  const std::string_view before = text_;
  const size_t least = std::min(before.size(), source.size());
  const size_t start = std::mismatch(before.begin(), before.begin() + least, source.begin()).first - before.begin();
  const size_t same = std::mismatch(before.rbegin(), before.rbegin() + (least - start), source.rbegin()).first - before.rbegin();
  const int64_t by = int64_t(source.size()) - int64_t(before.size());
  version_++;
  if (!replace(source, {static_cast<uint32_t>(start), static_cast<uint32_t>(before.size() - same), by}) || parts_.empty()) {
    clear();
    return nullptr;
  }
  return tree(source);
}

std::unique_ptr<Tree> LiveParts::tree(std::string_view source) {
  auto tree = std::make_unique<Tree>();
  tree->source = source;
  tree->language = canonicalLanguage(language_);
  tree->partial = !isCertain();
  tree->parts = &parts_;
  tree->version = version_;
  Node* root = tree->root = tree->arena.make<Node>();
  *root = shape_;
  root->info = nullptr;
  root->start = parts_.front().start;
  root->end = source.size();
  root->count = 0;
  for (TreePart& part : parts_) {
    part.first = root->count;
    root->count += part.nodes.size();
  }
  root->items = tree->arena.array<Node*>(root->count);
  for (const TreePart& part : parts_) std::copy(part.nodes.begin(), part.nodes.end(), root->items + part.first);
  for (Node* node : root->children()) node->parent = root, node->role = Role::Item;
  source_ = source;
  text_ = source;
  return tree;
}

}  // namespace vireon
