#include "match/placeholders/placeholders.h"

#include <algorithm>
#include <cctype>

#include "match/placeholders/dialects.h"
#include "match/metavar.h"

namespace vireon {
namespace {

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }
bool isSpace(char c) { return std::isspace(static_cast<unsigned char>(c)); }
bool isUpper(char c) { return (c >= 'A' && c <= 'Z') || c == '_'; }

// Length of `$NAME` at `at`, or 0.
size_t metaLength(std::string_view text, size_t at) {
  if (at >= text.size() || text[at] != '$') return 0;
  size_t end = at + 1;
  if (end < text.size() && isUpper(text[end])) {
    while (end < text.size() && (isUpper(text[end]) || std::isdigit(static_cast<unsigned char>(text[end])))) end++;
  } else if (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end]))) {
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end]))) end++;
  } else {
    return 0;
  }
  return end < text.size() && isWord(text[end]) ? 0 : end - at;
}

// Length of `$...NAME` at `at`, or 0.
size_t metaEllipsisLength(std::string_view text, size_t at) {
  if (text.substr(at, 4) != "$...") return 0;
  size_t end = at + 4;
  if (end >= text.size() || !isUpper(text[end])) return 0;
  while (end < text.size() && (isUpper(text[end]) || std::isdigit(static_cast<unsigned char>(text[end])))) end++;
  return end - at;
}

bool ellipsisAt(std::string_view text, size_t at) { return text.substr(at, 3) == "..."; }

struct Bracket {
  enum class Sort : uint8_t { Paren, Square, Block, ClassBody, EnumBody, Object, Switch, Template } sort = Sort::Paren;
  bool params = false;   // a list of declared parameters
  bool header = false;   // of `for`
  bool imports = false;
  bool named = false;    // an annotation's, with keys
  size_t at = 0;
};

// JavaScript, TypeScript, Go, Java.
class BraceScanner {
 public:
  BraceScanner(std::string_view text, std::string_view language, int variant) : in_(text), variant_(variant) {
    java_ = language == "java";
    go_ = language == "go";
    javascript_ = !java_ && !go_;
  }

  Placed run() {
    while (at_ < in_.size()) step();
    return std::move(placed_);
  }

 private:
  std::string& out() { return placed_.text; }

  void copy(size_t count = 1) {
    out().append(in_.substr(at_, count));
    at_ += count;
  }

  // Last character that is no space, and where it stands.
  char previous(size_t* where = nullptr) const {
    size_t i = at_;
    while (i > 0 && isSpace(in_[i - 1])) i--;
    if (where) *where = i;
    return i == 0 ? '\0' : in_[i - 1];
  }
  char next(size_t from) const {
    while (from < in_.size() && isSpace(in_[from])) from++;
    return from < in_.size() ? in_[from] : '\0';
  }
  std::string_view wordBefore(size_t end) const {
    while (end > 0 && isSpace(in_[end - 1])) end--;
    size_t start = end;
    while (start > 0 && (isWord(in_[start - 1]) || in_[start - 1] == '$')) start--;
    return in_.substr(start, end - start);
  }
  bool newlineBefore() const {
    for (size_t i = at_; i > 0 && isSpace(in_[i - 1]); i--)
      if (in_[i - 1] == '\n') return true;
    return false;
  }
  bool lineEndsAt(size_t from) const {
    while (from < in_.size() && (in_[from] == ' ' || in_[from] == '\t' || in_[from] == '\r')) from++;
    return from >= in_.size() || in_[from] == '\n';
  }

  // The text of the statement so far, up to `end`.
  std::string_view statementBefore(size_t end) const {
    size_t start = end;
    int depth = 0;
    while (start > 0) {
      char c = in_[start - 1];
      if (c == ')' || c == ']') depth++;
      if ((c == '(' || c == '[') && depth-- == 0) break;
      if (depth == 0 && (c == ';' || c == '{' || c == '}')) break;
      start--;
    }
    return in_.substr(start, end - start);
  }

