// Numbers as they are written.
#pragma once
#include <string_view>

namespace vireon {

/** 1_000 and 1000, 0x10 and 16, 0o7 and 07, 1L and 1. */
bool sameNumber(std::string_view a, std::string_view b);

}  // namespace vireon
