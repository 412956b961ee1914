#include "match/pattern/words.h"

#include <algorithm>
#include <cctype>

namespace vireon {
namespace {

class WordCollector {
 public:
  WordCollector(std::string_view language, Pattern& pattern)
      : data_(language == "json" || language == "yaml"), php_(language == "php"), shell_(language == "bash"), pattern_(pattern) {}

  void visit(const Node* p) {
    switch (p->kind) {
      case Kind::Name:
        // Nowhere written in `f(...)`, which is Closure::fromCallable('f').
        if (php_ && (p->text == "Closure" || p->text == "fromCallable")) return;
        return add(p->text, pattern_.words);
      case Kind::String:
        // Where there is code it may be put together from pieces, in data it stands as it is.
        if ((data_ || shell_) && !p->part && plain(p->text)) add(p->text, data_ ? pattern_.words : pattern_.shellWords);
        return;
      case Kind::Pair:
      case Kind::Keyword:
        for (const Node* child : p->children())
          if (child->role != Role::Key || child->kind == Kind::Name || data_) visit(child);
        return;
      case Kind::Import:
        for (const Node* child : p->children()) {
          if (child->kind == Kind::Name) add(child->text, pattern_.words);
          // JavaScript's default import has a name that is nowhere written.
          if (child->kind == Kind::ImportItem && child->child(Role::Name) && child->child(Role::Name)->text != "default")
            visit(child->child(Role::Name));
        }
        return;
      case Kind::Int:
      case Kind::Float:
      case Kind::Bool:
      case Kind::Null:
      case Kind::Regex:
      case Kind::Modifier:
      case Kind::TypedMeta:
      case Kind::Param:
        return;
      default:
        for (const Node* child : p->children()) visit(child);
    }
  }

 private:
  static bool plain(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; });
  }
  static void add(std::string_view word, std::vector<std::string>& words) {
    if (!word.empty() && std::find(words.begin(), words.end(), word) == words.end()) words.emplace_back(word);
  }

  bool data_, php_, shell_;
  Pattern& pattern_;
};

}  // namespace

void collectWords(std::string_view language, Pattern& pattern) {
  WordCollector collector(language, pattern);
  if (pattern.sort == Pattern::Sort::Statements)
    for (const Node* statement : pattern.statements) collector.visit(statement);
  else
    collector.visit(pattern.root);
}

}  // namespace vireon
