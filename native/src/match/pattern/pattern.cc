#include "match/pattern/pattern.h"

#include <algorithm>

#include "match/pattern/contexts.h"
#include "match/pattern/conversion.h"
#include "match/pattern/words.h"
#include "match/placeholders/placeholders.h"
#include "parse/dockerfile.h"
#include "parse/parser.h"

namespace vireon {
namespace {

using Take = Context::Take;

void collect(const Node* node, uint32_t from, uint32_t to, std::vector<Node*>& found) {
  for (Node* child : node->children()) {
    if (child->start >= from && child->end <= to && child->end > child->start)
      found.push_back(child);
    else if (child->end > from && child->start < to)
      collect(child, from, to, found);
  }
}

// What a partial form left open is filled by placeholders, which match anything; what may follow is anything too.
void markOpen(Node* node) {
  if (node->kind == Kind::Try || node->kind == Kind::If || node->kind == Kind::Function || node->kind == Kind::Class)
    node->flags |= kWildcardBody;
}

bool isStatementKind(Kind kind) { return kind >= Kind::Block && kind != Kind::Attribute && kind != Kind::Param && kind != Kind::Other && kind < Kind::TypeParam && kind != Kind::ImportItem && kind != Kind::Case && kind != Kind::Catch && kind != Kind::Finally && kind != Kind::Modifier; }

bool choose(Pattern& pattern, std::vector<Node*> found, const Context& context) {
  if (found.empty()) return false;
  if (context.take == Take::Operand) {
    if (found.size() != 1 || found[0]->kind != Kind::ExprStmt || found[0]->count != 1) return false;
    found[0] = found[0]->items[0];
  }
  if (context.take == Take::Whole)
    for (Node* node : found) markOpen(node);
  if (found.size() > 1) {
    pattern.sort = Pattern::Sort::Statements;
    pattern.statements.assign(found.begin(), found.end());
    pattern.root = found[0];
    return true;
  }
  const Node* root = found[0];
  if (root->kind == Kind::ExprStmt && root->count == 1 && !root->has(kSemicolon)) root = root->items[0];
  pattern.root = root;
  pattern.sort = isStatementKind(root->kind) ? Pattern::Sort::Statement : Pattern::Sort::Expression;
  return true;
}

// The value alone, where JSON or YAML hold one document of one pair or item; the word, where a command is one word.
const Node* dataRoot(const Node* root, std::string_view language, std::string_view text) {
  size_t last = text.find_last_not_of(" \n");
  bool alone = last != text.npos && text[last] != ';' && text[last] != '&' && text.find('>') == text.npos && text.find('<') == text.npos;
  if (language == "bash" && alone && root->kind == Kind::Call && root->text == "command" && root->count == 1) return root->items[0];
  if (language == "yaml" && (root->kind == Kind::Dict || root->kind == Kind::Array) && root->count == 1) return root->items[0];
  return root;
}

Node* parentOf(Node* node, const Node* wanted) {
  for (Node* child : node->children()) {
    if (child == wanted) return node;
    if (Node* found = parentOf(child, wanted)) return found;
  }
  return nullptr;
}

std::unique_ptr<Pattern> attempt(const Placed& placed, std::string_view language, const Context& context, MetaNames& names,
                                 std::string& error) {
  auto pattern = std::make_unique<Pattern>();
  pattern->source = std::string(context.before) + placed.text + std::string(context.after);
  ParseLimits limits;
  limits.typedJavascript = false;
  pattern->tree = parseText(pattern->source, language, limits);
  if (!pattern->tree || pattern->tree->partial || !pattern->tree->bound.empty()) return nullptr;
  uint32_t from = context.before.size();
  uint32_t to = from + placed.text.size();
  if (context.take == Take::Ended) to++;
  if (context.take == Take::Whole || context.take == Take::Operand) to = pattern->source.size();
  if (!context.before.empty() && context.take == Take::Whole && context.after.size() > 2 && context.after.ends_with("} }")) to -= 2;
  std::vector<Node*> found;
  collect(pattern->tree->root, from, to, found);
  std::string why;
  convertPlaceholders(found, *pattern, placed.typed, names, language == "dockerfile" ? "bash" : language, why);
  if (!why.empty()) {
    error = why;
    return nullptr;
  }
  Node* literal = found.empty() ? nullptr : parentOf(pattern->tree->root, found[0]);
  if (language == "go" && context.before == kBeforeGoLiteral && literal && literal->kind == Kind::New) {
    std::erase_if(found, [](const Node* node) { return node->role != Role::Arg; });
    std::copy(found.begin(), found.end(), literal->items);
    literal->count = found.size();
    found = {literal};
  }
  // A method that is merely ended declares; a partial form of one means its body as well.
  if (context.take == Take::Ended && !found.empty() && found[0]->kind == Kind::Function) return nullptr;
  if (!choose(*pattern, found, context)) return nullptr;
  pattern->root = dataRoot(pattern->root, language, placed.text);
  collectWords(language, *pattern);
  return pattern;
}

std::string dedent(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  while (!text.empty() && text.front() == '\n') text.remove_prefix(1);
  size_t indent = text.npos;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    size_t first = line.find_first_not_of(' ');
    if (first != line.npos) indent = std::min(indent, first);
    at = end + 1;
  }
  if (indent == text.npos || indent == 0) return std::string(text);
  std::string out;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    out += line.substr(std::min(indent, line.size()));
    if (end < text.size()) out += '\n';
    at = end + 1;
  }
  return out;
}

}  // namespace

std::unique_ptr<Pattern> compilePattern(std::string_view text, std::string_view language, MetaNames& names,
                                        std::string& error) {
  std::string plain = dedent(text);
  error.clear();
  if (plain.empty()) {
    error = "the pattern is empty";
    return nullptr;
  }
  if (language == "dockerfile" && !beginsWithInstruction(plain)) return compilePattern(text, "bash", names, error);
  for (const Context& context : contextsFor(language, plain))
    for (int variant = 0; variant < placeholderVariants(language); variant++) {
      Placed placed = placePlaceholders(plain, language, variant);
      if (auto pattern = attempt(placed, language, context, names, error)) return pattern;
      if (!error.empty()) return nullptr;
    }
  // Patterns for JavaScript may hold types and decorators.
  if (language == "javascript") return compilePattern(text, "typescript", names, error);
  if (language == "typescript") return compilePattern(text, "tsx", names, error);
  error = "the pattern is no " + std::string(language) + " that can be parsed";
  return nullptr;
}

std::unique_ptr<Pattern> compileTypedPattern(const std::string& meta, const std::string& type, std::string_view language,
                                             MetaNames& names, std::string& error) {
  Placed placed;
  placed.text = std::string(kTypedPrefix) + "0_";
  placed.typed.push_back({meta, type});
  for (const Context& context : contextsOf(language))
    if (auto pattern = attempt(placed, language, context, names, error)) return pattern;
  return nullptr;
}

}  // namespace vireon
