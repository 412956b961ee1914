#include "parse/parser.h"

#include <chrono>

#include "parse/dockerfile.h"
#include "parse/language.h"
#include "parse/lower.h"

namespace vireon {
namespace {

struct ParserHandle {
  TSParser* parser = ts_parser_new();
  ~ParserHandle() { ts_parser_delete(parser); }
};

struct Deadline {
  std::chrono::steady_clock::time_point at;
};

bool overdue(TSParseState* state) {
  return std::chrono::steady_clock::now() > static_cast<Deadline*>(state->payload)->at;
}

const char* readChunk(void* payload, uint32_t byte, TSPoint, uint32_t* length) {
  const auto* source = static_cast<const std::string_view*>(payload);
  if (byte >= source->size()) {
    *length = 0;
    return "";
  }
  *length = source->size() - byte;
  return source->data() + byte;
}

TSTree* parseWhole(const TSLanguage* grammar, std::string_view source, const ParseLimits& limits) {
  // Parsers belong to a thread; languages are shared.
  thread_local ParserHandle handle;
  ts_parser_reset(handle.parser);
  if (!ts_parser_set_language(handle.parser, grammar)) return nullptr;
  Deadline deadline{std::chrono::steady_clock::now() + std::chrono::milliseconds(limits.milliseconds)};
  TSInput input{&source, readChunk, TSInputEncodingUTF8, nullptr};
  TSParseOptions options{&deadline, overdue};
  return ts_parser_parse_with_options(handle.parser, nullptr, input, options);
}

// Takes the syntax tree over.
std::unique_ptr<Tree> lowerWhole(TSTree* syntax, std::string_view source, std::string_view language) {
  auto tree = std::make_unique<Tree>();
  tree->source = source;
  tree->language = canonicalLanguage(language);
  TSNode root = ts_tree_root_node(syntax);
  tree->partial = ts_node_has_error(root);
  Lowerer lowerer(*tree, *tableFor(language));
  tree->root = lowerer.root(root);
  ts_tree_delete(syntax);
  tree->root->end = source.size();
  settle(tree->root);
  return tree;
}

}  // namespace

std::unique_ptr<Tree> parseText(std::string_view source, std::string_view language, const ParseLimits& limits) {
  if (language == "dockerfile") return parseDockerfile(source, limits);
  const TSLanguage* grammar = grammarOf(language);
  const CompiledTable* table = grammar ? tableFor(language) : nullptr;
  if (!table) return nullptr;
  auto tree = std::make_unique<Tree>();
  tree->source = source;
  tree->language = canonicalLanguage(language);
  TSTree* syntax = nullptr;
  if (source.size() > limits.bytes)
    tree->bound = "larger than " + std::to_string(limits.bytes) + " bytes";
  else if (!(syntax = parseWhole(grammar, source, limits)))
    tree->bound = "parsing took longer than " + std::to_string(limits.milliseconds) + " ms";
  Lowerer lowerer(*tree, *table);
  if (!syntax) {
    tree->root = lowerer.make(Kind::Block, 0, source.size());
    tree->partial = true;
    return tree;
  }
  TSNode root = ts_tree_root_node(syntax);
  tree->partial = ts_node_has_error(root);
  // JavaScript with types (Flow, or TypeScript under another name) reads better as TSX.
  if (tree->partial && tree->language == "javascript" && grammarOf("tsx")) {
    TSTree* typed = parseWhole(grammarOf("tsx"), source, limits);
    if (typed && !ts_node_has_error(ts_tree_root_node(typed))) {
      ts_tree_delete(syntax);
      std::unique_ptr<Tree> other = lowerWhole(typed, source, "tsx");
      other->language = tree->language;
      return other;
    }
    if (typed) ts_tree_delete(typed);
  }
  return lowerWhole(syntax, source, language);
}

}  // namespace vireon
