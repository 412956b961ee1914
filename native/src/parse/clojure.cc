// Clojure: forms are read one by one; those that define, bind or branch become what they mean.
#include <cctype>
#include <unordered_map>

#include "parse/reader.h"

namespace vireon {
namespace {

bool isSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) || c == ','; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool endsSymbol(char c) { return isSpace(c) || std::string_view("()[]{}\";").find(c) != std::string_view::npos; }

constexpr std::string_view kEllipsis = "vve_";

class ClojureReader : Builder {
 public:
  ClojureReader(Tree& tree, std::string_view source) : Builder(tree, source) {}

  void run() {
    Items forms;
    while (true) {
      skipBlank();
      if (at_ >= in_.size()) break;
      if (closes(in_[at_])) {
        tree_.partial = true;
        at_++;
        continue;
      }
      add(forms, form());
    }
    tree_.root = block(0, in_.size(), std::move(forms));
  }

 private:
  static bool closes(char c) { return c == ')' || c == ']' || c == '}'; }

  static void add(Items& items, Node* node) {
    if (!node) return;
    if (node->kind != Kind::Multi) return items.push_back(node);
    items.insert(items.end(), node->items, node->items + node->count);
  }

  void skipBlank() {
    // As many forms as `#_` stand before them are left out.
    size_t leftOut = 0;
    while (at_ < in_.size()) {
      if (isSpace(in_[at_])) {
        at_++;
      } else if (in_[at_] == ';' || in_.substr(at_, 2) == "#!") {
        at_ = std::min(in_.find('\n', at_), in_.size());
      } else if (in_.substr(at_, 2) == "#_") {
        at_ += 2;
        leftOut++;
      } else if (leftOut > 0 && !closes(in_[at_])) {
        leftOut--;
        form();
      } else {
        break;
      }
    }
    tree_.partial = tree_.partial || leftOut > 0;
  }

  // What stands next, or nothing at the end.
  Node* form() {
    skipBlank();
    if (at_ >= in_.size() || closes(in_[at_])) return nullptr;
    if (depth_ >= kMaxDepth) return skipped();
    depth_++;
    Node* result = formInside();
    depth_--;
    return result;
  }

  // Below the deepest level only brackets are counted.
  Node* skipped() {
    tooDeep();
    const uint32_t start = at_;
    int open = 0;
    while (at_ < in_.size()) {
      const char c = in_[at_];
      if (c == '"') readString();
      else at_++;
      if (c == '(' || c == '[' || c == '{') open++;
      if (closes(c)) open--;
      if (open <= 0 && (at_ >= in_.size() || isSpace(in_[at_]) || closes(in_[at_]))) break;
    }
    return leaf(Kind::Other, start, at_);
  }

  Node* formInside() {
    const uint32_t start = at_;
    switch (in_[at_]) {
      case '(':
        return list();
      case '[':
        at_++;
        return closed(Kind::Array, start, until(']'));
      case '{':
        at_++;
        return map(start);
      case '"':
        return readString();
      case '\\':
        return character();
      case '\'':
      case '`':
      case '~':
      case '@':
        return prefixed();
      case '^':
        at_++;
        form();  // what is said of the next form
        return form();
      case '#':
        return dispatched();
      default:
        return symbol();
    }
  }

  // `'x`, `~@xs`: what is quoted, marked by the sign.
  Node* prefixed() {
    const uint32_t start = at_;
    at_ += in_.substr(at_, 2) == "~@" ? 2 : 1;
    const std::string_view sign = in_.substr(start, at_ - start);
    Node* inner = form();
    if (!inner) return nullptr;
    Node* result = make(Kind::Unary, start, at_, {as(Role::Operand, inner)});
    setText(result, sign);
    return result;
  }

  Node* dispatched() {
    const uint32_t start = at_;
    const char next = at_ + 1 < in_.size() ? in_[at_ + 1] : '\0';
    if (next == '{') {
      at_ += 2;
      return closed(Kind::Set, start, until('}'));
    }
    if (next == '(') {
      at_++;
      Node* body = form();
      return make(Kind::Lambda, start, at_, {as(Role::Body, block(start, at_, {body}))});
    }
    if (next == '"') {
      at_++;
      Node* text = readString();
      text->kind = Kind::Regex;
      text->start = start;
      return text;
    }
    if (next == '\'') {
      at_ += 2;
      return form();
    }
    if (next == '?') {
      at_ += in_.substr(at_, 3) == "#?@" ? 3 : 2;
      return form();
    }
    if (next == '^') {
      at_++;
      return form();
    }
    at_++;
    symbol();  // a tag
    return form();
  }

