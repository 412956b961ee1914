#include "parse/parser.h"

#include <chrono>

#include "parse/bounded.h"
#include "parse/language.h"
#include "parse/lower.h"

namespace vireon {
namespace {

std::unique_ptr<Tree> emptyTree(std::string_view source, std::string_view language) {
  auto tree = std::make_unique<Tree>();
  tree->source = source;
  tree->language = canonicalLanguage(language);
  return tree;
}

std::unique_ptr<Tree> lowered(const TSTree* syntax, std::string_view source, std::string_view language) {
  auto tree = emptyTree(source, language);
  TSNode root = ts_tree_root_node(syntax);
  tree->partial = ts_node_has_error(root);
  Lowerer lowerer(*tree, *tableFor(language));
  tree->root = lowerer.root(root);
  tree->root->end = source.size();
  settle(tree->root);
  return tree;
}

/** Nothing to match in, and why. */
std::unique_ptr<Tree> givenUp(std::string_view source, std::string_view language, std::string why) {
  auto tree = emptyTree(source, language);
  tree->bound = std::move(why);
  tree->partial = true;
  Lowerer lowerer(*tree, *tableFor(language));
  tree->root = lowerer.make(Kind::Block, 0, source.size());
  return tree;
}

bool hasError(const BoundedParse& parsed) { return ts_node_has_error(ts_tree_root_node(parsed.tree.get())); }

}  // namespace

std::unique_ptr<Tree> parseText(std::string_view source, std::string_view language, const ParseLimits& limits) {
  const TSLanguage* grammar = grammarOf(language);
  if (!grammar || !tableFor(language)) return nullptr;
  if (source.size() > limits.bytes)
    return givenUp(source, language, "larger than " + std::to_string(limits.bytes) + " bytes");

  const std::chrono::milliseconds time(limits.milliseconds);
  const BoundedParse parsed = parseBounded(source, grammar, time);
  if (parsed.end == ParseEnd::outOfTime)
    return givenUp(source, language, "parsing took longer than " + std::to_string(limits.milliseconds) + " ms");
  if (parsed.end == ParseEnd::outOfMemory)
    return givenUp(source, language,
                   "parsing took more than " + std::to_string(parseMemory(source.size()) >> 20) + " MiB of memory");

  // JavaScript with types (Flow, or TypeScript under another name) reads better as TSX.
  if (canonicalLanguage(language) == "javascript" && grammarOf("tsx") && hasError(parsed)) {
    const BoundedParse typed = parseBounded(source, grammarOf("tsx"), time);
    if (typed.tree && !hasError(typed)) {
      auto tree = lowered(typed.tree.get(), source, "tsx");
      tree->language = canonicalLanguage(language);
      return tree;
    }
  }
  return lowered(parsed.tree.get(), source, language);
}

}  // namespace vireon
