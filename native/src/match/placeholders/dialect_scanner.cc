// Spells placeholders for the languages of dialects.cc.
#include <algorithm>
#include <cctype>
#include <initializer_list>

#include "match/placeholders/dialects.h"
#include "parse/word.h"

namespace vireon {
namespace {

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }
bool isSpace(char c) { return std::isspace(static_cast<unsigned char>(c)); }
bool isUpper(char c) { return (c >= 'A' && c <= 'Z') || c == '_'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

size_t nameEnd(std::string_view text, size_t at) {
  while (at < text.size() && (isUpper(text[at]) || isDigit(text[at]))) at++;
  return at;
}

size_t metaLength(std::string_view text, size_t at) {
  if (at + 1 >= text.size() || text[at] != '$') return 0;
  if (!isUpper(text[at + 1]) && !isDigit(text[at + 1])) return 0;
  size_t end = nameEnd(text, at + 1);
  return end < text.size() && isWord(text[end]) ? 0 : end - at;
}

size_t metaEllipsisLength(std::string_view text, size_t at) {
  if (text.substr(at, 4) != "$..." || at + 4 >= text.size() || !isUpper(text[at + 4])) return 0;
  return nameEnd(text, at + 4) - at;
}

bool hasWord(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    bool left = at == 0 || !isWord(text[at - 1]);
    bool right = at + word.size() >= text.size() || !isWord(text[at + word.size()]);
    if (left && right) return true;
  }
  return false;
}

struct Bracket {
  enum class Sort : uint8_t { Paren, Params, Header, Square, Block, Members, Fields, Enum, Object, Switch, Deep } sort;
};
using Sort = Bracket::Sort;
using Typed = Dialect::Typed;

class DialectScanner {
 public:
  DialectScanner(std::string_view text, const Dialect& dialect, int variant)
      : in_(text), dialect_(dialect), language_(dialect.language), variant_(variant) {
    php_ = language_ == "php" || language_ == "hack";
    ruby_ = language_ == "ruby";
    lua_ = language_ == "lua";
    rust_ = language_ == "rust";
    elixir_ = language_ == "elixir";
    ocaml_ = language_ == "ocaml";
    julia_ = language_ == "julia";
    const bool r = language_ == "r";
    slashComments_ = !r && !ruby_ && !lua_ && !elixir_ && !ocaml_ && !julia_;
    hashComments_ = r || ruby_ || php_ || elixir_ || julia_ || language_ == "terraform";
    lines_ = r || ruby_ || lua_ || elixir_ || ocaml_ || julia_ || oneOf(language_, {"kotlin", "scala", "swift", "terraform"});
  }

  Placed run() {
    while (at_ < in_.size()) step();
    return std::move(placed_);
  }

 private:
  std::string& out() { return placed_.text; }
  void copy(size_t count = 1) {
    count = std::min(count, in_.size() - at_);
    out().append(in_.substr(at_, count));
    at_ += count;
  }
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
  size_t trimmed(size_t end) const {
    while (end > 0 && isSpace(in_[end - 1])) end--;
    return end;
  }
  std::string_view wordBefore(size_t end) const {
    end = trimmed(end);
    size_t start = end;
    while (start > 0 && (isWord(in_[start - 1]) || in_[start - 1] == '$')) start--;
    return in_.substr(start, end - start);
  }
  bool newlineBefore() const {
    for (size_t i = at_; i > 0 && isSpace(in_[i - 1]); i--)
      if (in_[i - 1] == '\n') return true;
    return false;
  }
  Sort around() const { return stack_.empty() ? Sort::Block : stack_.back().sort; }

  // What stands before in the same statement.
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

  std::string_view lineBefore(size_t end) const {
    size_t line = end == 0 ? in_.npos : in_.rfind('\n', end - 1);
    size_t start = line == in_.npos ? 0 : line + 1;
    return in_.substr(start, end - start);
  }