  static bool hasWord(std::string_view text, std::string_view word) {
    for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
      bool left = at == 0 || !isWord(text[at - 1]);
      bool right = at + word.size() >= text.size() || !isWord(text[at + word.size()]);
      if (left && right) return true;
    }
    return false;
  }

  Bracket::Sort braceSort() const {
    std::string_view before = statementBefore(at_);
    if (hasWord(before, "enum")) return Bracket::Sort::EnumBody;
    for (std::string_view word : {"class", "interface", "record", "struct", "namespace", "module"})
      if (hasWord(before, word)) {
        if (word == "record" && !java_) continue;
        if ((word == "namespace" || word == "module") && javascript_) return Bracket::Sort::Block;
        return Bracket::Sort::ClassBody;
      }
    char c = previous();
    if (java_ && newBefore()) return Bracket::Sort::ClassBody;
    // What starts with a brace is an object first, a block if it is none.
    if (c == '\0' && javascript_ && variant_ == 0) return Bracket::Sort::Object;
    if (hasWord(before, "switch") && c == ')') return Bracket::Sort::Switch;
    if (go_) {
      if (hasWord(before, "switch") || hasWord(before, "select")) return Bracket::Sort::Switch;
      for (std::string_view word : {"func", "if", "for", "else", "case"})
        if (hasWord(before, word)) return Bracket::Sort::Block;
      return before.empty() || std::all_of(before.begin(), before.end(), isSpace) ? Bracket::Sort::Object
             : c == ')' ? Bracket::Sort::Block
                        : Bracket::Sort::Object;
    }
    if (c == '\0') return looksLikeObject() ? Bracket::Sort::Object : Bracket::Sort::Block;
    if (c == ')') return Bracket::Sort::Block;
    if (c == '>' && previousIsArrow()) return java_ ? Bracket::Sort::Block : Bracket::Sort::Block;
    if (std::string_view("(,=:[?&|").find(c) != std::string_view::npos) return Bracket::Sort::Object;
    std::string_view word = wordBefore(at_);
    if (word == "return" || word == "default" || word == "in" || word == "of" || word == "typeof" || word == "import" ||
        word == "export")
      return Bracket::Sort::Object;
    if (c == ']' && java_) return Bracket::Sort::Object;
    return Bracket::Sort::Block;
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
      while (start > 0 && (isWord(in_[start - 1]) || std::string_view(".$<>, ").find(in_[start - 1]) != std::string_view::npos)) start--;
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
      bracket.sort = Bracket::Sort::Square;
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
    int depth = 0;
    for (size_t i = at_; i < in_.size(); i++) {
      if (in_[i] == '(') depth++;
      if (in_[i] == ')' && --depth == 0) return in_.substr(at_ + 1, i - at_ - 1);
    }
    return {};
  }

  // A Java parenthesis that holds parameters: behind a name that itself stands behind a type.
  bool declaresParameters() const {
    std::string_view name = wordBefore(at_);
    if (name.empty()) return afterClose() == '-';
    if (name == "catch") return true;
    for (std::string_view word : {"if", "while", "for", "switch", "return", "new", "super", "this", "synchronized", "try", "assert", "throw"})
      if (name == word) return false;
    size_t start = at_;
    while (start > 0 && isSpace(in_[start - 1])) start--;
    start -= name.size();
    while (start > 0 && isSpace(in_[start - 1])) start--;
    char before = start == 0 ? '\0' : in_[start - 1];
    std::string_view word = wordBefore(start);
    if (word == "return" || word == "new" || word == "throw" || word == "else") return false;
    if (before == '@') return false;
    if (isWord(before) || before == '>' || before == ']') return true;
    char after = afterClose();
    return after == '{';
  }

  char afterClose() const {
    int depth = 0;
    for (size_t i = at_; i < in_.size(); i++) {
      if (in_[i] == '(') depth++;
      if (in_[i] == ')' && --depth == 0) return next(i + 1);
    }
    return '\0';
  }

  Bracket::Sort around() const { return stack_.empty() ? Bracket::Sort::Block : stack_.back().sort; }

  bool startsStatement() const {
    if (around() != Bracket::Sort::Block && around() != Bracket::Sort::Switch) return false;
    size_t end;
    char c = previous(&end);
    if (c == '\0' || c == '{' || c == '}' || c == ';') return true;
    std::string_view word = wordBefore(at_);
    if (word == "else" || word == "do" || word == "finally" || word == "try") return true;
    if (c == ':') return hasWord(statementBefore(at_), "case") || hasWord(statementBefore(at_), "default");
    if (c == ')' && !newlineBefore()) return controlBefore(end);
    if (c == '>' && previousIsArrow()) return false;
    if (!newlineBefore()) return false;
    return std::string_view("(,=+-*/%&|^!~?:<.[").find(c) == std::string_view::npos && word != "return" && word != "in" && word != "for";
  }

  // Whether the parenthesis that ends at `end` belongs to if, for, while…
  bool controlBefore(size_t end) const {
    int depth = 0;
    for (size_t i = end; i > 0; i--) {
      if (in_[i - 1] == ')') depth++;
      if (in_[i - 1] == '(' && --depth == 0) {
        std::string_view word = wordBefore(i - 1);
        return word == "if" || word == "for" || word == "while" || word == "with" || word == "switch" || word == "synchronized";
      }
    }
    return false;
  }

  void ellipsis() {
    size_t after = at_ + 3;
    auto place = [&](std::string_view text) {
      out() += text;
      at_ = after;
    };
    if (previous() == '.' ) return place("vve_");
    const Bracket* bracket = stack_.empty() ? nullptr : &stack_.back();
    if (bracket && bracket->imports) return place("vve_ \"vve_\";");
    if (bracket && bracket->sort == Bracket::Sort::Paren && bracket->header && next(after) == ')' && previous() == '(')
      return place(go_ ? "vve_" : "vve_;;");
    if (bracket && bracket->params) return place("vve_ vve_");
    if (bracket && bracket->named) return place("vve_ = vve_");
    if (around() == Bracket::Sort::ClassBody && (newlineBefore() || std::string_view("{};").find(previous()) != std::string_view::npos))
      return place(java_ ? "vve_ vve_;" : "vve_;");
    if (around() == Bracket::Sort::EnumBody) return place("vve_");
    if (around() == Bracket::Sort::Switch && std::string_view("{}").find(previous()) != std::string_view::npos &&
        wordBefore(at_) != "case")
      return place("case vve_:");
    if (go_ && wordBefore(at_) == "case" && lineEndsAt(after)) return place("vve_:");
    char follows = next(after);
    bool target = (follows == '=' && in_.substr(in_.find('=', after), 2) != "==") || follows == ',' || (follows == ':' && go_);
    if (startsStatement() && !target) {
      bool ended = next(after) == ';';
      return place(ended ? "vve_" : "vve_;");
    }
    if (javascript_ && previous() == '=' && inTag_) return place("{vve_}");
    place("vve_");
  }

  // ($X : T) in Go and TypeScript, (T $X) in Java.
  bool typed() {
    size_t close = at_;
    int depth = 0;
    for (; close < in_.size(); close++) {
      if (in_[close] == '(') depth++;
      if (in_[close] == ')' && --depth == 0) break;
    }
    if (close >= in_.size()) return false;
    std::string_view inner = in_.substr(at_ + 1, close - at_ - 1);
    while (!inner.empty() && isSpace(inner.front())) inner.remove_prefix(1);
    while (!inner.empty() && isSpace(inner.back())) inner.remove_suffix(1);
    char after = next(close + 1);
    size_t where;
    char before = previous(&where);
    TypedPlaceholder typed;
    if (java_) {
      size_t meta = inner.rfind('$');
      if (meta == inner.npos || meta == 0 || !isSpace(inner[meta - 1]) || metaLength(inner, meta) != inner.size() - meta) return false;
      if (inner.find(',') != inner.npos && inner.find('<') == inner.npos) return false;
      if (inner.find_first_of("=;+(\"") != inner.npos) return false;
      if (isWord(before) || before == '$' || before == '>') {
        std::string_view word = wordBefore(at_);
        if (word != "return" && word != "throw" && word != "assert") return false;
      }
      if (after == '-' && close + 2 < in_.size() && in_.find("->", close) == in_.find_first_not_of(" ", close + 1)) return false;
      typed.meta = inner.substr(meta);
      typed.type = inner.substr(0, meta);
      if (typed.type.find_first_not_of(" \n\t") == std::string::npos) return false;
      std::string_view first = std::string_view(typed.type).substr(0, typed.type.find(' '));
      if (first == "return" || first == "new" || first == "throw") return false;
    } else {
      size_t length = metaLength(inner, 0);
      if (!length) return false;
      size_t colon = length;
      while (colon < inner.size() && isSpace(inner[colon])) colon++;
      if (colon >= inner.size() || inner[colon] != ':' || (colon + 1 < inner.size() && inner[colon + 1] == '=')) return false;
      if (javascript_ && (after == '{' || (after == '=' && in_.substr(in_.find_first_not_of(" \t\n", close + 1), 2) == "=>") || after == ':'))
        return false;
      if (javascript_ && isWord(before) && hasWord(statementBefore(at_), "function")) return false;
      typed.meta = inner.substr(0, length);
      typed.type = inner.substr(colon + 1);
      if (typed.type.find_first_of("?") != std::string::npos && javascript_) return false;
    }
    bool call = isWord(before) || before == ']' || (before == ')' && !newlineBefore());
    if (java_ && (wordBefore(at_) == "return" || wordBefore(at_) == "throw")) call = false;
    if (!java_ && (wordBefore(at_) == "return")) call = false;
    std::string name = std::string(kTypedPrefix) + std::to_string(placed_.typed.size()) + "_";
    out() += call ? "(" + name + ")" : name;
    placed_.typed.push_back(typed);
    at_ = close + 1;
    return true;
  }

  void string(char quote) {
    copy();
    while (at_ < in_.size() && in_[at_] != quote && !(in_[at_] == '\n' && quote != '`')) {
      if (in_[at_] == '\\' && !(go_ && quote == '`'))
        copy(2);
      else
        copy();
    }
    if (at_ < in_.size()) copy();
  }

  // `text${code}text`
  void templateString() {
    copy();
    while (at_ < in_.size() && in_[at_] != '`') {
      if (in_[at_] == '\\') {
        copy(2);
      } else if (in_.substr(at_, 2) == "${") {
        copy(2);
        stack_.push_back({Bracket::Sort::Template, false, false, false, false, at_});
        int depth = 1;
        while (at_ < in_.size()) {
          if (in_[at_] == '{') depth++;
          if (in_[at_] == '}' && --depth == 0) break;
          step();
        }
        if (!stack_.empty()) stack_.pop_back();
        if (at_ < in_.size()) copy();
      } else {
        copy();
      }
    }
    if (at_ < in_.size()) copy();
  }

  // A regex literal stands where an operand is expected.
  bool regexHere() const {
    if (!javascript_) return false;
    char c = previous();
    return c == '\0' || std::string_view("(,=:[!&|?{};+").find(c) != std::string_view::npos || wordBefore(at_) == "return";
  }

  bool tagHere() const {
    if (!javascript_ || at_ + 1 >= in_.size()) return false;
    char c = in_[at_ + 1];
    if (!(std::isalpha(static_cast<unsigned char>(c)) || c == '$')) return false;
    char before = previous();
    return before == '\0' || std::string_view("(,=:[?&|{>;").find(before) != std::string_view::npos || wordBefore(at_) == "return";
  }

  // <a b="c" $D=$E ...>text<b/></a>: text is copied, tags and braces are looked into.
  void tag() {
    int depth = 0;
    do {
      bool closing = in_.substr(at_, 2) == "</";
      copy();
      bool single = false;
      inTag_ = true;
      while (at_ < in_.size() && in_[at_] != '>') {
        if (in_.substr(at_, 2) == "/>") {
          single = true;
          copy();
          break;
        }
        bool value = previous() == '=';
        if (in_[at_] == '"' || in_[at_] == '\'') {
          string(in_[at_]);
        } else if (in_[at_] == '{') {
          braces();
        } else if (size_t length = metaLength(in_, at_)) {
          if (value) out() += "{";
          meta(length);
          if (value) out() += "}";
        } else if (ellipsisAt(in_, at_)) {
          out() += value ? "{vve_}" : "vve_";
          at_ += 3;
        } else {
          copy();
        }
      }
      inTag_ = false;
      if (at_ < in_.size()) copy();
      if (closing)
        depth--;
      else if (!single)
        depth++;
      while (depth > 0 && at_ < in_.size() && in_[at_] != '<') {
        if (in_[at_] == '{')
          braces();
        else
          copy();
      }
    } while (depth > 0 && at_ < in_.size());
  }

  void braces() {
    stack_.push_back({Bracket::Sort::Object, false, false, false, false, at_});
    copy();
    int depth = 1;
    while (at_ < in_.size()) {
      if (in_[at_] == '{') depth++;
      if (in_[at_] == '}' && --depth == 0) break;
      step();
    }
    if (at_ < in_.size()) copy();
    if (!stack_.empty()) stack_.pop_back();
  }

  void meta(size_t length) {
    // The source of an import is a string.
    bool quoted = javascript_ && wordBefore(at_) == "from";
    if (quoted) out() += '"';
    // A parameter of any type.
    const char before = previous(), after = next(at_ + length);
    if (!stack_.empty() && stack_.back().params && (before == '(' || before == ',') && (after == ')' || after == ',')) out() += "vve_ ";
    out() += kMetaPrefix;
    out() += in_.substr(at_ + 1, length - 1);
    if (quoted) out() += '"';
    at_ += length;
  }

  void step() {
    char c = in_[at_];
    if (c == '"' || c == '\'') return string(c);
    if (c == '`') return javascript_ ? templateString() : string(c);
    if (c == '/' && regexHere() && in_.find('/', at_ + 1) != in_.npos) {
      copy();
      bool set = false;
      while (at_ < in_.size() && (in_[at_] != '/' || set) && in_[at_] != '\n') {
        if (in_[at_] == '[') set = true;
        if (in_[at_] == ']') set = false;
        copy(in_[at_] == '\\' ? 2 : 1);
      }
      if (at_ < in_.size()) copy();
      return;
    }
    if (in_.substr(at_, 4) == "<..." && in_.substr(at_, 5) != "<...>" && in_.substr(at_, 5) != "<...,") {
      out() += "vvd_(";
      stack_.push_back({Bracket::Sort::Paren, false, false, false, false, at_});
      at_ += 4;
      return;
    }
    if (in_.substr(at_, 4) == "...>" && !stack_.empty() && stack_.back().sort == Bracket::Sort::Paren &&
        in_.substr(stack_.back().at, 4) == "<...") {
      out() += ")";
      stack_.pop_back();
      at_ += 4;
      return;
    }
    if (size_t length = metaEllipsisLength(in_, at_)) {
      bool params = !stack_.empty() && stack_.back().params;
      bool classBody = around() == Bracket::Sort::ClassBody && java_;
      bool statement = startsStatement() && next(at_ + length) != ';';
      std::string name = std::string(kMetaEllipsisPrefix) + std::string(in_.substr(at_ + 4, length - 4));
      out() += params || classBody ? name + " " + name : name;
      if (statement || classBody) out() += ";";
      at_ += length;
      return;
    }
    if (ellipsisAt(in_, at_)) {
      // JavaScript's own spread and rest, Java's and Go's variadics.
      char after = at_ + 3 < in_.size() ? in_[at_ + 3] : '\0';
      char before = at_ > 0 ? in_[at_ - 1] : '\0';
      bool spread = javascript_ && (isWord(after) || after == '$' || after == '[' || after == '{');
      bool variadic = !javascript_ && (isWord(before) || before == ')' || before == ']') && after != '\0' && !isSpace(before) &&
                      (java_ || after == ')' || after == ',');
      bool goVariadic = go_ && (isWord(after) || after == '*' || after == '[') && (before == ' ' || before == '(');
      if (spread || variadic || goVariadic) return copy(3);
      return ellipsis();
    }
    if (c == '<' && tagHere()) return tag();
    if (size_t length = metaLength(in_, at_)) return meta(length);
    if (c == '(' && typed()) return;
    if (c == '(' || c == '[' || c == '{') return open(c);
    if (c == ')' || c == ']' || c == '}') {
      if (!stack_.empty()) stack_.pop_back();
      return copy();
    }
    if (isWord(c)) {
      while (at_ < in_.size() && isWord(in_[at_])) copy();
      if (at_ < in_.size() && in_[at_] == '$' && javascript_) copy();
      return;
    }
    copy();
  }

  std::string_view in_;
  int variant_;
  size_t at_ = 0;
  bool java_, go_, javascript_, inTag_ = false;
  Placed placed_;
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

