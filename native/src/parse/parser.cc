#include "parse/parser.h"

#include <chrono>
#include <deque>
#include <vector>

#include "parse/bounded.h"
#include "parse/dockerfile.h"
#include "parse/hack.h"
#include "parse/language.h"
#include "parse/lower.h"
#include "parse/lower_memo.h"
#include "parse/reader.h"

namespace vireon {
namespace {

// The scanners of Python and YAML keep their open indentations in a buffer of 1 KB and do not mind its end.
constexpr size_t kMaxIndentations = 400, kMaxYamlIndentations = 120;

}  // namespace

bool indentedTooDeep(std::string_view source, std::string_view language) {
  bool yaml = language == "yaml";
  if (!yaml && language != "python") return false;
  std::vector<size_t> open;
  const size_t limit = yaml ? kMaxYamlIndentations : kMaxIndentations;
  auto at = [&](size_t column) {
    while (!open.empty() && open.back() > column) open.pop_back();
    if (open.empty() || open.back() < column) open.push_back(column);
  };
  for (size_t start = 0; start < source.size();) {
    size_t end = std::min(source.find('\n', start), source.size());
    size_t text = start;
    while (text < end && (source[text] == ' ' || source[text] == '\t' || source[text] == '\f')) text++;
    if (text < end && source[text] != '\r') {
      at(text - start);
      // - - ? - a: every mark opens one more.
      while (yaml && text + 1 < end && (source[text] == '-' || source[text] == '?' || source[text] == ':') && (source[text + 1] == ' ' || source[text + 1] == '\t')) {
        text += 2;
        while (text < end && source[text] == ' ') text++;
        if (text < end) at(text - start);
        if (open.size() > limit) return true;
      }
    }
    if (open.size() > limit) return true;
    start = end + 1;
  }
  return false;
}

/**
 * A tenth of a megabyte a second is far slower than any honest text. The scanners of HTML, XML and Scala keep what is
 * open in a list that they copy at each token, so that a small text of open elements could take all of the time.
 */
std::chrono::milliseconds timeFor(std::string_view source, const ParseLimits& limits) {
  const auto time = static_cast<uint64_t>(limits.milliseconds);
  return std::chrono::milliseconds(std::min<uint64_t>(time, 1500 + source.size() / 100));
}

namespace {

std::unique_ptr<Tree> emptyTree(std::string_view source, std::string_view language) {
  auto tree = std::make_unique<Tree>();
  tree->source = source;
  tree->language = canonicalLanguage(language);
  return tree;
}

/** Nothing to match in, and why. */
std::unique_ptr<Tree> givenUp(std::string_view source, std::string_view language, std::string why) {
  auto tree = emptyTree(source, language);
  tree->bound = std::move(why);
  tree->partial = true;
  tree->root = tree->arena.make<Node>();
  tree->root->kind = Kind::Block;
  tree->root->end = source.size();
  return tree;
}

/** How much of the text did not parse. */
uint32_t errorBytes(TSNode node) {
  uint32_t bytes = 0;
  TSTreeCursor cursor = ts_tree_cursor_new(node);
  for (bool done = false; !done;) {
    TSNode at = ts_tree_cursor_current_node(&cursor);
    const bool wrong = ts_node_is_error(at) || ts_node_is_missing(at);
    if (wrong) bytes += std::max<uint32_t>(1, ts_node_end_byte(at) - ts_node_start_byte(at));
    if (!wrong && ts_node_has_error(at) && ts_tree_cursor_goto_first_child(&cursor)) continue;
    while (!done && !ts_tree_cursor_goto_next_sibling(&cursor)) done = !ts_tree_cursor_goto_parent(&cursor);
  }
  ts_tree_cursor_delete(&cursor);
  return bytes;
}

bool hasError(const TSTree* tree) { return ts_node_has_error(ts_tree_root_node(tree)); }

/** Knows nothing of earlier texts. */
class FirstReading : public Reading {
 public:
  PlainParse syntax(std::string_view source, std::string_view language, std::chrono::milliseconds time) override {
    const BoundedParse& parsed = parses_.emplace_back(parseBounded(source, grammarOf(language), time));
    return {parsed.tree, parsed.end};
  }
  std::unique_ptr<Tree> lower(const TSTree* syntax, std::string_view source, std::string_view language) override {
    return lowerTree(syntax, source, language);
  }

 private:
  std::deque<BoundedParse> parses_;
};

/** Leads a tree of an outline back to the whole text. */
class Placement {
 public:
  Placement(Tree& tree, const Outline& outline, std::string_view source)
      : tree_(tree), outline_(outline), source_(source) {}

