// A place of a text that a part of a rule matched.
#pragma once
#include <cstdint>

#include "match/bindings.h"

namespace vireon {

struct Range {
  enum class Sort : uint8_t { Plain, Inside, Regexp, Anywhere } sort = Sort::Plain;
  uint32_t start = 0, end = 0;
  Bindings bindings;
};

}  // namespace vireon
