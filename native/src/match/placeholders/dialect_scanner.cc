// Spells placeholders for the languages of dialects.cc.
#include <algorithm>
#include <vector>

#include "match/placeholders/dialects.h"
#include "match/placeholders/scanner.h"
#include "parse/word.h"

namespace vireon {
namespace {

struct Bracket {
  enum class Sort : uint8_t { Paren, Params, Header, Square, Block, Members, Fields, Enum, Object, Switch, Deep } sort;
};
using Sort = Bracket::Sort;
using Typed = Dialect::Typed;

class DialectScanner : Scanner {
 public:
  DialectScanner(std::string_view text, const Dialect& dialect, int variant)
      : Scanner(text), dialect_(dialect), language_(dialect.language), variant_(variant) {
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
    while (!ended()) step();
    return std::move(placed_);
  }

 private:
  Sort around() const { return stack_.empty() ? Sort::Block : stack_.back().sort; }

  std::string_view lineBefore(size_t end) const {
    size_t line = end == 0 ? in_.npos : in_.rfind('\n', end - 1);
    size_t start = line == in_.npos ? 0 : line + 1;
    return in_.substr(start, end - start);
  }

  Sort braceSort() const {
    std::string_view before = lines_ && !oneOf(language_, {"kotlin", "scala", "swift"}) ? lineBefore(at_) : statementBefore(at_);
    char c = previous();
    if (ruby_) return c == '\0' || among(c, "(,=[:?&|{") || (c == '>' && before.find("=>") != before.npos) ? Sort::Object : Sort::Block;
    if (language_ == "terraform") return c == '\0' || among(c, "(,=[:?") ? Sort::Object : Sort::Block;
    if (lua_) return Sort::Object;
    if (hasWord(before, "enum")) return php_ ? Sort::Members : Sort::Enum;
    if (oneOf(language_, {"c", "cpp", "csharp"}) && (c == '=' || c == ',' || c == '(')) return Sort::Object;
    if (rust_) return rustBraceSort(before, c);
    if (language_ == "csharp" && hasWord(before, "new") && c != '>') return Sort::Object;
    const bool type = hasAnyWord(before, {"class", "interface", "struct", "trait", "contract", "library", "object", "extension", "protocol"}) ||
                      (language_ == "csharp" && hasWord(before, "record"));
    if (type && !hasAnyWord(before, {"function", "fun", "func", "def"})) return c == '=' ? Sort::Block : Sort::Members;
    if (hasWord(before, "switch") || (hasWord(before, "match") && oneOf(language_, {"scala", "rust", "php", "hack", "ocaml"})) || (language_ == "kotlin" && hasWord(before, "when"))) return Sort::Switch;
    if (language_ == "solidity" && (c == '(' || wordBefore(at_).empty()) && c != ')' && c != '\0') return Sort::Object;
    return Sort::Block;
  }

  static Sort rustBraceSort(std::string_view before, char last) {
    if (hasWord(before, "fn")) return Sort::Block;
    if (hasAnyWord(before, {"struct", "union"})) return Sort::Fields;
    if (hasAnyWord(before, {"impl", "trait", "mod", "extern"})) return Sort::Members;
    if (hasWord(before, "match")) return Sort::Switch;
    if (hasAnyWord(before, {"if", "while", "for", "loop", "else", "unsafe", "async", "move", "const"})) return Sort::Block;
    return isWord(last) ? Sort::Object : Sort::Block;
  }

  // A parenthesis that holds declared parameters.
  bool declaresParameters() const {
    std::string_view name = wordBefore(at_);
    size_t start = withoutSpaces(at_) - name.size();
    std::string_view keyword = wordBefore(start);
    if (oneOf(name, {"function", "fn", "func", "fun", "constructor", "init", "fallback", "receive"})) return true;
    if (oneOf(keyword, {"function", "fn", "func", "fun", "def", "modifier", "event", "error", "class", "record"})) return true;
    if (language_ != "csharp" || name.empty()) return false;
    if (oneOf(name, {"if", "while", "for", "foreach", "switch", "return", "new", "base", "this", "lock", "using", "catch", "nameof", "typeof", "throw", "await"})) return false;
    if (oneOf(keyword, {"return", "new", "throw", "else", "await", "in", "is", "as", "yield"})) return false;
    start = withoutSpaces(start);
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
    if (oneOf(word, {"else", "do", "finally", "try", "then", "begin", "repeat", "unchecked"})) return true;
    if (c == ':') return hasAnyWord(statementBefore(at_), {"case", "default"});
    if (c == ')' && !newlineBefore()) return !lines_ && oneOf(wordOfParenthesis(end), {"if", "for", "while", "switch", "foreach", "catch", "using", "lock"});
    if (!newlineBefore()) return false;
    if (ruby_ && c == '|') return true;
    if (among(c, "(,=+-*/%&|^~?<.[")) return false;
    return !oneOf(word, {"return", "in", "is", "extends", "implements"});
  }