  Sort braceSort() const {
    std::string_view before = lines_ && !oneOf(language_, {"kotlin", "scala", "swift"}) ? lineBefore(at_) : statementBefore(at_);
    char c = previous();
    if (ruby_) return c == '\0' || std::string_view("(,=[:?&|{").find(c) != std::string_view::npos || (c == '>' && before.find("=>") != before.npos) ? Sort::Object : Sort::Block;
    if (language_ == "terraform") return c == '\0' || std::string_view("(,=[:?").find(c) != std::string_view::npos ? Sort::Object : Sort::Block;
    if (lua_) return Sort::Object;
    if (hasWord(before, "enum")) return php_ ? Sort::Members : Sort::Enum;
    if (oneOf(language_, {"c", "cpp", "csharp"}) && (c == '=' || c == ',' || c == '(')) return Sort::Object;
    if (rust_) {
      if (hasWord(before, "fn")) return Sort::Block;
      if (hasWord(before, "struct") || hasWord(before, "union")) return Sort::Fields;
      for (std::string_view word : {"impl", "trait", "mod", "extern"})
        if (hasWord(before, word)) return Sort::Members;
      if (hasWord(before, "match")) return Sort::Switch;
      for (std::string_view word : {"if", "while", "for", "loop", "else", "unsafe", "async", "move", "const"})
        if (hasWord(before, word)) return Sort::Block;
      return isWord(c) ? Sort::Object : Sort::Block;
    }
    if (language_ == "csharp" && hasWord(before, "new") && c != '>') return Sort::Object;
    bool function = false;
    for (std::string_view word : {"function", "fun", "func", "def"}) function = function || hasWord(before, word);
    if (!function)
      for (std::string_view word : {"class", "interface", "struct", "trait", "contract", "library", "object", "record", "extension", "protocol"})
        if (hasWord(before, word) && !(word == "record" && language_ != "csharp")) return c == '=' ? Sort::Block : Sort::Members;
    if (hasWord(before, "switch") || (hasWord(before, "match") && oneOf(language_, {"scala", "rust", "php", "hack", "ocaml"})) || (language_ == "kotlin" && hasWord(before, "when"))) return Sort::Switch;
    if (language_ == "solidity" && (c == '(' || wordBefore(at_).empty()) && c != ')' && c != '\0') return Sort::Object;
    return Sort::Block;
  }

  // A parenthesis that holds declared parameters.
  bool declaresParameters() const {
    std::string_view name = wordBefore(at_);
    size_t start = trimmed(at_) - name.size();
    std::string_view keyword = wordBefore(start);
    if (oneOf(name, {"function", "fn", "func", "fun", "constructor", "init", "fallback", "receive"})) return true;
    if (oneOf(keyword, {"function", "fn", "func", "fun", "def", "modifier", "event", "error", "class", "record"})) return true;
    if (language_ != "csharp" || name.empty()) return false;
    if (oneOf(name, {"if", "while", "for", "foreach", "switch", "return", "new", "base", "this", "lock", "using", "catch", "nameof", "typeof", "throw", "await"})) return false;
    if (oneOf(keyword, {"return", "new", "throw", "else", "await", "in", "is", "as", "yield"})) return false;
    start = trimmed(start);
    char before = start == 0 ? '\0' : in_[start - 1];
    return isWord(before) || before == '>' || before == ']';
  }

  void open(char c) {
    Sort sort = Sort::Paren;
    if (c == '(') {
      std::string_view word = wordBefore(at_);
      if (word == "for" || (php_ && word == "foreach")) sort = Sort::Header;
      else if (declaresParameters()) sort = Sort::Params;
    } else if (c == '[') {
      sort = Sort::Square;
    } else {
      sort = braceSort();
    }
    stack_.push_back({sort});
    copy();
  }

