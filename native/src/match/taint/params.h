// How functions declare their parameters.
#pragma once
#include "parse/tree.h"

namespace vireon {

/** Its name or the pattern in place of one; may be nullptr. */
const Node* nameOfParam(const Node* param);
/** It takes all that is left. */
bool isRest(const Node* param);
/** Ruby's `&block`. */
bool takesBlock(const Node* param);

}  // namespace vireon
