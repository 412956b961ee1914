// Words: held against lists of them, and without what is around them.
#pragma once
#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace vireon {

inline bool oneOf(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

/** Without the spaces and line ends around it. */
inline std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n"), last = text.find_last_not_of(" \t\r\n");
  return first == text.npos ? std::string_view() : text.substr(first, last - first + 1);
}

}  // namespace vireon