  bool startsStatement() const {
    Sort sort = around();
    if (sort != Sort::Block && sort != Sort::Switch && sort != Sort::Members) return false;
    size_t end;
    char c = previous(&end);
    if (c == '\0' || c == '{' || c == '}' || c == ';') return true;
    if (in_.substr(0, end).ends_with("...")) return newlineBefore();
    std::string_view word = wordBefore(at_);
    if (oneOf(word, {"else", "do", "finally", "try", "then", "begin", "repeat", "unchecked"})) return !ruby_ || true;
    if (c == ':') return hasWord(statementBefore(at_), "case") || hasWord(statementBefore(at_), "default");
    if (c == ')' && !newlineBefore()) return controlBefore(end) && !lines_;
    if (!newlineBefore()) return false;
    if (ruby_ && c == '|') return true;
    if (std::string_view("(,=+-*/%&|^~?<.[").find(c) != std::string_view::npos) return false;
    return !oneOf(word, {"return", "in", "is", "extends", "implements"});
  }

  bool controlBefore(size_t end) const {
    int depth = 0;
    for (size_t i = end; i > 0; i--) {
      if (in_[i - 1] == ')') depth++;
      if (in_[i - 1] == '(' && --depth == 0) return oneOf(wordBefore(i - 1), {"if", "for", "while", "switch", "foreach", "catch", "using", "lock"});
    }
    return false;
  }

  void spell(std::string_view spelling, std::string_view name) {
    for (char c : spelling) {
      if (c == 'N')
        out() += name;
      else
        out() += c;
    }
  }

  // An element of braces or of a parenthesis stands alone between commas or lines.
  bool standsAlone(size_t after) const {
    char before = previous(), behind = next(after);
    bool left = std::string_view("{(,;}").find(before) != std::string_view::npos || before == '\0' || newlineBefore();
    bool right = std::string_view("}),;").find(behind) != std::string_view::npos || behind == '\0' || lineEnds(after);
    return left && right;
  }
  bool lineEnds(size_t at) const {
    while (at < in_.size() && (in_[at] == ' ' || in_[at] == '\t' || in_[at] == '\r')) at++;
    return at >= in_.size() || in_[at] == '\n';
  }

  void dots(std::string_view name, size_t length) {
    size_t after = at_ + length;
    auto place = [&](std::string_view spelling) {
      if (spelling.ends_with(";") && next(after) == ';') spelling.remove_suffix(1);
      if (spelling.ends_with(",") && next(after) == ',') spelling.remove_suffix(1);
      spell(spelling, name);
      at_ = after;
    };
    char before = previous();
    bool chained = (before == '.' && !in_.substr(0, trimmed(at_)).ends_with("...")) || (before == '>' && trimmed(at_) >= 2 && in_[trimmed(at_) - 2] == '-' && (php_ || language_ == "cpp" || language_ == "c"));
    if (chained) return place(language_ == "csharp" && next(after) == ';' ? "N(vvw_)" : "N");
    // Behind `key: value` only more of that kind may stand.
    if (ocaml_ || julia_) return place("N");
    if (elixir_ && !stack_.empty()) return place(keysBefore() ? dialect_.entry : "N");
    switch (around()) {
      case Sort::Params:
        return place(standsAlone(after) ? dialect_.param : "N");
      case Sort::Header:
        if (before == '(' && next(after) == ')') return place(dialect_.forHeader);
        if (language_ == "scala" && standsAlone(after)) return place(dialect_.forHeader);
        return place("N");
      case Sort::Members:
        return place(standsAlone(after) && !inValue() ? dialect_.member : "N");
      case Sort::Fields:
        return place("N: N,");
      case Sort::Enum:
        return place(dialect_.enumItem);
      case Sort::Switch:
        if (std::string_view("{}").find(before) != std::string_view::npos || (newlineBefore() && lineEnds(after) && before != ':' && before != '>'))
          return place(php_ && lastIsMatch() ? "N => N," : dialect_.caseItem);
        break;
      case Sort::Object:
        if (language_ == "terraform" && !inValue()) return entryOfObject(name, after);
        return place(standsAlone(after) && !inValue() ? dialect_.entry : "N");
      default:
        break;
    }
    if (language_ == "csharp" && wordBefore(at_) == "case") return place("N");
    if (startsStatement()) {
      // `... + 1` begins an expression.
      char behind = next(after);
      bool expression = !lineEnds(after) && std::string_view("+-*/%&|^=<>?.,)").find(behind) != std::string_view::npos;
      return place(expression ? "N" : dialect_.statement);
    }
    place("N");
  }