  void spell(std::string_view spelling, std::string_view name) {
    for (char c : spelling) {
      if (c == 'N')
        placed_.text += name;
      else
        placed_.text += c;
    }
  }

  // An element of braces or of a parenthesis stands alone between commas or lines.
  bool standsAlone(size_t after) const {
    char before = previous(), behind = next(after);
    bool left = among(before, "{(,;}") || before == '\0' || newlineBefore();
    bool right = among(behind, "}),;") || behind == '\0' || lineEndsAt(after);
    return left && right;
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
    bool chained = (before == '.' && !in_.substr(0, withoutSpaces(at_)).ends_with("...")) || (before == '>' && withoutSpaces(at_) >= 2 && in_[withoutSpaces(at_) - 2] == '-' && (php_ || language_ == "cpp" || language_ == "c"));
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
        if (among(before, "{}") || (newlineBefore() && lineEndsAt(after) && before != ':' && before != '>'))
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
      bool expression = !lineEndsAt(after) && among(behind, "+-*/%&|^=<>?.,)");
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
    if (before != '{' && before != ',' && !newlineBefore()) placed_.text += ", ";
    spell(dialect_.entry, name);
    if (behind != '}' && behind != ',' && !lineEndsAt(after)) placed_.text += ",";
    at_ = after;
  }

  // Behind `=` or `:` a value is wanted.
  bool inValue() const {
    char c = previous();
    return c == '=' || c == ':' || c == '>';
  }

  void meta(size_t length) {
    std::string_view name = in_.substr(at_ + 1, length - 1);
    std::string spelled = std::string(kMetaPrefix).append(name);
    size_t after = at_ + length;
    if (php_ && variableHere(after)) spelled = "$" + spelled;
    std::string_view word = wordBefore(at_);
    if (ruby_ && (word == "class" || word == "module")) spelled[0] = 'V';
    if (ruby_ && in_.substr(after, 2) == "::" && word == "class") spelled[0] = 'V';
    // Names of modules and constructors begin with a large letter.
    bool module = ocaml_ && (oneOf(word, {"module", "open", "include", "exception"}) || name.ends_with('_'));
    if (module) spelled[0] = 'V';
    bool bare = lua_ ? lineEndsAt(after) || next(after) == ';' : language_ == "csharp" && next(after) == ';';
    if (bare && startsStatement()) spelled += "(" + std::string(kStatementMark) + ")";
    placed_.text += spelled;
    at_ = after;
  }

  bool variableHere(size_t after) const {
    size_t end = withoutSpaces(at_);
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
    std::string_view prefix = kQuotedMetaPrefix;
    size_t skip = 1;
    if (!length) {
      length = metaEllipsisLength(in_, at_ + 1);
      prefix = kQuotedEllipsisPrefix;
      skip = 4;
    }
    if (!length || at_ + 1 + length >= in_.size() || in_[at_ + 1 + length] != '"') return false;
    place("\"" + spelled(prefix, at_ + 1 + skip, length - skip) + "\"", length + 2);
    return true;
  }

  // What opens code inside of a quoted text.
  size_t interpolation(bool dollar) const {
    if ((ruby_ || elixir_) && ahead("#{")) return 2;
    if (oneOf(language_, {"kotlin", "terraform", "scala", "dart"}) && ahead("${")) return 2;
    if (php_ && ahead("{$")) return 1;
    if (language_ == "swift" && ahead("\\(")) return 2;
    if (language_ == "csharp" && dollar && in_[at_] == '{' && !ahead("{{")) return 1;
    return 0;
  }