class PythonScanner {
 public:
  PythonScanner(std::string_view text, int variant) : in_(text), variant_(variant) {}

  Placed run() {
    while (at_ < in_.size()) step();
    return std::move(placed_);
  }

 private:
  void copy(size_t count = 1) {
    placed_.text.append(in_.substr(at_, count));
    at_ += count;
  }

  bool stringHere(size_t* prefix) const {
    size_t i = at_;
    while (i < in_.size() && i - at_ < 3 && std::isalpha(static_cast<unsigned char>(in_[i]))) i++;
    if (i >= in_.size() || (in_[i] != '"' && in_[i] != '\'')) return false;
    if (at_ > 0 && (isWord(in_[at_ - 1]) || in_[at_ - 1] == '$')) return false;
    for (size_t j = at_; j < i; j++)
      if (std::string_view("rbufRBUFtT").find(in_[j]) == std::string_view::npos) return false;
    *prefix = i - at_;
    return true;
  }

  void string(size_t prefix) {
    bool format = in_.substr(at_, prefix).find_first_of("fF") != std::string_view::npos;
    copy(prefix);
    char quote = in_[at_];
    std::string mark(in_.substr(at_, 3) == std::string(3, quote) ? 3 : 1, quote);
    copy(mark.size());
    while (at_ < in_.size() && in_.substr(at_, mark.size()) != mark) {
      if (in_[at_] == '\\') {
        copy(2);
      } else if (format && in_[at_] == '{' && in_.substr(at_, 2) != "{{") {
        copy();
        while (at_ < in_.size() && in_[at_] != '}') step();
      } else {
        copy();
      }
    }
    copy(std::min(mark.size(), in_.size() - at_));
  }