  // The braces around are those of PHP's `match`.
  bool lastIsMatch() const {
    size_t at = in_.substr(0, at_).rfind("match"), other = in_.substr(0, at_).rfind("switch");
    return at != in_.npos && (other == in_.npos || other < at);
  }

  // Whether an element `key: value` stands before in the same brackets.
  bool keysBefore() const {
    int depth = 0;
    for (size_t i = at_; i > 1; i--) {
      char c = in_[i - 1];
      if (c == ')' || c == ']' || c == '}') depth++;
      if ((c == '(' || c == '[' || c == '{') && depth-- == 0) return false;
      if (depth == 0 && c == ':' && i < in_.size() && isSpace(in_[i]) && (isWord(in_[i - 2]) || in_[i - 2] == '"')) return true;
    }
    return false;
  }

  // HCL's `{... a = 1 ...}` leaves the commas out.
  void entryOfObject(std::string_view name, size_t after) {
    char before = previous(), behind = next(after);
    if (before != '{' && before != ',' && !newlineBefore()) out() += ", ";
    spell(dialect_.entry, name);
    if (behind != '}' && behind != ',' && !lineEnds(after)) out() += ",";
    at_ = after;
  }

  // Behind `=` or `:` a value is wanted.
  bool inValue() const {
    char c = previous();
    return c == '=' || c == ':' || c == '>';
  }

  void meta(size_t length) {
    std::string_view name = in_.substr(at_ + 1, length - 1);
    std::string spelled = "vvm_" + std::string(name);
    size_t after = at_ + length;
    if (php_ && variableHere(after)) spelled = "$" + spelled;
    std::string_view word = wordBefore(at_);
    if (ruby_ && (word == "class" || word == "module")) spelled[0] = 'V';
    if (ruby_ && in_.substr(after, 2) == "::" && word == "class") spelled[0] = 'V';
    // Names of modules and constructors begin with a large letter.
    bool module = ocaml_ && (oneOf(word, {"module", "open", "include", "exception"}) || name.ends_with('_'));
    if (module) spelled[0] = 'V';
    bool bare = lua_ ? lineEnds(after) || next(after) == ';' : language_ == "csharp" && next(after) == ';';
    if (bare && startsStatement()) spelled += "(" + std::string(kStatementMark) + ")";
    out() += spelled;
    at_ = after;
  }

  bool variableHere(size_t after) const {
    size_t end = trimmed(at_);
    std::string_view before = in_.substr(0, end);
    if (before.ends_with("->") || before.ends_with("::") || before.ends_with("#[") || before.ends_with("\\")) return false;
    if (oneOf(wordBefore(at_), {"function", "class", "new", "extends", "implements", "interface", "trait", "enum", "goto", "use", "namespace", "instanceof", "const"})) return false;
    if (in_.substr(after, 1) == "(" || in_.substr(after, 2) == "::" || in_.substr(after, 1) == "\\") return false;
    if (next(after) == '$' && after < in_.size() && isSpace(in_[after]) && around() == Sort::Params) return false;
    return true;
  }

  // The whole of a quoted text is one metavariable.
  bool quotedMeta(char quote) {
    if (quote != '"' || !oneOf(language_, {"php", "kotlin", "terraform", "scala", "julia", "dart"})) return false;
    size_t length = metaLength(in_, at_ + 1);
    std::string_view prefix = "vvq_";
    size_t skip = 1;
    if (!length) {
      length = metaEllipsisLength(in_, at_ + 1);
      prefix = "vvr_";
      skip = 4;
    }
    if (!length || at_ + 1 + length >= in_.size() || in_[at_ + 1 + length] != '"') return false;
    out() += '"';
    out() += prefix;
    out() += in_.substr(at_ + 1 + skip, length - skip);
    out() += '"';
    at_ += length + 2;
    return true;
  }