  void string(char quote) {
    if (quotedMeta(quote)) return;
    bool dollar = at_ > 0 && (in_[at_ - 1] == '$' || (at_ > 1 && in_[at_ - 1] == '@' && in_[at_ - 2] == '$'));
    bool prefixed = at_ > 0 && isWord(in_[at_ - 1]);
    bool raw = (quote == '\'' && (ruby_ || php_)) || (language_ == "dart" && prefixed);
    // Between the pieces that are put in, `$X` stands for a piece of text.
    bool pieces = !raw && (oneOf(language_, {"kotlin", "dart"}) || (language_ == "scala" && prefixed));
    std::string mark(ahead("\"\"\"") ? 3 : 1, quote);
    copy(mark.size());
    bool expression = ocaml_ && ahead("=~/");
    while (!ended() && in_.substr(at_, mark.size()) != mark) {
      if (size_t opened = raw ? 0 : interpolation(dollar)) {
        interpolated(opened);
      } else if (in_[at_] == '\\') {
        // A regular expression may hold what the language's own strings may not.
        if (expression && !ahead("\\\"")) placed_.text += '\\';
        copy(2);
      } else if (size_t length = php_ && !raw ? metaLength(in_, at_) : 0) {
        meta(length);
      } else if (size_t piece = pieces ? metaLength(in_, at_) : 0) {
        place("${" + spelled(kQuotedMetaPrefix, at_ + 1, piece - 1) + "}", piece);
      } else {
        copy();
      }
    }
    copy(mark.size());
  }

  // Code inside of a quoted text, up to what closes it.
  void interpolated(size_t opened) {
    copy(opened);
    const char outer = in_[at_ - 1] == '(' ? '(' : '{', close = outer == '(' ? ')' : '}';
    stack_.push_back({Sort::Paren});
    int depth = 1;
    while (!ended()) {
      if (in_[at_] == outer) depth++;
      if (in_[at_] == close && --depth == 0) break;
      step();
    }
    stack_.pop_back();
    copy();
  }

  bool typed() {
    const size_t close = closing();
    if (close >= in_.size()) return false;
    std::string_view inner = trimmed(in_.substr(at_ + 1, close - at_ - 1));
    TypedPlaceholder typed = dialect_.typed == Typed::Colon ? typedBefore(inner, close) : typedBehind(inner, close);
    if (typed.meta.empty()) return false;
    // Around an argument or operand the parenthesis stays.
    size_t end;
    char before = previous(&end);
    std::string_view word = wordBefore(at_);
    bool call = end == at_ && (isWord(before) || before == ')' || before == ']' || before == '>') && !oneOf(word, {"return", "throw"});
    placeTyped(std::move(typed), close + 1, call || oneOf(word, {"if", "while", "switch"}));
    return true;
  }

  // ($X : T); empty where it is something else.
  TypedPlaceholder typedBefore(std::string_view inner, size_t close) const {
    const size_t length = metaLength(inner, 0);
    const size_t colon = inner.find_first_not_of(" \t\n", length);
    if (!length || colon == inner.npos || inner[colon] != ':' || inner.substr(colon, 2) == "::") return {};
    if (declaresParameters() || among(next(close + 1), "={")) return {};
    std::string_view type = inner.substr(colon + 1);
    if (type.find(',') != type.npos && type.find_first_of("[<(") == type.npos) return {};
    return {std::string(inner.substr(0, length)), std::string(type)};
  }

  // (T $X); empty where it is something else.
  TypedPlaceholder typedBehind(std::string_view inner, size_t close) const {
    const size_t meta = inner.rfind('$');
    if (meta == inner.npos || meta == 0 || metaLength(inner, meta) != inner.size() - meta) return {};
    if (!isSpace(inner[meta - 1]) && !among(inner[meta - 1], "*&>")) return {};
    if (inner.find_first_of("=;+(\"|?!-/.:") != inner.npos && inner.find("::") == inner.npos && inner.find('.') == inner.npos && inner.find('?') == inner.npos) return {};
    std::string_view type = inner.substr(0, meta);
    if (!looksLikeType(type)) return {};
    std::string_view word = wordBefore(at_);
    if (oneOf(word, {"catch", "for", "foreach", "using", "fixed"})) return {};
    // A list of parameters has a name, and a name in front of it.
    if (!word.empty() && (declaresParameters() || next(close + 1) == '{')) return {};
    if (language_ != "csharp" && !word.empty() && isWord(in_[std::max<size_t>(1, withoutSpaces(withoutSpaces(at_) - word.size())) - 1]) && !oneOf(word, {"return", "if", "while"})) return {};
    return {std::string(inner.substr(meta)), std::string(type)};
  }

