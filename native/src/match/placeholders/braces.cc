// JavaScript, TypeScript, Go, Java.
#include <algorithm>
#include <cctype>
#include <vector>

#include "match/placeholders/scanner.h"
#include "parse/word.h"

namespace vireon {
namespace {

struct Bracket {
  enum class Sort : uint8_t { Paren, Square, Block, ClassBody, EnumBody, Object, Switch, Template } sort = Sort::Paren;
  bool params = false;   // a list of declared parameters
  bool header = false;   // of `for`
  bool imports = false;
  bool named = false;    // an annotation's, with keys
  size_t at = 0;
};
using Sort = Bracket::Sort;

class BraceScanner : Scanner {
 public:
  BraceScanner(std::string_view text, std::string_view language, int variant) : Scanner(text), variant_(variant) {
    java_ = language == "java";
    go_ = language == "go";
    javascript_ = !java_ && !go_;
  }

  Placed run() {
    while (!ended()) step();
    return std::move(placed_);
  }

 private:
  Sort braceSort() const {
    std::string_view before = statementBefore(at_);
    if (hasWord(before, "enum")) return Sort::EnumBody;
    for (std::string_view word : {"class", "interface", "record", "struct", "namespace", "module"})
      if (hasWord(before, word)) {
        if (word == "record" && !java_) continue;
        if ((word == "namespace" || word == "module") && javascript_) return Sort::Block;
        return Sort::ClassBody;
      }
    char c = previous();
    if (java_ && newBefore()) return Sort::ClassBody;
    // What starts with a brace is an object first, a block if it is none.
    if (c == '\0' && javascript_ && variant_ == 0) return Sort::Object;
    if (hasWord(before, "switch") && c == ')') return Sort::Switch;
    if (go_) return goBraceSort(before, c);
    if (c == '\0') return looksLikeObject() ? Sort::Object : Sort::Block;
    if (c == ')') return Sort::Block;
    if (c == '>' && previousIsArrow()) return Sort::Block;
    if (among(c, "(,=:[?&|")) return Sort::Object;
    std::string_view word = wordBefore(at_);
    if (oneOf(word, {"return", "default", "in", "of", "typeof", "import", "export"})) return Sort::Object;
    return c == ']' && java_ ? Sort::Object : Sort::Block;
  }

  Sort goBraceSort(std::string_view before, char last) const {
    if (hasAnyWord(before, {"switch", "select"})) return Sort::Switch;
    if (hasAnyWord(before, {"func", "if", "for", "else", "case"})) return Sort::Block;
    return last == ')' && !trimmed(before).empty() ? Sort::Block : Sort::Object;
  }

  bool previousIsArrow() const {
    size_t end;
    previous(&end);
    return end >= 2 && (in_[end - 2] == '=' || in_[end - 2] == '-');
  }

  // `new X(…) {`: the body of a class without a name.
  bool newBefore() const {
    size_t end;
    if (previous(&end) != ')') return false;
    int depth = 0;
    for (size_t i = end; i > 0; i--) {
      if (in_[i - 1] == ')') depth++;
      if (in_[i - 1] != '(' || --depth != 0) continue;
      size_t start = i - 1;
      while (start > 0 && (isWord(in_[start - 1]) || among(in_[start - 1], ".$<>, "))) start--;
      return hasWord(in_.substr(start, i - start), "new");
    }
    return false;
  }

  // `{ a: …` or `{ ..., a: …` is an object, `{ ...; a` a block.
  bool looksLikeObject() const {
    int depth = 0;
    for (size_t i = at_ + 1; i < in_.size(); i++) {
      char c = in_[i];
      if (c == '(' || c == '[' || c == '{') depth++;
      if (c == ')' || c == ']' || c == '}') {
        if (depth-- == 0) return false;
      }
      if (depth != 0) continue;
      if (c == ';') return false;
      if (c == ',' || c == ':') return true;
    }
    return false;
  }

  void open(char c) {
    Bracket bracket;
    bracket.at = at_;
    std::string_view word = wordBefore(at_);
    if (c == '(') {
      bracket.header = word == "for";
      bracket.imports = word == "import" && go_;
      bracket.params = java_ && declaresParameters();
      bracket.named = java_ && annotates() && closedText().find('=') != std::string_view::npos;
    } else if (c == '[') {
      bracket.sort = Sort::Square;
    } else {
      bracket.sort = braceSort();
    }
    stack_.push_back(bracket);
    copy();
  }