  // What opens code inside of a quoted text.
  size_t interpolation(bool dollar) const {
    if ((ruby_ || elixir_) && in_.substr(at_, 2) == "#{") return 2;
    if (oneOf(language_, {"kotlin", "terraform", "scala", "dart"}) && in_.substr(at_, 2) == "${") return 2;
    if (php_ && in_.substr(at_, 2) == "{$") return 1;
    if (language_ == "swift" && in_.substr(at_, 2) == "\\(") return 2;
    if (language_ == "csharp" && dollar && in_[at_] == '{' && in_.substr(at_, 2) != "{{") return 1;
    return 0;
  }

  void string(char quote) {
    if (quotedMeta(quote)) return;
    bool dollar = at_ > 0 && (in_[at_ - 1] == '$' || (at_ > 1 && in_[at_ - 1] == '@' && in_[at_ - 2] == '$'));
    bool prefixed = at_ > 0 && isWord(in_[at_ - 1]);
    bool raw = (quote == '\'' && (ruby_ || php_)) || (language_ == "dart" && prefixed);
    // Between the pieces that are put in, `$X` stands for a piece of text.
    bool pieces = !raw && (oneOf(language_, {"kotlin", "dart"}) || (language_ == "scala" && prefixed));
    std::string mark(in_.substr(at_, 3) == "\"\"\"" ? 3 : 1, quote);
    copy(mark.size());
    bool expression = ocaml_ && in_.substr(at_, 3) == "=~/";
    while (at_ < in_.size() && in_.substr(at_, mark.size()) != mark) {
      size_t opened = raw ? 0 : interpolation(dollar);
      if (opened) {
        copy(opened);
        char close = in_[at_ - 1] == '(' ? ')' : '}';
        char outer = close == ')' ? '(' : '{';
        stack_.push_back({Sort::Paren});
        int depth = 1;
        while (at_ < in_.size()) {
          if (in_[at_] == outer) depth++;
          if (in_[at_] == close && --depth == 0) break;
          step();
        }
        stack_.pop_back();
        copy();
      } else if (in_[at_] == '\\') {
        // A regular expression may hold what the language's own strings may not.
        if (expression && in_.substr(at_, 2) != "\\\"") out() += '\\';
        copy(2);
      } else if (size_t length = php_ && !raw ? metaLength(in_, at_) : 0) {
        meta(length);
      } else if (size_t piece = pieces ? metaLength(in_, at_) : 0) {
        out() += "${vvq_" + std::string(in_.substr(at_ + 1, piece - 1)) + "}";
        at_ += piece;
      } else {
        copy();
      }
    }
    copy(mark.size());
  }