  // The bracket around is a set or dictionary display, and `...` is one of its elements.
  bool elementOfBraces(size_t length) const {
    if (stack_.empty() || stack_.back() != '{') return false;
    size_t i = at_;
    while (i > 0 && isSpace(in_[i - 1])) i--;
    if (i > 0 && in_[i - 1] != '{' && in_[i - 1] != ',') return false;
    size_t j = at_ + length;
    while (j < in_.size() && isSpace(in_[j])) j++;
    return j >= in_.size() || in_[j] == '}' || in_[j] == ',';
  }

  std::string_view wordBefore() const {
    size_t end = at_;
    while (end > 0 && isSpace(in_[end - 1])) end--;
    size_t start = end;
    while (start > 0 && isWord(in_[start - 1])) start--;
    return in_.substr(start, end - start);
  }

  // `f($X: int)`: a typed metavariable where no parameter list is.
  bool typed(size_t length) {
    if (stack_.empty() || stack_.back() != '(' || definition_) return false;
    size_t colon = at_ + length;
    while (colon < in_.size() && in_[colon] == ' ') colon++;
    if (colon >= in_.size() || in_[colon] != ':' || in_.substr(colon, 2) == ":=") return false;
    size_t end = colon + 1;
    int depth = 0;
    for (; end < in_.size(); end++) {
      char c = in_[end];
      if (c == '(' || c == '[') depth++;
      if ((c == ')' || c == ']') && depth-- == 0) break;
      if (c == ',' && depth == 0) break;
    }
    if (wordBefore() == "lambda") return false;
    TypedPlaceholder typed{std::string(in_.substr(at_, length)), std::string(in_.substr(colon + 1, end - colon - 1))};
    placed_.text += std::string(kTypedPrefix) + std::to_string(placed_.typed.size()) + "_";
    placed_.typed.push_back(typed);
    at_ = end;
    return true;
  }

