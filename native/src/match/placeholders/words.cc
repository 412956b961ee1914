// Clojure and Visual Basic: where every place takes a word, a placeholder is one.
#include "match/placeholders/scanner.h"

namespace vireon {
namespace {

class WordScanner : Scanner {
 public:
  WordScanner(std::string_view text, std::string_view language) : Scanner(text), lisp_(language == "clojure") {}

  Placed run() {
    while (!ended()) step();
    return std::move(placed_);
  }

 private:
  void step() {
    if (in_[at_] == '"') return string();
    if (!lisp_ && ahead("$\"")) return interpolated();
    if (in_[at_] == (lisp_ ? ';' : '\'')) return skipLine();
    if (!lisp_ && in_[at_] == '(' && typed()) return;
    if (ahead("<...")) return place(lisp_ ? "(vvd_ " : "vvd_(", 4);
    if (ahead("...>")) return place(")", 4);
    if (ahead("...")) return place("vve_", 3);
    if (size_t length = metaEllipsisLength(in_, at_)) return placeMetaEllipsis(length);
    if (size_t length = metaLength(in_, at_)) return placeMeta(length);
    copy();
  }

  void string() {
    size_t end = at_ + 1;
    while (end < in_.size() && in_[end] != '"') end += lisp_ && in_[end] == '\\' ? 2 : 1;
    copy(end + 1 - at_);
  }

  // $"… {code} …"
  void interpolated() {
    copy(2);
    bool code = false;
    while (!ended() && (code || in_[at_] != '"')) {
      if (in_[at_] == '{' || in_[at_] == '}') code = in_[at_] == '{';
      if (code)
        step();
      else
        copy();
    }
    if (!ended()) copy();
  }

  // ($X As T)
  bool typed() {
    if (at_ > 0 && isWord(in_[at_ - 1])) return false;
    const size_t length = metaLength(in_, at_ + 1);
    const size_t as = in_.find_first_not_of(' ', at_ + 1 + length);
    if (!length || as == in_.npos || (in_.substr(as, 3) != "As " && in_.substr(as, 3) != "as ")) return false;
    const size_t close = in_.find(')', as);
    if (close == in_.npos) return false;
    placeTyped({std::string(in_.substr(at_ + 1, length)), std::string(in_.substr(as + 3, close - as - 3))}, close + 1);
    return true;
  }

  bool lisp_;
};

}  // namespace

Placed placeWords(std::string_view pattern, std::string_view language) { return WordScanner(pattern, language).run(); }

}  // namespace vireon
