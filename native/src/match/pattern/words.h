// Words without which a pattern cannot match.
#pragma once
#include <string_view>

#include "match/pattern/pattern.h"

namespace vireon {

/** Sets its `words` and `shellWords`. */
void collectWords(std::string_view language, Pattern& pattern);

}  // namespace vireon