  void step() {
    char c = in_[at_];
    size_t prefix;
    if (stringHere(&prefix)) return string(prefix);
    if (c == '#') {
      at_ = std::min(in_.find('\n', at_), in_.size());
      return;
    }
    if (in_.substr(at_, 4) == "<...") {
      placed_.text += "vvd_(";
      at_ += 4;
      return;
    }
    if (in_.substr(at_, 4) == "...>") {
      placed_.text += ")";
      at_ += 4;
      return;
    }
    if (size_t length = metaEllipsisLength(in_, at_)) {
      if (variant_ == 0 && elementOfBraces(length)) placed_.text += "**";
      placed_.text += kMetaEllipsisPrefix;
      placed_.text += in_.substr(at_ + 4, length - 4);
      at_ += length;
      return;
    }
    if (ellipsisAt(in_, at_)) {
      placed_.text += variant_ == 0 && elementOfBraces(3) ? "**vve_" : "vve_";
      at_ += 3;
      return;
    }
    if (size_t length = metaLength(in_, at_)) {
      if (typed(length)) return;
      placed_.text += kMetaPrefix;
      placed_.text += in_.substr(at_ + 1, length - 1);
      at_ += length;
      return;
    }
    if (c == '(' || c == '[' || c == '{') {
      if (stack_.empty()) definition_ = definesHere();
      stack_.push_back(c);
    }
    if ((c == ')' || c == ']' || c == '}') && !stack_.empty()) stack_.pop_back();
    copy();
  }

