// Bash, in which `$X` is a metavariable and `${$X}` a variable's value.
#include <algorithm>
#include <vector>

#include "match/placeholders/scanner.h"

namespace vireon {
namespace {

class BashScanner : Scanner {
 public:
  explicit BashScanner(std::string_view text) : Scanner(text) {}

  Placed run() {
    while (!ended()) step();
    return std::move(placed_);
  }

 private:
  void step() {
    char c = in_[at_];
    if (ahead("$(")) {
      outer_.push_back(quoted_);
      quoted_ = false;
      return copy(2);
    }
    if (c == ')' && !outer_.empty() && !quoted_) {
      quoted_ = outer_.back();
      outer_.pop_back();
      return copy();
    }
    if (c == '\\') return copy(2);
    if (c == '\'' && !quoted_) return copy(std::min(in_.find('\'', at_ + 1), in_.size() - 1) - at_ + 1);
    if (c == '"') {
      quoted_ = !quoted_;
      return copy();
    }
    if (ahead("<...") || ahead("...>")) return place("vvd_", 4);
    if (ahead("${") && metaLength(in_, at_ + 2)) {
      copy(2);
      return placeMeta(metaLength(in_, at_));
    }
    if (size_t length = metaEllipsisLength(in_, at_)) {
      if (!quoted_ && !joined(length)) return placeMetaEllipsis(length);
      return place("${" + spelled(kQuotedEllipsisPrefix, at_ + 4, length - 4) + "}", length);
    }
    if (size_t length = metaLength(in_, at_)) return meta(length);
    if (ahead("...") && !quoted_) return place(joined(3) ? "${vvr_}" : "vve_", 3);
    copy();
  }

  void meta(size_t length) {
    const bool set = in_.substr(at_ + length, 1) == "=" || in_.substr(at_ + length, 2) == "+=";
    if (!quoted_ && (!joined(length) || set)) return placeMeta(length);
    place("${" + spelled(kQuotedMetaPrefix, at_ + 1, length - 1) + "}", length);
  }
  static bool ends(char c) { return isSpace(c) || among(c, ";|&()<>=`"); }
  // A piece of a longer word.
  bool joined(size_t length) const {
    bool left = at_ > 0 && !ends(in_[at_ - 1]);
    bool right = at_ + length < in_.size() && !ends(in_[at_ + length]);
    return left || right;
  }

  bool quoted_ = false;
  /** Inside of "$( )" words stand as they do outside of quotes. */
  std::vector<bool> outer_;
};

}  // namespace

Placed placeBash(std::string_view pattern) { return BashScanner(pattern).run(); }

}  // namespace vireon
