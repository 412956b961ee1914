#include "parse/parser.h"

#include <chrono>

#include "parse/bounded.h"
#include "parse/language.h"
#include "parse/lower.h"

namespace vireon {

std::unique_ptr<Tree> parseText(std::string_view source, std::string_view language, const ParseLimits& limits) {
  const TSLanguage* grammar = grammarOf(language);
  const CompiledTable* table = grammar ? tableFor(language) : nullptr;
  if (!table) return nullptr;
  auto tree = std::make_unique<Tree>();
  tree->source = source;
  tree->language = canonicalLanguage(language);
  BoundedParse parsed{nullptr, ParseEnd::outOfTime};
  if (source.size() > limits.bytes) {
    tree->bound = "larger than " + std::to_string(limits.bytes) + " bytes";
  } else {
    parsed = parseBounded(source, grammar, std::chrono::milliseconds(limits.milliseconds));
    if (parsed.end == ParseEnd::outOfTime)
      tree->bound = "parsing took longer than " + std::to_string(limits.milliseconds) + " ms";
    if (parsed.end == ParseEnd::outOfMemory)
      tree->bound = "parsing took more than " + std::to_string(parseMemory(source.size()) >> 20) + " MiB of memory";
  }
  Lowerer lowerer(*tree, *table);
  if (!parsed.tree) {
    tree->root = lowerer.make(Kind::Block, 0, source.size());
    tree->partial = true;
    return tree;
  }
  TSNode root = ts_tree_root_node(parsed.tree.get());
  tree->partial = ts_node_has_error(root);
  tree->root = lowerer.root(root);
  parsed.tree.reset();
  tree->root->end = source.size();
  settle(tree->root);
  return tree;
}

}  // namespace vireon
