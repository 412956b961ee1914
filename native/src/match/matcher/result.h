// What a function gives without saying `return`.
#pragma once
#include <string_view>

#include "parse/tree.h"

namespace vireon {

/** Whether functions of this language return what they end with. */
bool returnsLast(std::string_view language);
/** The expression that a function ends with. */
bool isResult(const Node* node);

}  // namespace vireon
