// Which declaration a name means, and what imports call things.
#pragma once
#include "parse/tree.h"

namespace vireon {

/** Gives every name that is read or written its binding. */
void resolveNames(Tree& tree);

/** Sets the values that names have where they are read, as far as they are sure. */
void propagateConstants(Tree& tree);

/** What an expression is known to be: a literal, or nullptr. `anyString` of its info tells a string of unknown text. */
const Node* constantOf(Tree& tree, const Node* node);
/** Whether running it may leave it before its end. */
bool mayThrow(const Node* node);
/** Stands for a string that is constant but not known. */
bool isAnyString(const Node* literal);

}  // namespace vireon