  Node* readString() {
    const uint32_t start = at_++;
    while (at_ < in_.size() && in_[at_] != '"') at_ += in_[at_] == '\\' ? 2 : 1;
    const uint32_t end = std::min<size_t>(at_, in_.size());
    if (at_ >= in_.size()) tree_.partial = true;
    at_ = std::min<size_t>(end + 1, in_.size());
    Node* text = make(Kind::String, start, at_);
    setText(text, in_.substr(start + 1, end > start ? end - start - 1 : 0));
    return text;
  }

  Node* character() {
    const uint32_t start = at_;
    at_ = std::min<size_t>(at_ + 2, in_.size());
    while (at_ < in_.size() && !endsSymbol(in_[at_])) at_++;
    Node* result = leaf(Kind::Other, start, at_);
    return result;
  }

  Node* symbol() {
    const uint32_t start = at_++;
    while (at_ < in_.size() && !endsSymbol(in_[at_])) at_++;
    const std::string_view text = in_.substr(start, at_ - start);
    if (text == "nil") return leaf(Kind::Null, start, at_);
    if (text == "true" || text == "false") return leaf(Kind::Bool, start, at_);
    const bool number = isDigit(text[0]) || (text.size() > 1 && (text[0] == '-' || text[0] == '+') && isDigit(text[1]));
    if (number) return leaf(text.find_first_of(".eE/") == text.npos || text.find('x') != text.npos ? Kind::Int : Kind::Float, start, at_);
    Node* name = leaf(Kind::Name, start, at_);
    if (text[0] == ':' || text[0] == '%') name->flags |= kSpecialName;
    const size_t slash = text.find('/');
    return slash == text.npos || slash == 0 || slash + 1 == text.size() || name->flags ? name : qualified(start, start + slash);
  }

  // `a.b/c`, or `z/c` where `z` is another name of `a.b`.
  Node* qualified(uint32_t start, uint32_t slash) {
    Node* space = leaf(Kind::Name, start, slash);
    if (auto alias = aliases_.find(space->text); alias != aliases_.end()) setText(space, alias->second);
    return make(Kind::Member, start, at_, {as(Role::Object, space), as(Role::Name, leaf(Kind::Name, slash + 1, at_))});
  }

  Items until(char close) {
    Items items;
    while (true) {
      skipBlank();
      if (at_ >= in_.size()) {
        tree_.partial = true;
        break;
      }
      if (in_[at_] == close) {
        at_++;
        break;
      }
      if (closes(in_[at_])) {
        tree_.partial = true;
        break;
      }
      add(items, form());
    }
    return items;
  }

  Node* closed(Kind kind, uint32_t start, Items items) {
    for (Node* item : items) item->role = Role::Item;
    return make(kind, start, at_, std::move(items));
  }

  Node* map(uint32_t start) {
    Items items = until('}'), pairs;
    for (size_t i = 0; i < items.size(); i++) {
      if (isDots(items[i]) || i + 1 == items.size()) {
        pairs.push_back(items[i]);
        continue;
      }
      pairs.push_back(make(Kind::Pair, items[i]->start, items[i + 1]->end, {as(Role::Key, items[i]), as(Role::Value, items[i + 1])}));
      i++;
    }
    return closed(Kind::Dict, start, std::move(pairs));
  }

  static bool isDots(const Node* node) { return node->kind == Kind::Name && node->text == kEllipsis; }
  static bool isVector(const Node* node) { return node->kind == Kind::Array; }
  static std::string_view wordOf(const Node* node) { return node->kind == Kind::Name ? node->text : std::string_view(); }

  Node* list() {
    const uint32_t start = at_++;
    Items items = until(')');
    if (items.empty()) return make(Kind::Tuple, start, at_);
    // `( ... )` is any form at all.
    if (items.size() == 1 && isDots(items[0])) return items[0];
    const std::string_view word = wordOf(items[0]);
    Node* special = nullptr;
    if (word == "defn" || word == "defn-" || word == "defmacro" || word == "defmethod") special = function(start, items);
    else if (word == "fn" || word == "fn*") special = lambda(start, items);
    else if (word == "def" || word == "defonce") special = definition(start, items);
    else if (word == "let" || word == "loop" || word == "when-let" || word == "if-let" || word == "binding" || word == "with-open") special = binding(start, items, word);
    else if (word == "doseq" || word == "for") special = loop(start, items);
    else if (word == "do") special = block(start, at_, Items(items.begin() + 1, items.end()));
    else if (word == "if" || word == "if-not" || word == "when" || word == "when-not") special = conditional(start, items, word);
    else if (word == "try") special = attempt(start, items);
    else if (word == "ns" || word == "require") learn(items);
    return special ? special : call(start, items);
  }

