// Shapes that the tables of several grammars build in the same way.
#pragma once
#include "parse/lower.h"

namespace vireon {

using Items = Listed<Node*>;

/** A node of these children, from the first one's start to the last one's end where no range is given. */
Node* build(Lowerer& l, Kind kind, uint32_t start, uint32_t end, Items items);
Node* build(Lowerer& l, Kind kind, TSNode range, Items items);
/** Puts a child under a role; for lists written in place. */
Node* as(Role role, Node* child);

/** `object.name` */
Node* memberOf(Lowerer& l, Node* object, Node* name);
/** Lowers every named child of a list, e.g. of an argument list. */
void addEach(Lowerer& l, Items& items, TSNode list, Role role);
/** A call of a word of the language, e.g. `echo`, `sizeof`. */
Node* wordCall(Lowerer& l, TSNode node, TSNode word, Role role = Role::Arg);
/** Expressions that stand as statements get a statement around them; what is no block becomes one. */
Node* statements(Lowerer& l, Node* block);
Node* blockOf(Lowerer& l, Node* body);
/** A name that the language itself gives a meaning, such as `this`. */
Node* specialName(Lowerer& l, TSNode node);
/** A block, whose expressions become statements. */
Node* bodyBlock(Lowerer& l, TSNode node);
/** A class body: a block of members. */
Node* memberBlock(Lowerer& l, TSNode node);
/** Left and right, where `=` assigns and other operators change. */
Node* assignmentByOperator(Lowerer& l, TSNode node);
/** The pattern's `...`, or `$...X`, in the place of a declaration. */
bool isPlaceholderName(std::string_view text);
Node* functionWithParams(Lowerer& l, TSNode node);
/** `++x`, `x--`: the named child and the token; an operator in front is told apart. */
Node* updateByToken(Lowerer& l, TSNode node);
/** An operator that is a token among two operands. */
Node* binaryByToken(Lowerer& l, TSNode node);
Node* unaryByToken(Lowerer& l, TSNode node);

}  // namespace vireon
