// YAML: a `...` of its own line takes the shape of its siblings, an item or a pair.
#include <algorithm>
#include <vector>

#include "match/placeholders/scanner.h"

namespace vireon {
namespace {

// A line that holds more than a `...`.
class LineScanner : Scanner {
 public:
  explicit LineScanner(std::string_view line) : Scanner(line) {}

  std::string run() {
    while (!ended()) step();
    return std::move(placed_.text);
  }

 private:
  void step() {
    char c = in_[at_];
    if (quote_ || c == '"' || c == '\'') {
      quote_ = !quote_ ? c : c == quote_ ? 0 : quote_;
      return copy();
    }
    if (ahead("...")) return place(entry() ? "vve_: vve_" : "vve_", 3);
    if (size_t length = metaLength(in_, at_)) return placeMeta(length);
    if (size_t length = metaEllipsisLength(in_, at_)) return placeMetaEllipsis(length);
    if (c == '{' || c == '[') depth_++;
    if (c == '}' || c == ']') depth_--;
    copy();
  }

  // Among the pairs of a mapping in braces.
  bool entry() const {
    const char before = previous();
    return depth_ > 0 && lastOpen() == '{' && before != '\0' && before != ':';
  }

  char lastOpen() const {
    std::vector<char> open;
    for (char c : in_.substr(0, at_)) {
      if (c == '{' || c == '[') open.push_back(c);
      if ((c == '}' || c == ']') && !open.empty()) open.pop_back();
    }
    return open.empty() ? '\0' : open.back();
  }

  char quote_ = 0;
  int depth_ = 0;
};

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
        placed.text += std::string(line.substr(0, indent)) + LineScanner(line.substr(indent)).run();
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

  std::vector<std::string> lines_;
};

}  // namespace

Placed placeYaml(std::string_view pattern) { return YamlScanner(pattern).run(); }

}  // namespace vireon