  // ($X : T), (T $X)
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
    TypedPlaceholder typed;
    if (dialect_.typed == Typed::Colon) {
      size_t length = metaLength(inner, 0);
      size_t colon = inner.find_first_not_of(" \t\n", length);
      if (!length || colon == inner.npos || inner[colon] != ':' || inner.substr(colon, 2) == "::") return false;
      if (declaresParameters() || std::string_view("={").find(next(close + 1)) != std::string_view::npos) return false;
      typed = {std::string(inner.substr(0, length)), std::string(inner.substr(colon + 1))};
      if (typed.type.find(',') != std::string::npos && typed.type.find_first_of("[<(") == std::string::npos) return false;
    } else {
      size_t meta = inner.rfind('$');
      if (meta == inner.npos || meta == 0 || metaLength(inner, meta) != inner.size() - meta) return false;
      char joint = inner[meta - 1];
      if (!isSpace(joint) && joint != '*' && joint != '&' && joint != '>') return false;
      typed = {std::string(inner.substr(meta)), std::string(inner.substr(0, meta))};
      if (inner.find_first_of("=;+(\"|?!-/.:") != inner.npos && inner.find("::") == inner.npos && inner.find('.') == inner.npos && inner.find('?') == inner.npos) return false;
      if (typed.type.find(',') != std::string::npos && typed.type.find('<') == std::string::npos) return false;
      if (typed.type.find_first_of("&") != std::string::npos && language_ == "csharp") return false;
      size_t last = typed.type.find_last_not_of(" \t\n");
      if (typed.type[last] == '>' && typed.type.find('<') == std::string::npos) return false;
      if (last != std::string::npos && std::string_view("+-/%=|,").find(typed.type[last]) != std::string_view::npos) return false;
      if (language_ == "solidity" && typed.type.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$[] .") != std::string::npos) return false;
      bool star = typed.type.find_first_not_of(" *&") == std::string::npos;
      if (star || oneOf(firstWord(typed.type), {"return", "new", "throw", "await", "delete", "not", "sizeof", "in", "out", "ref", "case"})) return false;
      std::string_view word = wordBefore(at_);
      if (oneOf(word, {"catch", "for", "foreach", "using", "fixed"})) return false;
      // A list of parameters has a name, and a name in front of it.
      if (!word.empty() && (declaresParameters() || next(close + 1) == '{')) return false;
      if (language_ != "csharp" && !word.empty() && isWord(in_[std::max<size_t>(1, trimmed(trimmed(at_) - word.size())) - 1]) && !oneOf(word, {"return", "if", "while"})) return false;
    }
    std::string name = "vvt_" + std::to_string(placed_.typed.size()) + "_";
    // Around an argument or operand the parenthesis stays.
    size_t end;
    char before = previous(&end);
    std::string_view word = wordBefore(at_);
    bool call = end == at_ && (isWord(before) || before == ')' || before == ']' || before == '>') && !oneOf(word, {"return", "throw"});
    call = call || oneOf(word, {"if", "while", "switch"});
    out() += call ? "(" + name + ")" : name;
    placed_.typed.push_back(typed);
    at_ = close + 1;
    return true;
  }

  // `f($X : T)`: in the arguments of a call.
  bool typedArgument(size_t length) {
    if (dialect_.typed != Typed::Colon || around() != Sort::Paren || language_ == "swift") return false;
    size_t colon = in_.find_first_not_of(" \t\n", at_ + length);
    if (colon == in_.npos || in_[colon] != ':' || in_.substr(colon, 2) == "::") return false;
    size_t end = colon + 1;
    int depth = 0;
    for (; end < in_.size(); end++) {
      char c = in_[end];
      if (c == '(' || c == '[' || c == '<') depth++;
      if ((c == ')' || c == ']' || c == '>') && depth-- == 0) break;
      if (c == ',' && depth == 0) break;
    }
    std::string name = "vvt_" + std::to_string(placed_.typed.size()) + "_";
    placed_.typed.push_back({std::string(in_.substr(at_, length)), std::string(in_.substr(colon + 1, end - colon - 1))});
    out() += name;
    at_ = end;
    return true;
  }

  static std::string_view firstWord(std::string_view text) {
    size_t start = text.find_first_not_of(" \t\n");
    if (start == text.npos) return {};
    size_t end = start;
    while (end < text.size() && isWord(text[end])) end++;
    return text.substr(start, end - start);
  }

  bool comment() {
    bool line = hashComments_ && in_[at_] == '#' && in_.substr(at_, 2) != "#[" && !(at_ > 0 && isWord(in_[at_ - 1]));
    line = line || (slashComments_ && in_.substr(at_, 2) == "//" && (at_ == 0 || isSpace(in_[at_ - 1]) || in_[at_ - 1] == ';'));
    line = line || (lua_ && in_.substr(at_, 2) == "--");
    if (line) {
      at_ = std::min(in_.find('\n', at_), in_.size());
      return true;
    }
    if (ocaml_ && in_.substr(at_, 2) == "(*" && in_.substr(at_, 3) != "(*)") {
      at_ = std::min(in_.find("*)", at_), in_.size() - 2) + 2;
      return true;
    }
    if (!slashComments_ || in_.substr(at_, 2) != "/*") return false;
    size_t end = in_.find("*/", at_ + 2);
    if (end == in_.npos) return false;
    at_ = end + 2;
    return true;
  }

