#include "match/anchor.h"

#include <algorithm>

#include "match/pattern/pattern.h"

namespace vireon {
namespace {

/** An operand longer than this is taken to be what is looked for. */
constexpr size_t kLongOperand = 200;

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }
bool isNameByte(char c) {
  return isWordByte(static_cast<unsigned char>(c)) || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}
bool isOneOf(char c, std::string_view list) { return list.find(c) != list.npos; }

size_t skipSpace(std::string_view text, size_t at) {
  while (at < text.size() && isSpace(text[at])) at++;
  return at;
}

/** What stands in front of a place, past space on the same line. */
class Before {
 public:
  Before(std::string_view text, size_t at) : text_(text), at_(at) { skip(); }

  /** A comment may stand here, whose end nobody has looked for. */
  bool unclear() const { return newline_ || (at_ > 0 && text_[at_ - 1] == '/'); }
  char last() const { return at_ > 0 ? text_[at_ - 1] : '\0'; }
  void take() {
    at_--;
    skip();
  }
  std::string_view word() const {
    size_t from = at_;
    while (from > 0 && isNameByte(text_[from - 1])) from--;
    return text_.substr(from, at_ - from);
  }

 private:
  void skip() {
    for (; at_ > 0 && isSpace(text_[at_ - 1]); at_--) newline_ |= text_[at_ - 1] == '\n';
  }
  std::string_view text_;
  size_t at_;
  bool newline_ = false;
};

bool mayBeCalled(std::string_view text, size_t to) {
  size_t at = skipSpace(text, to);
  while (at < text.size() && text[at] == ')') at = skipSpace(text, at + 1);
  return at < text.size() && !isOneOf(text[at], ",;:=}].+-*&|^%>\"'");
}

bool mayBeAssigned(std::string_view text, size_t to) {
  const size_t at = skipSpace(text, to);
  if (at >= text.size()) return false;
  if (text[at] == '=') return at + 1 >= text.size() || !isOneOf(text[at + 1], "=>");
  return !isOneOf(text[at], ".([;+-*&|^%<>?\"'");
}

bool mayBeMember(std::string_view text, size_t from, const std::string& object) {
  Before before(text, from);
  if (before.unclear()) return true;
  if (before.last() != '.') return isOneOf(before.last(), "\"'`");
  if (object.empty()) return true;
  before.take();
  if (before.last() == '?') before.take();
  if (before.unclear() || !isNameByte(before.last())) return isOneOf(before.last(), ")!]>/\n") || before.unclear();
  return before.word() == object;
}

bool mayBeCreated(std::string_view text, size_t from) {
  Before before(text, from);
  if (before.unclear() || before.last() == '(') return true;
  return before.word() == "new";
}

/** Goes over an expression, or a list of them, sign by sign. */
class Ahead {
 public:
  enum class End : uint8_t { closed, unclear, text };

  Ahead(std::string_view text, size_t at) : text_(text), at_(at) {}

  /** Calls `sign` for each that stands outside of strings, with its depth; stops behind what closes more than was opened. */
  template <class F>
  End run(const F& sign) {
    int depth = 0;
    for (size_t from = at_; at_ < text_.size(); at_++) {
      if (at_ - from > kFarAhead) return End::unclear;
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        const size_t end = text_.find_first_of(c == '"' ? "\"\\\n" : "'\\\n", at_ + 1);
        if (end == text_.npos || text_[end] != c) return End::unclear;
        at_ = end;
        sign('"', depth);
        continue;
      }
      if (isOneOf(c, "/`<")) return End::unclear;
      if (isOneOf(c, ")]}") && depth-- == 0) {
        at_++;
        return End::closed;
      }
      sign(c, depth);
      if (isOneOf(c, "([{")) depth++;
    }
    return End::text;
  }
  size_t at() const { return at_; }

 private:
  static constexpr size_t kFarAhead = 4096;
  std::string_view text_;
  size_t at_;
};

bool mayTake(std::string_view text, size_t to, int arguments) {
  const size_t open = skipSpace(text, to);
  if (open >= text.size() || text[open] != '(') return true;
  int commas = 0;
  bool any = false, afterComma = false;
  Ahead ahead(text, open + 1);
  const auto end = ahead.run([&](char c, int depth) {
    if (isSpace(c)) return;
    any = true;
    afterComma = depth == 0 && c == ',';
    commas += afterComma;
  });
  if (end != Ahead::End::closed) return true;
  return arguments == (any ? commas + !afterComma : 0);
}

bool mayBeEmptied(std::string_view text, size_t to) {
  size_t at = skipSpace(text, to);
  if (at < text.size() && text[at] == '(') {
    Ahead ahead(text, at + 1);
    if (ahead.run([](char, int) {}) != Ahead::End::closed) return true;
    at = skipSpace(text, ahead.at());
  }
  if (at >= text.size() || text[at] != '{') return at < text.size() && text[at] == '/';
  do at = skipSpace(text, at + 1);
  while (at < text.size() && text[at] == ';');
  return at < text.size() && isOneOf(text[at], "}/");
}