  bool looksLikeType(std::string_view text) const {
    if (text.find(',') != text.npos && text.find('<') == text.npos) return false;
    if (text.find('&') != text.npos && language_ == "csharp") return false;
    const size_t last = text.find_last_not_of(" \t\n");
    if (last == text.npos || (text[last] == '>' && text.find('<') == text.npos) || among(text[last], "+-/%=|,")) return false;
    if (language_ == "solidity" && text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$[] .") != text.npos) return false;
    if (text.find_first_not_of(" *&") == text.npos) return false;
    return !oneOf(firstWord(text), {"return", "new", "throw", "await", "delete", "not", "sizeof", "in", "out", "ref", "case"});
  }

  // `f($X : T)`: in the arguments of a call.
  bool typedArgument(size_t length) {
    if (dialect_.typed != Typed::Colon || around() != Sort::Paren || language_ == "swift") return false;
    size_t colon = in_.find_first_not_of(" \t\n", at_ + length);
    if (colon == in_.npos || in_[colon] != ':' || in_.substr(colon, 2) == "::") return false;
    const size_t end = argumentEnd(colon + 1, "([<", ")]>");
    placeTyped({std::string(in_.substr(at_, length)), std::string(in_.substr(colon + 1, end - colon - 1))}, end);
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
    bool line = hashComments_ && in_[at_] == '#' && !ahead("#[") && !(at_ > 0 && isWord(in_[at_ - 1]));
    line = line || (slashComments_ && ahead("//") && (at_ == 0 || isSpace(in_[at_ - 1]) || in_[at_ - 1] == ';'));
    line = line || (lua_ && ahead("--"));
    if (line) {
      skipLine();
      return true;
    }
    if (ocaml_ && ahead("(*") && !ahead("(*)")) {
      at_ = std::min(in_.find("*)", at_), in_.size() - 2) + 2;
      return true;
    }
    if (!slashComments_ || !ahead("/*")) return false;
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
    bool operand = c == '\0' || among(c, "(,=:[!&|?{};~");
    return operand && in_.find('/', at_ + 1) != in_.npos;
  }

  void regex() {
    do copy(in_[at_] == '\\' ? 2 : 1);
    while (!ended() && in_[at_] != '/');
    if (!ended()) copy();
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
    if (ahead("<...") && !ahead("<...>")) {
      // Where arguments stand side by side, a call among them wants brackets of its own.
      stack_.push_back({Sort::Deep});
      return place(ocaml_ ? "(vvd_(" : "vvd_(", 4);
    }
    if (ahead("...>") && around() == Sort::Deep) {
      stack_.pop_back();
      return place(ocaml_ ? "))" : ")", 4);
    }
    if (size_t length = metaEllipsisLength(in_, at_)) return dots(spelled(kMetaEllipsisPrefix, at_ + 4, length - 4), length);
    if (ahead("...") && !ownDots()) return dots("vve_", 3);
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
      while (!ended() && isWord(in_[at_])) copy();
      return;
    }
    copy();
  }

  static bool superglobal(std::string_view name) {
    return oneOf(name, {"$_GET", "$_POST", "$_COOKIE", "$_REQUEST", "$_ENV", "$_SERVER", "$_SESSION", "$_FILES", "$GLOBALS"});
  }

  const Dialect& dialect_;
  std::string_view language_;
  int variant_;
  bool php_, ruby_, lua_, rust_, elixir_, ocaml_, julia_, slashComments_, hashComments_, lines_;
  std::vector<Bracket> stack_;
};

}  // namespace

Placed placeInDialect(std::string_view pattern, const Dialect& dialect, int variant) {
  return DialectScanner(pattern, dialect, variant).run();
}

}  // namespace vireon
