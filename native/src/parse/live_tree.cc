#include "parse/live_tree.h"

#include <map>

#include "parse/language.h"
#include "parse/live_parts.h"
#include "parse/live_syntax.h"
#include "parse/lower_memo.h"

namespace vireon {
namespace {

/** One grammar's part. */
struct Grammar {
  explicit Grammar(const TSLanguage* language) : syntax(language) {}
  LiveSyntax syntax;
  LowerMemo memo;
  /** What the nodes that were lowered last lie in. */
  std::string_view source;
};

/** Its anchors lead from one part of a text into another. */
bool isKept(std::string_view language) { return language != "yaml"; }

}  // namespace

class LiveTree::Versions : public Reading {
 public:
  PlainParse syntax(std::string_view source, std::string_view language, std::chrono::milliseconds time) override {
    Grammar& grammar = of(language);
    const PlainParse parsed = grammar.syntax.parse(source, time);
    if (grammar.syntax.isFresh())
      grammar.memo.clear();
    else if (parsed.tree && ts_node_has_error(ts_tree_root_node(parsed.tree)))
      isCertain = false;
    return parsed;
  }

  std::unique_ptr<Tree> lower(const TSTree* syntax, std::string_view source, std::string_view language) override {
    if (!isKept(language)) return lowerTree(syntax, source, language);
    if (auto tree = divided(syntax, source, language)) return tree;
    Grammar& grammar = of(language);
    grammar.memo.begin(grammar.source, source);
    auto tree = lowerTree(syntax, source, language, &grammar.memo);
    grammar.memo.end();
    grammar.source = source;
    grammar.syntax.hold();
    // What was cut short counts from the root, which what is taken again does not know.
    if (!tree->bound.empty()) {
      grammar.memo.clear();
      tree = lowerTree(syntax, source, language);
    }
    return tree;
  }

  /** Of a text that fell into parts in the version before. */
  std::unique_ptr<Tree> next(std::string_view source, std::string_view language) {
    own_ = language;
    isCertain = true;
    if (!parts_.isOf(language) || source.size() > ParseLimits().bytes) {
      parts_.clear();
      return nullptr;
    }
    auto tree = parts_.next(source);
    if (tree) isCertain = parts_.isCertain();
    return tree;
  }

  bool isCertain = true;

 private:
  /** From here on only parts are looked at, where the text falls into such. */
  std::unique_ptr<Tree> divided(const TSTree* syntax, std::string_view source, std::string_view language) {
    if (language != own_ || !LiveParts::divides(language) || ts_node_has_error(ts_tree_root_node(syntax))) return nullptr;
    auto tree = parts_.begin(syntax, source, language);
    if (tree) of(language).memo.clear();
    return tree;
  }

  Grammar& of(std::string_view language) {
    auto found = grammars_.find(language);
    if (found == grammars_.end()) found = grammars_.try_emplace(std::string(language), grammarOf(language)).first;
    return found->second;
  }

  std::map<std::string, Grammar, std::less<>> grammars_;
  LiveParts parts_;
  /** What the text is written in; it may be read by another grammar where it does not parse. */
  std::string own_;
};

LiveTree::LiveTree() : versions_(std::make_unique<Versions>()) {}
LiveTree::~LiveTree() = default;

std::unique_ptr<Tree> LiveTree::parse(std::string_view source, std::string_view language) {
  if (auto tree = versions_->next(source, language)) return tree;
  return parseText(source, language, {}, *versions_);
}

bool LiveTree::isCertain() const { return versions_->isCertain; }

}  // namespace vireon