  // 'a' of C and Rust, not a lifetime or a symbol.
  bool characterHere() const {
    if (!oneOf(language_, {"rust", "scala", "ocaml", "julia"})) return true;
    return (at_ + 2 < in_.size() && in_[at_ + 2] == '\'') || (at_ + 3 < in_.size() && in_[at_ + 1] == '\\');
  }

  bool regexHere() const {
    if (!ruby_ || in_[at_] != '/') return false;
    char c = previous();
    bool operand = c == '\0' || std::string_view("(,=:[!&|?{};~").find(c) != std::string_view::npos;
    return operand && in_.find('/', at_ + 1) != in_.npos;
  }

  void regex() {
    do copy(in_[at_] == '\\' ? 2 : 1);
    while (at_ < in_.size() && in_[at_] != '/');
    if (at_ < in_.size()) copy();
  }

  // The language's own use of three dots.
  bool ownDots() const {
    char after = at_ + 3 < in_.size() ? in_[at_ + 3] : '\0', before = at_ > 0 ? in_[at_ - 1] : '\0';
    if (php_) return after == '$' && metaLength(in_, at_ + 3) == 0;
    if (oneOf(language_, {"c", "cpp"})) return language_ == "cpp" && (isWord(after) && after != '$');
    if (ruby_ || language_ == "swift") return (isWord(before) || before == ')') && (isWord(after) || after == '(') && before != '\0';
    return false;
  }

  void step() {
    char c = in_[at_];
    if (comment()) return;
    if (regexHere()) return regex();
    if (c == '"' || (c == '\'' && characterHere()) || (c == '`' && (ruby_ || php_))) return string(c);
    if (in_.substr(at_, 4) == "<..." && in_.substr(at_, 5) != "<...>") {
      // Where arguments stand side by side, a call among them wants brackets of its own.
      out() += ocaml_ ? "(vvd_(" : "vvd_(";
      stack_.push_back({Sort::Deep});
      at_ += 4;
      return;
    }
    if (in_.substr(at_, 4) == "...>" && around() == Sort::Deep) {
      out() += ocaml_ ? "))" : ")";
      stack_.pop_back();
      at_ += 4;
      return;
    }
    if (size_t length = metaEllipsisLength(in_, at_)) return dots("vvs_" + std::string(in_.substr(at_ + 4, length - 4)), length);
    if (in_.substr(at_, 3) == "..." && !ownDots()) return dots("vve_", 3);
    if (size_t length = metaLength(in_, at_)) {
      if (php_ && superglobal(in_.substr(at_, length))) return copy(length);
      if (typedArgument(length)) return;
      return meta(length);
    }
    if (c == '(' && dialect_.typed != Typed::None && typed()) return;
    if (c == '(' || c == '[' || c == '{') return open(c);
    if (c == ')' || c == ']' || c == '}') {
      if (!stack_.empty()) stack_.pop_back();
      return copy();
    }
    if (isWord(c)) {
      while (at_ < in_.size() && isWord(in_[at_])) copy();
      return;
    }
    copy();
  }

  static bool superglobal(std::string_view name) {
    return oneOf(name, {"$_GET", "$_POST", "$_COOKIE", "$_REQUEST", "$_ENV", "$_SERVER", "$_SESSION", "$_FILES", "$GLOBALS"});
  }

  std::string_view in_;
  const Dialect& dialect_;
  std::string_view language_;
  int variant_;
  size_t at_ = 0;
  bool php_, ruby_, lua_, rust_, elixir_, ocaml_, julia_, slashComments_, hashComments_, lines_;
  Placed placed_;
  std::vector<Bracket> stack_;
};

}  // namespace

Placed placeInDialect(std::string_view pattern, const Dialect& dialect, int variant) {
  return DialectScanner(pattern, dialect, variant).run();
}

}  // namespace vireon