  // The parenthesis belongs to `@a.b.C`.
  bool annotates() const {
    size_t end = at_;
    while (end > 0 && (isWord(in_[end - 1]) || in_[end - 1] == '.' || in_[end - 1] == '$')) end--;
    return end > 0 && end < at_ && in_[end - 1] == '@';
  }

  std::string_view closedText() const {
    const size_t close = closing();
    return close < in_.size() ? in_.substr(at_ + 1, close - at_ - 1) : std::string_view();
  }

  // A Java parenthesis that holds parameters: behind a name that itself stands behind a type.
  bool declaresParameters() const {
    std::string_view name = wordBefore(at_);
    if (name.empty()) return afterClose() == '-';
    if (name == "catch") return true;
    if (oneOf(name, {"if", "while", "for", "switch", "return", "new", "super", "this", "synchronized", "try", "assert", "throw"})) return false;
    const size_t start = withoutSpaces(withoutSpaces(at_) - name.size());
    char before = start == 0 ? '\0' : in_[start - 1];
    if (before == '@' || oneOf(wordBefore(start), {"return", "new", "throw", "else"})) return false;
    return isWord(before) || before == '>' || before == ']' || afterClose() == '{';
  }

  char afterClose() const { return next(closing() + 1); }

  Sort around() const { return stack_.empty() ? Sort::Block : stack_.back().sort; }

  bool startsStatement() const {
    if (around() != Sort::Block && around() != Sort::Switch) return false;
    size_t end;
    char c = previous(&end);
    if (c == '\0' || c == '{' || c == '}' || c == ';') return true;
    std::string_view word = wordBefore(at_);
    if (oneOf(word, {"else", "do", "finally", "try"})) return true;
    if (c == ':') return hasWord(statementBefore(at_), "case") || hasWord(statementBefore(at_), "default");
    if (c == ')' && !newlineBefore()) return oneOf(wordOfParenthesis(end), {"if", "for", "while", "with", "switch", "synchronized"});
    if (c == '>' && previousIsArrow()) return false;
    if (!newlineBefore()) return false;
    return !among(c, "(,=+-*/%&|^!~?:<.[") && !oneOf(word, {"return", "in", "for"});
  }

  void ellipsis() { place(spelledEllipsis(at_ + 3), 3); }

  std::string_view spelledEllipsis(size_t after) const {
    const char before = previous();
    if (before == '.') return "vve_";
    const Bracket* bracket = stack_.empty() ? nullptr : &stack_.back();
    if (bracket && bracket->imports) return "vve_ \"vve_\";";
    if (bracket && bracket->sort == Sort::Paren && bracket->header && next(after) == ')' && before == '(') return go_ ? "vve_" : "vve_;;";
    if (bracket && bracket->params) return "vve_ vve_";
    if (bracket && bracket->named) return "vve_ = vve_";
    if (around() == Sort::ClassBody && (newlineBefore() || among(before, "{};"))) return java_ ? "vve_ vve_;" : "vve_;";
    if (around() == Sort::EnumBody) return "vve_";
    if (around() == Sort::Switch && among(before, "{}") && wordBefore(at_) != "case") return "case vve_:";
    if (go_ && wordBefore(at_) == "case" && lineEndsAt(after)) return "vve_:";
    const char follows = next(after);
    const bool target = (follows == '=' && in_.substr(in_.find('=', after), 2) != "==") || follows == ',' || (follows == ':' && go_);
    if (startsStatement() && !target) return follows == ';' ? "vve_" : "vve_;";
    return javascript_ && before == '=' && inTag_ ? "{vve_}" : "vve_";
  }

  bool typed() {
    const size_t close = closing();
    if (close >= in_.size()) return false;
    std::string_view inner = trimmed(in_.substr(at_ + 1, close - at_ - 1));
    TypedPlaceholder typed = java_ ? typedBehind(inner, close) : typedBefore(inner, close);
    if (typed.meta.empty()) return false;
    const char before = previous();
    const bool operand = wordBefore(at_) == "return" || (java_ && wordBefore(at_) == "throw");
    const bool call = isWord(before) || before == ']' || (before == ')' && !newlineBefore());
    placeTyped(std::move(typed), close + 1, call && !operand);
    return true;
  }

