#include "parse/vb_lexer.h"

#include <algorithm>
#include <cctype>

namespace vireon {
namespace {

using Kind = VbToken::Kind;

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

class Lexer {
 public:
  Lexer(std::string_view source, uint32_t from, uint32_t to) : in_(source.substr(0, to)), at_(from) {}

  std::vector<VbToken> run() {
    while (at_ < in_.size()) step();
    tokens_.push_back({Kind::End, at_, at_});
    return std::move(tokens_);
  }

 private:
  void push(Kind kind, uint32_t end) {
    tokens_.push_back({kind, at_, end});
    at_ = end;
  }

  bool startsLine() const { return tokens_.empty() || tokens_.back().kind == Kind::Line; }
  char peek(uint32_t ahead) const { return at_ + ahead < in_.size() ? in_[at_ + ahead] : '\0'; }
  void skipLine() { at_ = std::min(in_.find('\n', at_), in_.size()); }

  void step() {
    const char c = in_[at_];
    if (isBlank(c)) {
      at_++;
    } else if (c == '\n') {
      if (startsLine()) at_++;
      else push(Kind::Line, at_ + 1);
    } else if (c == '\'') {
      skipLine();
    } else if (c == '#' && startsLine()) {
      skipLine();  // a directive: every branch is read
    } else if (c == '_' && !isWord(peek(1))) {
      skipLine();
      at_ = std::min<uint32_t>(at_ + 1, in_.size());
    } else if (c == '"' || (c == '$' && peek(1) == '"')) {
      text(c == '$');
    } else if (c == '[') {
      const size_t close = in_.find(']', at_);
      push(Kind::Word, close == in_.npos || close - at_ > 200 ? at_ + 1 : close + 1);
    } else if (isDigit(c) || (c == '&' && (std::tolower(peek(1)) == 'h' || std::tolower(peek(1)) == 'o') && std::isxdigit(static_cast<unsigned char>(peek(2))))) {
      number();
    } else if (isWord(c)) {
      word();
    } else if (c == ':' && peek(1) != '=') {
      push(Kind::Line, at_ + 1);
    } else {
      sign();
    }
  }

  void text(bool isTemplate) {
    uint32_t end = at_ + (isTemplate ? 2 : 1);
    while (end < in_.size() && (in_[end] != '"' || (end + 1 < in_.size() && in_[end + 1] == '"'))) end += in_[end] == '"' ? 2 : 1;
    push(isTemplate ? Kind::Template : Kind::Text, std::min<uint32_t>(end + 1, in_.size()));
    if (at_ < in_.size() && (in_[at_] == 'c' || in_[at_] == 'C') && !isWord(peek(1))) at_++;
  }

  void number() {
    uint32_t end = at_ + 1;
    while (end < in_.size() && (isWord(in_[end]) || (in_[end] == '.' && end + 1 < in_.size() && isDigit(in_[end + 1])))) end++;
    push(Kind::Number, end);
  }

  void word() {
    uint32_t end = at_;
    while (end < in_.size() && isWord(in_[end])) end++;
    if (sameWord(in_.substr(at_, end - at_), "rem")) return skipLine();
    push(Kind::Word, end);
  }

  void sign() {
    static constexpr std::string_view kSigns[] = {"<<=", ">>=", ":=", "<>", "<=", ">=", "<<", ">>", "+=", "-=", "*=", "/=", "\\=", "^=", "&=", "?."};
    for (std::string_view sign : kSigns)
      if (in_.substr(at_, sign.size()) == sign) return push(Kind::Sign, at_ + sign.size());
    push(Kind::Sign, at_ + 1);
  }

  std::string_view in_;
  uint32_t at_;
  std::vector<VbToken> tokens_;
};

}  // namespace

std::vector<VbToken> vbTokens(std::string_view source, uint32_t from, uint32_t to) { return Lexer(source, from, to).run(); }

bool sameWord(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace vireon