/** Whether the operator at hand may have one and the same operand twice, by the characters on both sides. */
class Twins {
 public:
  Twins(std::string_view text, size_t from, size_t to) : text_(text) {
    unclear_ = !readRight(to) || !readLeft(from);
  }

  bool maybe() const {
    if (unclear_) return true;
    for (size_t length = 1; length <= std::min(right_.size(), left_.size()); length++)
      if (left_[length - 1].c == right_[0].c && same(length)) return true;
    return false;
  }

 private:
  struct Sign {
    char c;
    size_t at;
  };

  /** Parentheses and the like change nothing about what an operand is. */
  static bool counts(char c) { return !isSpace(c) && !isOneOf(c, "()?!,;"); }
  static char plain(char c) { return c == '\'' ? '"' : c; }
  static bool tellsNothing(char c) { return isOneOf(c, "/\\`{"); }

  bool readRight(size_t at) {
    int depth = 0;
    for (char quote = '\0'; at < text_.size(); at++) {
      const char c = text_[at];
      if (tellsNothing(c)) return false;
      if (quote) {
        if (c == quote) quote = '\0';
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (isOneOf(c, "([")) {
        depth++;
      } else if (isOneOf(c, ")]}") && --depth < 0) {
        return true;
      } else if (depth == 0 && ends(at)) {
        return true;
      }
      if (!counts(c)) continue;
      if (right_.size() == kLongOperand) return false;
      right_.push_back({plain(c), at});
    }
    return true;
  }

  bool ends(size_t at) const {
    const char c = text_[at];
    if (c == '?') return at + 1 >= text_.size() || text_[at + 1] != '.';
    return isOneOf(c, ";,&|=:");
  }

  /** Backwards, no more than could be the operand on the right. */
  bool readLeft(size_t at) {
    while (at-- > 0 && left_.size() < right_.size()) {
      if (isOneOf(text_[at], "/`")) return false;
      if (tellsNothing(text_[at])) return true;
      if (counts(text_[at])) left_.push_back({plain(text_[at]), at});
    }
    return true;
  }

  bool same(size_t length) const {
    for (size_t i = 0; i < length; i++)
      if (left_[length - 1 - i].c != right_[i].c) return false;
    return begins(left_[length - 1].at) && stops(right_[length - 1].at);
  }

  bool begins(size_t at) const {
    if (at == 0) return true;
    if (isNameByte(text_[at]) && isNameByte(text_[at - 1])) return false;
    const bool dot = text_[at - 1] == '.';
    return !dot || (at > 1 && text_[at - 2] == '.');
  }

  bool stops(size_t at) const {
    const char next = at + 1 < text_.size() ? text_[at + 1] : '\0';
    if (isNameByte(text_[at]) && isNameByte(next)) return false;
    return next != '.' && next != '[';
  }

  std::string_view text_;
  /** The one on the left from its end. */
  std::vector<Sign> left_, right_;
  bool unclear_ = false;
};

/** Goes the way on which the words of a pattern are found, so that each name it meets must stand in the text. */
class Anchors {
 public:
  Anchors(const std::vector<std::string>& words, bool exact) : words_(words), exact_(exact) {}

  void visit(const Node* node) {
    switch (node->kind) {
      case Kind::Name:
        return add(node, {});
      case Kind::Call:
        callee(node);
        return;
      case Kind::New:
        created(node);
        return;
      case Kind::Member:
        return member(node, {});
      case Kind::Assign:
        assigned(node);
        return;
      case Kind::Binary:
        if (twice(node)) found.push_back({{std::string(node->text), false}, twin()});
        return rest(node, nullptr);
      case Kind::Try:
        if (emptied(node)) found.push_back({{"catch", true}, emptyClause()});
        return rest(node, nullptr);
      case Kind::Pair:
      case Kind::Keyword:
      case Kind::Import:
      case Kind::Modifier:
      case Kind::TypedMeta:
      case Kind::Param:
      case Kind::Ternary:
      case Kind::Template:
      case Kind::DeepEllipsis:
        return;
      default:
        return rest(node, nullptr);
    }
  }

  std::vector<Mark> found;

 private:
  static Anchor twin() {
    Anchor anchor;
    anchor.twice = true;
    return anchor;
  }

  static Anchor emptyClause() {
    Anchor anchor;
    anchor.emptied = true;
    return anchor;
  }

  static bool emptied(const Node* attempt) {
    const Node* handler = attempt->child(Role::Handler);
    const Node* body = handler ? handler->child(Role::Body) : nullptr;
    return body && body->kind == Kind::Block && body->count == 0 && !body->has(kWildcardBody);
  }

