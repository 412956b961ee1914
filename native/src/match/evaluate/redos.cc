#include "match/evaluate/redos.h"

#include <vector>

namespace vireon {

bool looksCatastrophic(std::string_view re) {
  std::vector<bool> repeats;
  for (size_t at = 0; at < re.size(); at++) {
    char c = re[at];
    if (c == '\\') {
      at++;
      continue;
    }
    if (c == '[') {
      while (at < re.size() && re[at] != ']') at += re[at] == '\\' ? 2 : 1;
      continue;
    }
    if (c == '(') {
      repeats.push_back(false);
    } else if (c == ')' && !repeats.empty()) {
      bool inner = repeats.back();
      repeats.pop_back();
      char next = at + 1 < re.size() ? re[at + 1] : '\0';
      bool possessive = at + 2 < re.size() && re[at + 2] == '+';
      bool many = !possessive && (next == '*' || next == '+' || (next == '{' && re.find(',', at) != re.npos));
      if (inner && many) return true;
      if (!repeats.empty() && (inner || many)) repeats.back() = true;
    } else if ((c == '*' || c == '+') && !repeats.empty()) {
      repeats.back() = true;
    }
  }
  return false;
}

}  // namespace vireon
