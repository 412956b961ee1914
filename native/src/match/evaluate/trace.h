// Tells what the evaluation of a rule comes by.
#pragma once
#include <cstdint>
#include <vector>

#include "match/evaluate/range.h"

namespace vireon {

/** Is told, while a rule runs, what each operator made of the text. */
class Trace {
 public:
  /**
   * Of a formula: what its operator found, what its conditions let through, what it gave in the end, and what was left
   * of its conjunction after it. Of a condition: a range that it refused.
   */
  enum class Stage : uint8_t { Found, Tested, Gave, Left, Refused };
  virtual ~Trace() = default;
  virtual void note(Stage stage, const void* by, const std::vector<Range>& ranges) = 0;
};

}  // namespace vireon
