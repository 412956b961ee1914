// Words held against lists of words.
#pragma once
#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace vireon {

inline bool oneOf(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

}  // namespace vireon
