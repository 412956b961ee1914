// Python.
#include <cctype>
#include <vector>

#include "match/placeholders/scanner.h"
#include "parse/word.h"

namespace vireon {
namespace {

class PythonScanner : Scanner {
 public:
  PythonScanner(std::string_view text, int variant) : Scanner(text), variant_(variant) {}

  Placed run() {
    while (!ended()) step();
    return std::move(placed_);
  }

 private:
  bool stringHere(size_t* prefix) const {
    size_t i = at_;
    while (i < in_.size() && i - at_ < 3 && std::isalpha(static_cast<unsigned char>(in_[i]))) i++;
    if (i >= in_.size() || (in_[i] != '"' && in_[i] != '\'')) return false;
    if (at_ > 0 && (isWord(in_[at_ - 1]) || in_[at_ - 1] == '$')) return false;
    for (size_t j = at_; j < i; j++)
      if (!among(in_[j], "rbufRBUFtT")) return false;
    *prefix = i - at_;
    return true;
  }

  void string(size_t prefix) {
    bool format = in_.substr(at_, prefix).find_first_of("fF") != std::string_view::npos;
    copy(prefix);
    char quote = in_[at_];
    std::string mark(in_.substr(at_, 3) == std::string(3, quote) ? 3 : 1, quote);
    copy(mark.size());
    while (!ended() && in_.substr(at_, mark.size()) != mark) {
      if (in_[at_] == '\\') {
        copy(2);
      } else if (format && in_[at_] == '{' && !ahead("{{")) {
        copy();
        while (!ended() && in_[at_] != '}') step();
      } else {
        copy();
      }
    }
    copy(mark.size());
  }

  // The bracket around is a set or dictionary display, and `...` is one of its elements.
  bool elementOfBraces(size_t length) const {
    if (stack_.empty() || stack_.back() != '{') return false;
    const char before = previous(), after = next(at_ + length);
    return (before == '\0' || before == '{' || before == ',') && (after == '\0' || after == '}' || after == ',');
  }

  // `f($X: int)`: a typed metavariable where no parameter list is.
  bool typed(size_t length) {
    if (stack_.empty() || stack_.back() != '(' || definition_) return false;
    const size_t colon = in_.find_first_not_of(' ', at_ + length);
    if (colon == in_.npos || in_[colon] != ':' || in_.substr(colon, 2) == ":=") return false;
    if (wordBefore(at_) == "lambda") return false;
    const size_t end = argumentEnd(colon + 1, "([", ")]");
    placeTyped({std::string(in_.substr(at_, length)), std::string(in_.substr(colon + 1, end - colon - 1))}, end);
    return true;
  }

  void step() {
    char c = in_[at_];
    size_t prefix;
    if (stringHere(&prefix)) return string(prefix);
    if (c == '#') return skipLine();
    if (ahead("<...")) return place("vvd_(", 4);
    if (ahead("...>")) return place(")", 4);
    if (size_t length = metaEllipsisLength(in_, at_)) {
      if (variant_ == 0 && elementOfBraces(length)) placed_.text += "**";
      return placeMetaEllipsis(length);
    }
    if (ahead("...")) return place(variant_ == 0 && elementOfBraces(3) ? "**vve_" : "vve_", 3);
    if (size_t length = metaLength(in_, at_)) {
      if (!typed(length)) placeMeta(length);
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
    const size_t start = line == in_.npos ? 0 : line + 1;
    std::string_view before = trimmed(in_.substr(start, at_ - start));
    return before.starts_with("def ") || before.starts_with("async ");
  }

  int variant_;
  bool definition_ = false;
  std::vector<char> stack_;
};

}  // namespace

Placed placePython(std::string_view pattern, int variant) { return PythonScanner(pattern, variant).run(); }

}  // namespace vireon