  Node* call(uint32_t start, Items items) {
    for (Node* item : items) item->role = Role::Arg;
    items[0]->role = Role::Callee;
    return make(Kind::Call, start, at_, std::move(items));
  }

  // Namespaces by the names that `:as` gives them.
  void learn(const Items& items) {
    for (const Node* item : items) {
      const auto parts = item->children();
      for (size_t i = 0; item->kind == Kind::Array && i + 2 < parts.size(); i++)
        if (wordOf(parts[i + 1]) == ":as" && wordOf(parts[i + 2]) != kEllipsis && wordOf(parts[i]) != kEllipsis) aliases_[wordOf(parts[i + 2])] = wordOf(parts[i]);
      learn(Items(parts.begin(), parts.end()));
    }
  }

  // `{:keys [a b] :as c}`, `[a & rest]`
  Node* target(Node* node) {
    if (node->kind == Kind::Name) return node;
    Items names;
    if (node->kind == Kind::Array) {
      for (Node* each : node->children())
        if (each->kind != Kind::Name || (each->text != "&" && each->text[0] != ':')) names.push_back(as(Role::Item, target(each)));
      return make(Kind::Array, node->start, node->end, names);
    }
    if (node->kind != Kind::Dict) return node;
    for (Node* pair : node->children()) {
      Node *key = pair->kind == Kind::Pair ? pair->items[0] : pair, *value = pair->kind == Kind::Pair ? pair->items[1] : nullptr;
      if (!value) continue;
      const std::string_view word = wordOf(key);
      if (word == ":or") continue;
      if (word == ":as") {
        names.push_back(as(Role::Item, value));
      } else if (!word.empty() && word[0] == ':' && value->kind == Kind::Array) {
        for (Node* each : value->children()) {
          Node* name = make(Kind::Name, each->start, each->end);
          setText(name, tree_.arena.keep(":" + std::string(each->text)));
          names.push_back(as(Role::Item, make(Kind::Pair, each->start, each->end, {as(Role::Key, name), as(Role::Value, each)})));
        }
      } else {
        names.push_back(as(Role::Item, make(Kind::Pair, pair->start, pair->end, {as(Role::Key, value), as(Role::Value, target(key))})));
      }
    }
    return make(Kind::Object, node->start, node->end, names);
  }

  void parameters(Items& items, const Node* vector) {
    bool rest = false;
    for (Node* each : vector->children()) {
      if (wordOf(each) == "&") {
        rest = true;
        continue;
      }
      Items parts{as(each->kind == Kind::Name ? Role::Name : Role::Target, target(each))};
      if (rest) parts.push_back(as(Role::Modifier, leaf(Kind::Modifier, each->start, each->start)));
      items.push_back(as(Role::Param, make(Kind::Param, each->start, each->end, parts)));
    }
  }

  // A vector and what follows it; dots stand for any vector.
  bool signature(Items& out, const Items& items, size_t from) {
    if (from >= items.size()) return false;
    if (isVector(items[from])) parameters(out, items[from]);
    else if (isDots(items[from])) out.push_back(as(Role::Param, make(Kind::Param, items[from]->start, items[from]->end, {as(Role::Name, items[from])})));
    else return false;
    out.push_back(as(Role::Body, block(items[from]->end, at_, Items(items.begin() + from + 1, items.end()))));
    return true;
  }

  // Each arity is a function of its own.
  Node* arities(uint32_t start, const Items& items, size_t from, Kind kind, Node* name) {
    Items made;
    for (size_t i = from; i < items.size(); i++) {
      Node* each = items[i];
      if (each->kind != Kind::Call || each->count == 0 || !isVector(each->items[0])) continue;
      Items parts{as(Role::Name, leaf(Kind::Name, name->start, name->end))};
      Items forms(each->items, each->items + each->count);
      const uint32_t end = at_;
      at_ = each->end;
      signature(parts, forms, 0);
      at_ = end;
      made.push_back(make(kind, made.empty() ? start : each->start, each->end, parts));
    }
    if (made.empty()) return nullptr;
    return made.size() == 1 ? made[0] : make(Kind::Multi, start, at_, made);
  }

  Node* function(uint32_t start, const Items& items) {
    if (items.size() < 3) return nullptr;
    Node* name = items[1];
    size_t from = 2;
    // A documentation, a map of attributes, a value to dispatch on.
    while (from + 1 < items.size() && !isVector(items[from]) && !isDots(items[from]) && items[from]->kind != Kind::Call) from++;
    Items parts{as(Role::Name, name)};
    if (signature(parts, items, from)) return make(Kind::Function, start, at_, parts);
    return arities(start, items, from, Kind::Function, name);
  }

