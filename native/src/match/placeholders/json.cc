// JSON.
#include <algorithm>
#include <cctype>
#include <vector>

#include "match/placeholders/scanner.h"

namespace vireon {
namespace {

class JsonScanner : Scanner {
 public:
  explicit JsonScanner(std::string_view text) : Scanner(text) {}

  Placed run() {
    while (!ended()) step();
    dropComma();
    return std::move(placed_);
  }

 private:
  void step() {
    char c = in_[at_];
    if (c == '"') return string();
    if (ahead("<...")) return place("[\"vvd_\",", 4);
    if (ahead("...>")) return place("]", 4);
    if (ahead("...")) return placeElement("\"vve_\"", 3);
    if (size_t length = metaLength(in_, at_)) return place("\"" + spelled(kMetaPrefix, at_ + 1, length - 1) + "\"", length);
    if (size_t length = metaEllipsisLength(in_, at_)) return placeElement("\"" + spelled(kMetaEllipsisPrefix, at_ + 4, length - 4) + "\"", length);
    if (std::isalpha(static_cast<unsigned char>(c)) || c == '_') return bareWord();
    if (c == '{' || c == '[') stack_.push_back(c);
    if (c == '}' || c == ']') {
      if (!stack_.empty()) stack_.pop_back();
      dropComma();
    }
    copy();
  }

  // The backslashes of a regular expression are not JSON's.
  void string() {
    const size_t start = at_;
    do {
      if (in_[at_] == '\\') at_++;
      at_++;
    } while (!ended() && in_[at_] != '"');
    at_ = std::min(at_ + 1, in_.size());
    std::string_view whole = in_.substr(start, at_ - start);
    const bool regex = whole.starts_with("\"=~/");
    for (char each : whole) placed_.text.append(regex && each == '\\' ? 2 : 1, each);
  }

  // JSON wants quotes around a key that patterns leave out.
  void bareWord() {
    size_t end = at_;
    while (end < in_.size() && isWord(in_[end])) end++;
    std::string word(in_.substr(at_, end - at_));
    bool literal = word == "true" || word == "false" || word == "null";
    place(literal ? word : "\"" + word + "\"", end - at_);
  }

  void dropComma() {
    size_t last = placed_.text.find_last_not_of(" \n\t\r");
    if (last != std::string::npos && placed_.text[last] == ',') placed_.text.erase(last, 1);
  }

  // In an object it is a key and its value.
  void placeElement(const std::string& name, size_t length) {
    const bool entry = !stack_.empty() && stack_.back() == '{' && previous() != ':';
    place(entry ? name + ":" + name : name, length);
  }

  std::vector<char> stack_;
};

}  // namespace

Placed placeJson(std::string_view pattern) { return JsonScanner(pattern).run(); }

}  // namespace vireon
