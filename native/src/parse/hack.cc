#include "parse/hack.h"

#include <algorithm>
#include <cctype>

namespace vireon {
namespace {

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }
bool isSpace(char c) { return std::isspace(static_cast<unsigned char>(c)); }

// No list of types or attributes is longer.
constexpr size_t kLongest = 2000;

class Respelling {
 public:
  explicit Respelling(std::string_view source) : in_(source), out_(source) {}

  std::string run() {
    while (at_ < in_.size()) step();
    return std::move(out_);
  }

 private:
  void blank(size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
      if (out_[i] != '\n') out_[i] = ' ';
  }

  void skipTo(size_t end) { at_ = std::min(end, in_.size()); }

  void step() {
    const char c = in_[at_];
    const std::string_view rest = in_.substr(at_);
    if (rest.substr(0, 2) == "//" || c == '#') return skipTo(in_.find('\n', at_));
    if (rest.substr(0, 2) == "/*") {
      const size_t end = in_.find("*/", at_ + 2);
      return skipTo(end == in_.npos ? end : end + 2);
    }
    if (c == '"' || c == '\'') return quoted(c);
    if (rest.substr(0, 3) == "<<<") return heredoc();
    if (rest.substr(0, 2) == "<<" && startsDeclaration()) return attributes();
    if (c == '$' || !isWord(c)) {
      at_++;
      while (c == '$' && at_ < in_.size() && isWord(in_[at_])) at_++;
      return;
    }
    word();
  }

  void quoted(char quote) {
    for (at_++; at_ < in_.size() && in_[at_] != quote; at_++)
      if (in_[at_] == '\\') at_++;
    skipTo(at_ + 1);
  }

  void heredoc() {
    size_t start = at_ + 3;
    while (start < in_.size() && (in_[start] == '\'' || in_[start] == '"' || in_[start] == ' ')) start++;
    size_t end = start;
    while (end < in_.size() && isWord(in_[end])) end++;
    if (end == start) return skipTo(at_ + 3);
    const std::string close = "\n" + std::string(in_.substr(start, end - start));
    const size_t found = in_.find(close, end);
    skipTo(found == in_.npos ? found : found + close.size());
  }

  char before() const {
    size_t i = at_;
    while (i > 0 && isSpace(in_[i - 1])) i--;
    return i == 0 ? '\0' : in_[i - 1];
  }

  // Where attributes may stand and a shift may not; a comment's last line ends anyhow.
  bool startsDeclaration() const {
    const char c = before();
    if (std::string_view("{};(,/").find(c) != std::string_view::npos || c == '\0') return true;
    size_t line = at_;
    while (line > 0 && isSpace(in_[line - 1]) && in_[line - 1] != '\n') line--;
    return line > 0 && in_[line - 1] == '\n';
  }

  void attributes() {
    const size_t end = in_.substr(at_, kLongest).find(">>");
    if (end == std::string_view::npos) return skipTo(at_ + 2);
    out_[at_] = '#';
    out_[at_ + 1] = '[';
    out_[at_ + end] = ']';
    out_[at_ + end + 1] = ' ';
    at_ += end + 2;
  }

  void word() {
    const size_t start = at_;
    while (at_ < in_.size() && isWord(in_[at_])) at_++;
    const std::string_view word = in_.substr(start, at_ - start);
    const char next = at_ < in_.size() ? in_[at_] : '\0';
    if (word == "async" || (word == "await" && isSpace(next))) return blank(start, at_);
    if (next == '[' && (word == "vec" || word == "dict" || word == "keyset")) return blank(start, at_);
    if (next == '(' && word == "shape") out_.replace(start, 5, "array");
    if (next == '<') typeArguments();
  }

  // `vec<int>`, `Awaitable<?(int, string)>`
  void typeArguments() {
    int depth = 0;
    for (size_t i = at_; i < std::min(in_.size(), at_ + kLongest); i++) {
      const char c = in_[i];
      if (c == '<') depth++;
      else if (c == '>' && --depth == 0) {
        blank(at_, i + 1);
        at_ = i + 1;
        return;
      } else if (c != '>' && !isWord(c) && !isSpace(c) && std::string_view(",\\?()").find(c) == std::string_view::npos) {
        return;
      }
    }
  }

  std::string_view in_;
  std::string out_;
  size_t at_ = 0;
};

}  // namespace

std::string hackAsPhp(std::string_view source) { return Respelling(source).run(); }

}  // namespace vireon