  Node* lambda(uint32_t start, const Items& items) {
    size_t from = 1;
    Items parts;
    if (items.size() > 2 && items[1]->kind == Kind::Name && !isDots(items[1])) parts.push_back(as(Role::Name, items[from++]));
    if (signature(parts, items, from)) return make(Kind::Lambda, start, at_, parts);
    if (from >= items.size()) return nullptr;
    Node* many = arities(start, items, from, Kind::Lambda, from == 2 ? items[1] : items[0]);
    if (many && many->kind == Kind::Multi) {
      for (Node* each : many->children()) each->role = Role::Item;
      many->kind = Kind::Array;
    }
    return many;
  }

  Node* definition(uint32_t start, const Items& items) {
    if (items.size() < 2 || items[1]->kind != Kind::Name || isDots(items[1])) return nullptr;
    Items parts{as(Role::Name, items[1])};
    if (items.size() > 2) parts.push_back(as(Role::Value, items.back()));
    return make(Kind::VarDef, start, at_, parts);
  }

  void bindings(Items& out, const Node* vector) {
    const auto parts = vector->children();
    for (size_t i = 0; i < parts.size(); i++) {
      if (isDots(parts[i]) || i + 1 == parts.size()) {
        out.push_back(parts[i]);
        continue;
      }
      Node* name = target(parts[i]);
      out.push_back(make(Kind::VarDef, name->start, parts[i + 1]->end, {as(name->kind == Kind::Name ? Role::Name : Role::Target, name), as(Role::Value, parts[i + 1])}));
      i++;
    }
  }

  Node* binding(uint32_t start, const Items& items, std::string_view word) {
    if (items.size() < 2 || !isVector(items[1])) return nullptr;
    Items inside;
    bindings(inside, items[1]);
    inside.insert(inside.end(), items.begin() + 2, items.end());
    Node* result = make(Kind::With, start, at_, {as(Role::Body, block(items[1]->start, at_, inside))});
    setText(result, word);
    return result;
  }

  Node* loop(uint32_t start, const Items& items) {
    if (items.size() < 2 || !isVector(items[1]) || items[1]->count < 2) return nullptr;
    Items parts{as(Role::Target, target(items[1]->items[0])), as(Role::Value, items[1]->items[1])};
    parts.push_back(as(Role::Body, block(items[1]->end, at_, Items(items.begin() + 2, items.end()))));
    return make(Kind::ForEach, start, at_, parts);
  }

  Node* conditional(uint32_t start, const Items& items, std::string_view word) {
    if (items.size() < 3) return nullptr;
    Node* condition = items[1];
    if (word.ends_with("-not")) {
      condition = make(Kind::Unary, condition->start, condition->end, {as(Role::Operand, condition)});
      setText(condition, "not");
    }
    Items parts{as(Role::Cond, condition)};
    const bool one = word.starts_with("if");
    parts.push_back(as(Role::Then, block(items[2]->start, one ? items[2]->end : at_, one ? Items{items[2]} : Items(items.begin() + 2, items.end()))));
    if (one && items.size() > 3) parts.push_back(as(Role::Else, block(items[3]->start, items[3]->end, {items[3]})));
    return make(Kind::If, start, at_, parts);
  }

  Node* attempt(uint32_t start, const Items& items) {
    Items parts, body;
    for (size_t i = 1; i < items.size(); i++) {
      Node* each = items[i];
      const std::string_view word = each->kind == Kind::Call && each->count ? wordOf(each->items[0]) : std::string_view();
      Items inner(each->items, each->items + each->count);
      if (word == "catch" && inner.size() >= 3) {
        Node* caught = make(Kind::Param, inner[1]->start, inner[2]->end, {as(Role::Type, inner[1]), as(Role::Name, inner[2])});
        parts.push_back(as(Role::Handler, make(Kind::Catch, each->start, each->end,
                                               {as(Role::Param, caught), as(Role::Body, block(inner[2]->end, each->end, Items(inner.begin() + 3, inner.end())))})));
      } else if (word == "finally") {
        parts.push_back(as(Role::Finally, make(Kind::Finally, each->start, each->end, {as(Role::Body, block(each->start, each->end, Items(inner.begin() + 1, inner.end())))})));
      } else {
        body.push_back(each);
      }
    }
    parts.push_back(as(Role::Try, block(start, body.empty() ? start : body.back()->end, body)));
    return make(Kind::Try, start, at_, parts);
  }

  std::unordered_map<std::string_view, std::string_view> aliases_;
};

}  // namespace

void readClojure(Tree& tree, std::string_view source) { ClojureReader(tree, source).run(); }

}  // namespace vireon