  void place(Node* node) {
    node->start = outline_.startOf(node->start);
    node->end = std::max(node->start, outline_.endOf(node->end));
    node->text = textOf(node->text);
    for (Node* child : node->children()) place(child);
  }

 private:
  std::string_view textOf(std::string_view text) {
    const std::string_view all = outline_.text;
    if (text.empty() || text.data() < all.data() || text.data() >= all.data() + all.size()) return text;
    const auto from = static_cast<uint32_t>(text.data() - all.data());
    const uint32_t start = outline_.startOf(from), end = outline_.endOf(from + static_cast<uint32_t>(text.size()));
    // What stands for a body is compared by what it says.
    return end - start == text.size() ? source_.substr(start, text.size()) : tree_.arena.keep(text);
  }

  Tree& tree_;
  const Outline& outline_;
  std::string_view source_;
};

}  // namespace

std::unique_ptr<Tree> lowerTree(const TSTree* syntax, std::string_view source, std::string_view language, LowerMemo* memo) {
  auto tree = emptyTree(source, language);
  TSNode root = ts_tree_root_node(syntax);
  tree->partial = ts_node_has_error(root);
  if (memo) std::swap(tree->arena, memo->arena);
  Lowerer lowerer(*tree, *tableFor(language), memo);
  tree->root = lowerer.root(root);
  tree->root->end = source.size();
  settle(tree->root);
  if (memo) std::swap(tree->arena, memo->arena);
  return tree;
}

std::unique_ptr<Tree> parseOutline(std::string_view source, const Outline& outline, std::string_view language,
                                   const ParseLimits& limits) {
  const TSLanguage* grammar = grammarOf(language);
  if (!grammar || !tableFor(language) || source.size() > limits.bytes) return nullptr;
  const BoundedParse parsed = parseBounded(outline.text, grammar, timeFor(source, limits));
  if (!parsed.tree || hasError(parsed.tree)) return nullptr;
  auto tree = lowerTree(parsed.tree, outline.text, language);
  if (!tree->bound.empty()) return nullptr;
  Placement(*tree, outline, source).place(tree->root);
  tree->source = source;
  tree->root->end = source.size();
  return tree;
}

std::unique_ptr<Tree> parseText(std::string_view source, std::string_view language, const ParseLimits& limits) {
  FirstReading reading;
  return parseText(source, language, limits, reading);
}

std::unique_ptr<Tree> parseText(std::string_view source, std::string_view language, const ParseLimits& limits,
                                Reading& reading) {
  if (language == "dockerfile") return parseDockerfile(source, limits);
  const ReadText reader = readerOf(canonicalLanguage(language));
  const TSLanguage* grammar = grammarOf(language);
  if (!reader && (!grammar || !tableFor(language))) return nullptr;
  if (source.size() > limits.bytes)
    return givenUp(source, language, "larger than " + std::to_string(limits.bytes) + " bytes");

  if (reader) {
    auto tree = emptyTree(source, language);
    reader(*tree, source);
    settle(tree->root);
    return tree;
  }

  if (indentedTooDeep(source, canonicalLanguage(language)))
    return givenUp(source, language, "indented deeper than can be parsed safely");

  const std::chrono::milliseconds time = timeFor(source, limits);
  const std::string respelled = canonicalLanguage(language) == "hack" ? hackAsPhp(source) : std::string();
  const PlainParse parsed = reading.syntax(respelled.empty() ? source : std::string_view(respelled), language, time);
  if (parsed.end == ParseEnd::outOfTime)
    return givenUp(source, language, "parsing took longer than " + std::to_string(time.count()) + " ms");
  if (parsed.end == ParseEnd::outOfMemory)
    return givenUp(source, language,
                   "parsing took more than " + std::to_string(parseMemory(source.size()) >> 20) + " MiB of memory");

  // JavaScript with types (Flow, or TypeScript under another name) reads better as TSX.
  if (limits.typedJavascript && canonicalLanguage(language) == "javascript" && grammarOf("tsx") && hasError(parsed.tree)) {
    const PlainParse typed = reading.syntax(source, "tsx", time);
    if (typed.tree && errorBytes(ts_tree_root_node(typed.tree)) < errorBytes(ts_tree_root_node(parsed.tree))) {
      auto tree = reading.lower(typed.tree, source, "tsx");
      tree->language = canonicalLanguage(language);
      return tree;
    }
  }
  return reading.lower(parsed.tree, source, language);
}

}  // namespace vireon