  bool definesHere() const {
    size_t line = in_.rfind('\n', at_);
    std::string_view before = in_.substr(line == in_.npos ? 0 : line + 1, at_ - (line == in_.npos ? 0 : line + 1));
    size_t first = before.find_first_not_of(" \t");
    if (first == before.npos) return false;
    before.remove_prefix(first);
    return before.substr(0, 4) == "def " || before.substr(0, 6) == "async ";
  }

  std::string_view in_;
  int variant_;
  size_t at_ = 0;
  bool definition_ = false;
  Placed placed_;
  std::vector<char> stack_;
};

// In Bash `$X` is a metavariable and `${$X}` a variable's value.
class BashScanner {
 public:
  explicit BashScanner(std::string_view text) : in_(text) {}

  Placed run() {
    bool quoted = false;
    // Inside of "$( )" words stand as they do outside of quotes.
    std::vector<bool> outer;
    while (at_ < in_.size()) {
      char c = in_[at_];
      if (in_.substr(at_, 2) == "$(") {
        outer.push_back(quoted);
        quoted = false;
        copy(2);
        continue;
      }
      if (c == ')' && !outer.empty() && !quoted) {
        quoted = outer.back();
        outer.pop_back();
        copy();
        continue;
      }
      if (c == '\\') {
        copy(2);
      } else if (c == '\'' && !quoted) {
        size_t end = std::min(in_.find('\'', at_ + 1), in_.size() - 1);
        copy(end - at_ + 1);
      } else if (c == '"') {
        quoted = !quoted;
        copy();
      } else if (in_.substr(at_, 4) == "<...") {
        placed_.text += "vvd_";
        at_ += 4;
      } else if (in_.substr(at_, 4) == "...>") {
        placed_.text += "vvd_";
        at_ += 4;
      } else if (in_.substr(at_, 2) == "${" && metaLength(in_, at_ + 2)) {
        copy(2);
        meta(metaLength(in_, at_), kMetaPrefix, "", "");
      } else if (size_t length = metaEllipsisLength(in_, at_)) {
        std::string name(in_.substr(at_ + 4, length - 4));
        placed_.text += quoted || joined(length) ? "${vvr_" + name + "}" : "vvs_" + name;
        at_ += length;
      } else if (size_t length = metaLength(in_, at_)) {
        bool set = in_.substr(at_ + length, 1) == "=" || in_.substr(at_ + length, 2) == "+=";
        bool inside = quoted || (joined(length) && !set);
        meta(length, inside ? kQuotedMetaPrefix : kMetaPrefix, inside ? "${" : "", inside ? "}" : "");
      } else if (ellipsisAt(in_, at_) && !quoted) {
        placed_.text += joined(3) ? "${vvr_}" : "vve_";
        at_ += 3;
      } else {
        copy();
      }
    }
    return std::move(placed_);
  }

 private:
  void copy(size_t count = 1) {
    placed_.text.append(in_.substr(at_, count));
    at_ += count;
  }
  void meta(size_t length, std::string_view prefix, std::string_view before, std::string_view after) {
    placed_.text += before;
    placed_.text += prefix;
    placed_.text += in_.substr(at_ + 1, length - 1);
    placed_.text += after;
    at_ += length;
  }
  static bool ends(char c) { return isSpace(c) || std::string_view(";|&()<>=`").find(c) != std::string_view::npos; }
  // A piece of a longer word.
  bool joined(size_t length) const {
    bool left = at_ > 0 && !ends(in_[at_ - 1]);
    bool right = at_ + length < in_.size() && !ends(in_[at_ + length]);
    return left || right;
  }

  std::string_view in_;
  size_t at_ = 0;
  Placed placed_;
};