  static int argumentsOf(const Node* call) {
    const auto given = call->all(Role::Arg);
    const bool fixed = std::all_of(given.begin(), given.end(), [](const Node* one) {
      return one->kind != Kind::Ellipsis && one->kind != Kind::MetaEllipsis && one->kind != Kind::Spread && !(one->part && one->part->ellipsis);
    });
    return fixed ? static_cast<int>(given.size()) : -1;
  }

  void rest(const Node* node, const Node* without) {
    for (const Node* child : node->children())
      if (child != without) visit(child);
  }

  void part(const Node* node, const Anchor& anchor) {
    if (!node) return;
    if (node->kind == Kind::Name) return add(node, anchor);
    if (node->kind == Kind::Member) return member(node, anchor);
    visit(node);
  }

  void callee(const Node* call) {
    const Node* callee = call->child(Role::Callee);
    Anchor anchor;
    anchor.called = !call->has(kTagged);
    if (anchor.called) anchor.arguments = argumentsOf(call);
    part(callee, anchor);
    rest(call, callee);
  }

  void created(const Node* node) {
    const Node* type = node->child(Role::Type);
    Anchor anchor;
    anchor.created = type && type->kind == Kind::Name;
    anchor.arguments = argumentsOf(node);
    part(type, anchor);
    rest(node, type);
  }

  void assigned(const Node* node) {
    const Node* left = node->child(Role::Left);
    Anchor anchor;
    anchor.assigned = left && left->kind == Kind::Member && node->hash == 0;
    part(left, anchor);
    rest(node, left);
  }

  void member(const Node* node, Anchor anchor) {
    const Node *object = node->child(Role::Object), *name = node->child(Role::Name);
    anchor.member = true;
    if (object && object->kind == Kind::Name && isWord(object)) anchor.object = object->text;
    if (object && object->kind == Kind::Member && object->child(Role::Name) && isWord(object->child(Role::Name)))
      anchor.object = object->child(Role::Name)->text;
    if (name && name->kind == Kind::Name) add(name, anchor);
    rest(node, name);
  }

  bool isWord(const Node* node) const {
    return node->kind == Kind::Name && node->text.size() > 1 &&
           std::find(words_.begin(), words_.end(), node->text) != words_.end();
  }

  bool twice(const Node* node) const {
    const Node *left = node->child(Role::Left), *right = node->child(Role::Right);
    return exact_ && left && right && left->kind == Kind::MetaVar && right->kind == Kind::MetaVar && left->part && right->part &&
           !left->part->anonymous && !right->part->anonymous && left->part->meta == right->part->meta;
  }

  void add(const Node* name, const Anchor& anchor) {
    if (isWord(name) && name->text != "require" && name->text != "import") found.push_back({{std::string(name->text), true}, anchor});
  }

  const std::vector<std::string>& words_;
  const bool exact_;
};

bool isPlain(const std::string& word) {
  return word.size() > 1 && std::all_of(word.begin(), word.end(), [](unsigned char c) { return c < 0x80; });
}

}  // namespace

bool Anchor::holds(std::string_view text, size_t from, size_t to) const {
  if (called && !mayBeCalled(text, to)) return false;
  if (assigned && !mayBeAssigned(text, to)) return false;
  if (member && !mayBeMember(text, from, object)) return false;
  if (created && !mayBeCreated(text, from)) return false;
  if (emptied && !mayBeEmptied(text, to)) return false;
  if (arguments >= 0 && !mayTake(text, to, arguments)) return false;
  return !twice || Twins(text, from, to).maybe();
}

std::vector<Mark> anchoredMarks(const Pattern& pattern, const std::vector<Literal>& signs, bool exact) {
  Anchors anchors(pattern.words, exact);
  anchors.visit(pattern.root);
  std::vector<Mark> marks;
  const auto add = [&](const Literal& literal) {
    const size_t before = marks.size();
    for (const Mark& mark : anchors.found)
      if (mark.literal == literal && std::find(marks.begin(), marks.end(), mark) == marks.end()) marks.push_back(mark);
    if (marks.size() == before) marks.push_back({literal, {}});
  };
  for (const std::string& word : pattern.words)
    if (isPlain(word)) add({word, true});
  for (const Literal& sign : signs) add(sign);
  return marks;
}

bool maybeImported(std::string_view text, size_t from, size_t to) {
  // A module's name, whole or a part of it.
  size_t start = from;
  while (start > 0 && (isNameByte(text[start - 1]) || isOneOf(text[start - 1], "@/.-:~+#?!="))) start--;
  if (start > 0 && isOneOf(text[start - 1], "\"'`")) return true;
  const size_t next = skipSpace(text, to);
  const char after = next < text.size() ? text[next] : '\0';
  if (!isOneOf(after, ",}:=/") && !(isNameByte(after) && next > to)) return false;
  const Before before(text, from);
  return before.unclear() || isOneOf(before.last(), "{,") || before.word() == "import" || before.word() == "type";
}

}  // namespace vireon
