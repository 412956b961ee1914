#include "parse/syntax.h"

#include <chrono>

#include "parse/bounded.h"

namespace vireon {
namespace {

constexpr size_t kMaxBytes = 256 << 10;
constexpr size_t kMaxNodes = 200000;
constexpr uint32_t kMaxDepth = 500;
constexpr auto kTime = std::chrono::milliseconds(300);

}  // namespace

Syntax syntaxOf(std::string_view text, const TSLanguage* grammar) {
  Syntax syntax;
  if (text.size() > kMaxBytes) return {{}, "it is larger than 256 KiB"};
  const BoundedParse parse = parseBounded(text, grammar, kTime);
  if (parse.end != ParseEnd::whole) return {{}, "it takes too long to parse"};
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(parse.tree));
  for (uint32_t depth = 0;;) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    syntax.nodes.push_back({ts_node_type(node), ts_node_start_byte(node), ts_node_end_byte(node), depth,
                            ts_node_is_named(node), ts_node_is_error(node) || ts_node_is_missing(node)});
    if (syntax.nodes.size() > kMaxNodes || depth > kMaxDepth) {
      syntax = {{}, "it is nested deeper, or is longer, than can be judged"};
      break;
    }
    if (ts_tree_cursor_goto_first_child(&cursor)) {
      ++depth;
      continue;
    }
    while (depth > 0 && !ts_tree_cursor_goto_next_sibling(&cursor)) {
      ts_tree_cursor_goto_parent(&cursor);
      --depth;
    }
    if (depth == 0) break;
  }
  ts_tree_cursor_delete(&cursor);
  return syntax;
}

}  // namespace vireon
