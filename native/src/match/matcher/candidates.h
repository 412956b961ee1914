// Where in a text a pattern may match.
#pragma once
#include <string_view>
#include <vector>

#include "match/pattern/pattern.h"

namespace vireon {

/** Numbers of the lists of a NodeIndex that hold the nodes which the pattern's root may be. */
std::vector<size_t> candidatesOf(const Pattern& pattern, std::string_view language);

}  // namespace vireon