  // (T $X) in Java; empty where it is something else.
  TypedPlaceholder typedBehind(std::string_view inner, size_t close) const {
    const char after = next(close + 1), before = previous();
    size_t meta = inner.rfind('$');
    if (meta == inner.npos || meta == 0 || !isSpace(inner[meta - 1]) || metaLength(inner, meta) != inner.size() - meta) return {};
    if (inner.find(',') != inner.npos && inner.find('<') == inner.npos) return {};
    if (inner.find_first_of("=;+(\"") != inner.npos) return {};
    const bool called = isWord(before) || before == '$' || before == '>';
    if (called && !oneOf(wordBefore(at_), {"return", "throw", "assert"})) return {};
    if (after == '-' && close + 2 < in_.size() && in_.find("->", close) == in_.find_first_not_of(" ", close + 1)) return {};
    std::string_view type = inner.substr(0, meta);
    if (type.find_first_not_of(" \n\t") == type.npos) return {};
    if (oneOf(type.substr(0, type.find(' ')), {"return", "new", "throw"})) return {};
    return {std::string(inner.substr(meta)), std::string(type)};
  }

  // ($X : T) in Go and TypeScript; empty where it is something else.
  TypedPlaceholder typedBefore(std::string_view inner, size_t close) const {
    const size_t length = metaLength(inner, 0);
    if (!length) return {};
    size_t colon = length;
    while (colon < inner.size() && isSpace(inner[colon])) colon++;
    if (colon >= inner.size() || inner[colon] != ':' || (colon + 1 < inner.size() && inner[colon + 1] == '=')) return {};
    std::string_view type = inner.substr(colon + 1);
    if (javascript_) {
      const char after = next(close + 1);
      const bool arrow = after == '=' && in_.substr(in_.find_first_not_of(" \t\n", close + 1), 2) == "=>";
      if (after == '{' || after == ':' || arrow || type.find('?') != type.npos) return {};
      if (isWord(previous()) && hasWord(statementBefore(at_), "function")) return {};
    }
    return {std::string(inner.substr(0, length)), std::string(type)};
  }

  void string(char quote) {
    copy();
    while (!ended() && in_[at_] != quote && !(in_[at_] == '\n' && quote != '`')) {
      if (in_[at_] == '\\' && !(go_ && quote == '`'))
        copy(2);
      else
        copy();
    }
    if (!ended()) copy();
  }

  // `text${code}text`
  void templateString() {
    copy();
    while (!ended() && in_[at_] != '`') {
      if (in_[at_] == '\\') {
        copy(2);
      } else if (ahead("${")) {
        copy();
        braces(Sort::Template);
      } else {
        copy();
      }
    }
    if (!ended()) copy();
  }

  // A regex literal stands where an operand is expected.
  bool regexHere() const {
    if (!javascript_) return false;
    char c = previous();
    return c == '\0' || among(c, "(,=:[!&|?{};+") || wordBefore(at_) == "return";
  }

  bool tagHere() const {
    if (!javascript_ || at_ + 1 >= in_.size()) return false;
    char c = in_[at_ + 1];
    if (!(std::isalpha(static_cast<unsigned char>(c)) || c == '$')) return false;
    char before = previous();
    return before == '\0' || among(before, "(,=:[?&|{>;") || wordBefore(at_) == "return";
  }

  // <a b="c" $D=$E ...>text<b/></a>: text is copied, tags and braces are looked into.
  void element() {
    int depth = 0;
    do {
      const bool closing = ahead("</");
      copy();
      const bool single = tag();
      if (!ended()) copy();
      if (closing)
        depth--;
      else if (!single)
        depth++;
      while (depth > 0 && !ended() && in_[at_] != '<') {
        if (in_[at_] == '{')
          braces(Sort::Object);
        else
          copy();
      }
    } while (depth > 0 && !ended());
  }

  // Up to its end; whether it closes itself.
  bool tag() {
    bool single = false;
    inTag_ = true;
    while (!single && !ended() && in_[at_] != '>') {
      const bool value = previous() == '=';
      if (ahead("/>")) {
        single = true;
        copy();
      } else if (in_[at_] == '"' || in_[at_] == '\'') {
        string(in_[at_]);
      } else if (in_[at_] == '{') {
        braces(Sort::Object);
      } else if (size_t length = metaLength(in_, at_)) {
        if (value) placed_.text += "{";
        meta(length);
        if (value) placed_.text += "}";
      } else if (ahead("...")) {
        place(value ? "{vve_}" : "vve_", 3);
      } else {
        copy();
      }
    }
    inTag_ = false;
    return single;
  }

  // Code up to the brace that closes.
  void braces(Sort sort) {
    stack_.push_back({.sort = sort, .at = at_});
    copy();
    int depth = 1;
    while (!ended()) {
      if (in_[at_] == '{') depth++;
      if (in_[at_] == '}' && --depth == 0) break;
      step();
    }
    if (!ended()) copy();
    if (!stack_.empty()) stack_.pop_back();
  }