class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : in_(text) {}

  Placed run() {
    while (at_ < in_.size()) {
      char c = in_[at_];
      if (c == '"') {
        size_t start = at_;
        do {
          if (in_[at_] == '\\') at_++;
          at_++;
        } while (at_ < in_.size() && in_[at_] != '"');
        at_ = std::min(at_ + 1, in_.size());
        std::string_view whole = in_.substr(start, at_ - start);
        const bool regex = whole.substr(0, 4) == "\"=~/";
        for (char each : whole) placed_.text += regex && each == '\\' ? std::string("\\\\") : std::string(1, each);
      } else if (in_.substr(at_, 4) == "<...") {
        placed_.text += "[\"vvd_\",";
        at_ += 4;
      } else if (in_.substr(at_, 4) == "...>") {
        placed_.text += "]";
        at_ += 4;
      } else if (ellipsisAt(in_, at_)) {
        placed_.text += element() ? "\"vve_\":\"vve_\"" : "\"vve_\"";
        at_ += 3;
      } else if (size_t length = metaLength(in_, at_)) {
        placed_.text += "\"vvm_" + std::string(in_.substr(at_ + 1, length - 1)) + "\"";
        at_ += length;
      } else if (size_t many = metaEllipsisLength(in_, at_)) {
        std::string name = "\"vvs_" + std::string(in_.substr(at_ + 4, many - 4)) + "\"";
        placed_.text += element() ? name + ":" + name : name;
        at_ += many;
      } else {
        if (std::isalpha(static_cast<unsigned char>(c)) || c == '_') {
          bareWord();
          continue;
        }
        if (c == '{' || c == '[') stack_.push_back(c);
        if (c == '}' || c == ']') {
          if (!stack_.empty()) stack_.pop_back();
          dropComma();
        }
        placed_.text += c;
        at_++;
      }
    }
    dropComma();
    return std::move(placed_);
  }

 private:
  // JSON wants quotes around a key that patterns leave out.
  void bareWord() {
    size_t end = at_;
    while (end < in_.size() && isWord(in_[end])) end++;
    std::string word(in_.substr(at_, end - at_));
    bool literal = word == "true" || word == "false" || word == "null";
    placed_.text += literal ? word : "\"" + word + "\"";
    at_ = end;
  }
  void dropComma() {
    size_t last = placed_.text.find_last_not_of(" \n\t\r");
    if (last != std::string::npos && placed_.text[last] == ',') placed_.text.erase(last, 1);
  }

  bool element() const {
    if (stack_.empty() || stack_.back() != '{') return false;
    size_t i = at_;
    while (i > 0 && isSpace(in_[i - 1])) i--;
    return i == 0 || in_[i - 1] != ':';
  }
  std::string_view in_;
  size_t at_ = 0;
  Placed placed_;
  std::vector<char> stack_;
};

// YAML: a `...` of its own line takes the shape of its siblings, an item or a pair.
class YamlScanner {
 public:
  explicit YamlScanner(std::string_view text) {
    for (size_t at = 0; at <= text.size();) {
      size_t end = std::min(text.find('\n', at), text.size());
      lines_.emplace_back(text.substr(at, end - at));
      at = end + 1;
    }
  }

  Placed run() {
    Placed placed;
    for (size_t i = 0; i < lines_.size(); i++) {
      std::string_view line = lines_[i];
      size_t indent = indentOf(line);
      std::string_view body = line.substr(indent);
      while (!body.empty() && isSpace(body.back())) body.remove_suffix(1);
      if (body == "...") {
        bool item = siblingIsItem(i, indent);
        placed.text += std::string(indent, ' ') + (item ? "- vve_" : "vve_: vve_");
      } else if (std::string_view rest = body; rest.substr(0, 2) == "- " && rest.substr(rest.find_first_not_of(" ", 1)) == "...") {
        bool pair = continuesAsMapping(i, indent + rest.find("..."));
        placed.text += std::string(indent, ' ') + std::string(rest.substr(0, rest.find("..."))) + (pair ? "vve_: vve_" : "vve_");
      } else {
        placed.text += std::string(line.substr(0, indent)) + inLine(line.substr(indent));
      }
      if (i + 1 < lines_.size()) placed.text += '\n';
    }
    return placed;
  }

 private:
  static size_t indentOf(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

  bool blank(size_t i) const { return lines_[i].find_first_not_of(" \t\r") == std::string::npos; }

  bool siblingIsItem(size_t at, size_t indent) const {
    auto look = [&](size_t i) -> int {
      if (blank(i)) return -1;
      size_t own = indentOf(lines_[i]);
      std::string_view body = std::string_view(lines_[i]).substr(own);
      bool item = body.substr(0, 2) == "- " || body == "-";
      if (own == indent && body.substr(0, 3) != "...") return item ? 1 : 0;
      // A mapping that starts behind a dash: its other keys stand two further in.
      if (own < indent && item && own + body.find_first_not_of(" ", 1) == indent) return 0;
      if (own < indent) return -2;
      return -1;
    };
    for (size_t i = at + 1; i < lines_.size(); i++) {
      int found = look(i);
      if (found == -2) break;
      if (found >= 0) return found == 1;
    }
    for (size_t i = at; i-- > 0;) {
      int found = look(i);
      if (found == -2) break;
      if (found >= 0) return found == 1;
    }
    return false;
  }

  bool continuesAsMapping(size_t at, size_t indent) const {
    for (size_t i = at + 1; i < lines_.size(); i++) {
      if (blank(i)) continue;
      size_t own = indentOf(lines_[i]);
      std::string_view body = std::string_view(lines_[i]).substr(own);
      if (own < indent) return false;
      if (own == indent && body != "..." && body.substr(0, 2) != "- ") return true;
    }
    return false;
  }

  std::string inLine(std::string_view line) const {
    std::string out;
    char quote = 0;
    int depth = 0;
    for (size_t at = 0; at < line.size();) {
      char c = line[at];
      if (quote) {
        if (c == quote) quote = 0;
        out += c;
        at++;
      } else if (c == '"' || c == '\'') {
        quote = c;
        out += c;
        at++;
      } else if (ellipsisAt(line, at)) {
        size_t i = at;
        while (i > 0 && isSpace(line[i - 1])) i--;
        bool element = depth > 0 && lastOpen_(line, at) == '{' && i > 0 && line[i - 1] != ':';
        out += element ? "vve_: vve_" : "vve_";
        at += 3;
      } else if (size_t length = metaLength(line, at)) {
        out += kMetaPrefix;
        out += line.substr(at + 1, length - 1);
        at += length;
      } else if (size_t many = metaEllipsisLength(line, at)) {
        out += kMetaEllipsisPrefix;
        out += line.substr(at + 4, many - 4);
        at += many;
      } else {
        if (c == '{' || c == '[') depth++;
        if (c == '}' || c == ']') depth--;
        out += c;
        at++;
      }
    }
    return out;
  }

  static char lastOpen_(std::string_view line, size_t end) {
    std::vector<char> stack;
    for (size_t i = 0; i < end; i++) {
      if (line[i] == '{' || line[i] == '[') stack.push_back(line[i]);
      if ((line[i] == '}' || line[i] == ']') && !stack.empty()) stack.pop_back();
    }
    return stack.empty() ? '\0' : stack.back();
  }

  std::vector<std::string> lines_;
};

// Where every place takes a word, a placeholder is one.
class WordScanner {
 public:
  WordScanner(std::string_view text, std::string_view language) : in_(text), lisp_(language == "clojure") {}

