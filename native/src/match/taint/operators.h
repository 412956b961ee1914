// Families of operators.
#pragma once
#include "parse/word.h"

namespace vireon {

inline bool isComparison(std::string_view op) {
  return oneOf(op, {"==", "!=", "===", "!==", "<", ">", "<=", ">=", "<>", "is", "is not", "in", "not in", "instanceof", "<=>", "=~", "!~"});
}

}  // namespace vireon