  void meta(size_t length) {
    // The source of an import is a string.
    bool quoted = javascript_ && wordBefore(at_) == "from";
    if (quoted) placed_.text += '"';
    // A parameter of any type.
    const char before = previous(), after = next(at_ + length);
    if (!stack_.empty() && stack_.back().params && (before == '(' || before == ',') && (after == ')' || after == ',')) placed_.text += "vve_ ";
    placeMeta(length);
    if (quoted) placed_.text += '"';
  }

  void metaEllipsis(size_t length) {
    const bool params = !stack_.empty() && stack_.back().params;
    const bool member = around() == Sort::ClassBody && java_;
    const bool statement = startsStatement() && next(at_ + length) != ';';
    if (params || member) placed_.text += spelled(kMetaEllipsisPrefix, at_ + 4, length - 4) + " ";
    placeMetaEllipsis(length);
    if (statement || member) placed_.text += ";";
  }

  // JavaScript's own spread and rest, Java's and Go's variadics.
  bool ownDots() const {
    const char after = at_ + 3 < in_.size() ? in_[at_ + 3] : '\0', before = at_ > 0 ? in_[at_ - 1] : '\0';
    if (javascript_) return isWord(after) || among(after, "$[{");
    const bool variadic = (isWord(before) || before == ')' || before == ']') && after != '\0' && (java_ || after == ')' || after == ',');
    return variadic || (go_ && (isWord(after) || after == '*' || after == '[') && (before == ' ' || before == '('));
  }

  void regex() {
    copy();
    bool set = false;
    while (!ended() && (in_[at_] != '/' || set) && in_[at_] != '\n') {
      if (in_[at_] == '[') set = true;
      if (in_[at_] == ']') set = false;
      copy(in_[at_] == '\\' ? 2 : 1);
    }
    if (!ended()) copy();
  }

  // <... e ...>
  bool deep() {
    if (ahead("<...") && !ahead("<...>") && !ahead("<...,")) {
      stack_.push_back({.at = at_});
      place("vvd_(", 4);
      return true;
    }
    const bool closes = ahead("...>") && !stack_.empty() && stack_.back().sort == Sort::Paren && in_.substr(stack_.back().at, 4) == "<...";
    if (!closes) return false;
    stack_.pop_back();
    place(")", 4);
    return true;
  }

  void step() {
    char c = in_[at_];
    if (c == '"' || c == '\'') return string(c);
    if (c == '`') return javascript_ ? templateString() : string(c);
    if (c == '/' && regexHere() && in_.find('/', at_ + 1) != in_.npos) return regex();
    if (deep()) return;
    if (size_t length = metaEllipsisLength(in_, at_)) return metaEllipsis(length);
    if (ahead("...")) return ownDots() ? copy(3) : ellipsis();
    if (c == '<' && tagHere()) return element();
    if (size_t length = metaLength(in_, at_)) return meta(length);
    if (c == '(' && typed()) return;
    if (c == '(' || c == '[' || c == '{') return open(c);
    if (c == ')' || c == ']' || c == '}') {
      if (!stack_.empty()) stack_.pop_back();
      return copy();
    }
    if (!isWord(c)) return copy();
    while (!ended() && isWord(in_[at_])) copy();
    if (!ended() && in_[at_] == '$' && javascript_) copy();
  }

  int variant_;
  bool java_, go_, javascript_, inTag_ = false;
  std::vector<Bracket> stack_;
};

// Comments would be taken for words of the pattern.
std::string withoutComments(std::string_view text) {
  std::string out;
  char quote = 0;
  for (size_t at = 0; at < text.size(); at++) {
    char c = text[at];
    if (quote) {
      if (c == '\\' && at + 1 < text.size()) {
        out += text.substr(at++, 2);
        continue;
      }
      if (c == quote || (c == '\n' && quote != '`')) quote = 0;
    } else if (c == '"' || c == '\'' || c == '`') {
      quote = c;
    } else if (text.substr(at, 2) == "//" && (at == 0 || text[at - 1] == '\n' || text[at - 1] == ' ' || text[at - 1] == ';' || text[at - 1] == '\t')) {
      at = std::min(text.find('\n', at), text.size());
      if (at < text.size()) out += '\n';
      continue;
    } else if (text.substr(at, 2) == "/*" && text.find("*/", at + 2) != text.npos) {
      at = text.find("*/", at + 2) + 1;
      continue;
    }
    out += c;
  }
  return out;
}

}  // namespace

Placed placeBraces(std::string_view pattern, std::string_view language, int variant) {
  const std::string plain = withoutComments(pattern);
  return BraceScanner(plain, language, variant).run();
}

}  // namespace vireon
