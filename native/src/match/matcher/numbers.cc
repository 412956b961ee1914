#include "match/matcher/numbers.h"

#include <cstdlib>
#include <string>

namespace vireon {
namespace {

std::string withoutMarks(std::string_view text) {
  std::string out;
  for (char c : text)
    if (c != '_') out += c;
  while (!out.empty() && (out.back() == 'l' || out.back() == 'L' || out.back() == 'n')) out.pop_back();
  if (out.size() > 2 && out[0] == '0' && (out[1] == 'o' || out[1] == 'O')) out.erase(1, 1);
  return out;
}

bool valueOf(const std::string& text, double& out) {
  char* end = nullptr;
  bool octal = text.size() > 1 && text[0] == '0' && text.find_first_not_of("01234567") == text.npos;
  bool binary = text.size() > 2 && text[0] == '0' && (text[1] == 'b' || text[1] == 'B');
  if (octal)
    out = static_cast<double>(std::strtoull(text.c_str(), &end, 8));
  else if (binary)
    out = static_cast<double>(std::strtoull(text.c_str() + 2, &end, 2));
  else
    out = std::strtod(text.c_str(), &end);
  return end && *end == '\0' && end != text.c_str();
}

}  // namespace

bool sameNumber(std::string_view a, std::string_view b) {
  if (a == b) return true;
  std::string x = withoutMarks(a), y = withoutMarks(b);
  double one, two;
  return x == y || (valueOf(x, one) && valueOf(y, two) && one == two);
}

}  // namespace vireon