  Placed run() {
    while (at_ < in_.size()) step();
    return std::move(placed_);
  }

 private:
  void place(std::string_view text, size_t length) {
    placed_.text += text;
    at_ += length;
  }

  void step() {
    const std::string_view rest = in_.substr(at_);
    if (in_[at_] == '"') return string();
    if (!lisp_ && rest.starts_with("$\"")) return interpolated();
    if (in_[at_] == (lisp_ ? ';' : '\'')) {
      at_ = std::min(in_.find('\n', at_), in_.size());
      return;
    }
    if (!lisp_ && in_[at_] == '(' && typed()) return;
    if (rest.starts_with("<...")) return place(lisp_ ? "(vvd_ " : "vvd_(", 4);
    if (rest.starts_with("...>")) return place(")", 4);
    if (ellipsisAt(in_, at_)) return place("vve_", 3);
    if (size_t length = metaEllipsisLength(in_, at_)) return place("vvs_" + std::string(in_.substr(at_ + 4, length - 4)), length);
    if (size_t length = metaLength(in_, at_)) return place("vvm_" + std::string(in_.substr(at_ + 1, length - 1)), length);
    place(in_.substr(at_, 1), 1);
  }

  void string() {
    size_t end = at_ + 1;
    while (end < in_.size() && in_[end] != '"') end += lisp_ && in_[end] == '\\' ? 2 : 1;
    place(in_.substr(at_, end + 1 - at_), end + 1 - at_);
  }

  // $"… {code} …"
  void interpolated() {
    place(in_.substr(at_, 2), 2);
    bool code = false;
    while (at_ < in_.size() && (code || in_[at_] != '"')) {
      if (in_[at_] == '{' || in_[at_] == '}') code = in_[at_] == '{';
      if (code) step();
      else place(in_.substr(at_, 1), 1);
    }
    if (at_ < in_.size()) place("\"", 1);
  }

  // ($X As T)
  bool typed() {
    if (at_ > 0 && isWord(in_[at_ - 1])) return false;
    const size_t length = metaLength(in_, at_ + 1);
    const size_t as = in_.find_first_not_of(' ', at_ + 1 + length);
    if (!length || as == in_.npos || (in_.substr(as, 3) != "As " && in_.substr(as, 3) != "as ")) return false;
    const size_t close = in_.find(')', as);
    if (close == in_.npos) return false;
    std::string name = "vvt_" + std::to_string(placed_.typed.size()) + "_";
    placed_.typed.push_back({std::string(in_.substr(at_ + 1, length)), std::string(in_.substr(as + 3, close - as - 3))});
    place(name, close + 1 - at_);
    return true;
  }

  std::string_view in_;
  bool lisp_;
  size_t at_ = 0;
  Placed placed_;
};

}  // namespace

bool isMetaName(std::string_view text) { return !text.empty() && metaLength(text, 0) == text.size(); }
bool isMetaEllipsisName(std::string_view text) { return !text.empty() && metaEllipsisLength(text, 0) == text.size(); }

int placeholderVariants(std::string_view language) {
  bool javascript = language == "javascript" || language == "typescript" || language == "tsx";
  return language == "python" || javascript ? 2 : 1;
}

Placed placePlaceholders(std::string_view pattern, std::string_view language, int variant) {
  if (language == "python") return PythonScanner(pattern, variant).run();
  if (language == "bash" || language == "dockerfile") return BashScanner(pattern).run();
  if (language == "json") return JsonScanner(pattern).run();
  if (language == "yaml") return YamlScanner(pattern).run();
  if (language == "clojure" || language == "vb") return WordScanner(pattern, language).run();
  // Hack has no place for a bare ellipsis in a chain: `$a->{...}->b()`.
  std::string chained;
  if (language == "hack") {
    constexpr std::string_view written = "->{...}->";
    chained = pattern;
    for (size_t at; (at = chained.find(written)) != chained.npos;) chained.replace(at, written.size(), "-> ... ->");
    pattern = chained;
  }
  if (const Dialect* dialect = dialectOf(language)) return placeInDialect(pattern, *dialect, variant);
  std::string plain = withoutComments(pattern);
  return BraceScanner(plain, language, variant).run();
}

}  // namespace vireon
