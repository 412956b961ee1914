// Spelled placeholders in a parsed pattern become what they stand for.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "match/pattern/pattern.h"
#include "match/placeholders/placeholders.h"

namespace vireon {

/** In these nodes of the pattern's tree; `error` is set where one cannot be understood. */
void convertPlaceholders(const std::vector<Node*>& nodes, Pattern& pattern, const std::vector<TypedPlaceholder>& typed, MetaNames& names,
                         std::string_view language, std::string& error);

}  // namespace vireon
