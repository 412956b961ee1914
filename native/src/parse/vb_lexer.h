// The words of a Visual Basic text; its ends of lines are some of them.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace vireon {

struct VbToken {
  enum class Kind : uint8_t { Word, Number, Text, Template, Sign, Line, End } kind = Kind::End;
  uint32_t start = 0, end = 0;
};

std::vector<VbToken> vbTokens(std::string_view source, uint32_t from, uint32_t to);
/** Whether two words are the same; the language does not care about their case. */
bool sameWord(std::string_view a, std::string_view b);

}  // namespace vireon
