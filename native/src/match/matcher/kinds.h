// Families of kinds, as patterns tell them apart.
#pragma once
#include "parse/tree.h"

namespace vireon {

inline bool isPlaceholder(const Node* pattern) { return pattern->kind <= Kind::TypedMeta; }
inline bool isLiteralKind(Kind kind) { return kind >= Kind::Int && kind <= Kind::Regex; }
inline bool isNumberKind(Kind kind) { return kind == Kind::Int || kind == Kind::Float; }

inline bool isExpressionKind(Kind kind) {
  if (kind < Kind::Block) return kind != Kind::Keyword && kind != Kind::CompFor && kind != Kind::CompIf && kind != Kind::ElementAttribute && kind != Kind::Text;
  return kind == Kind::Other || kind == Kind::TypeApply;
}

inline bool isStatementNode(const Node* node) {
  if (node->kind >= Kind::Block && node->kind <= Kind::Assert)
    return node->kind != Kind::Param && node->kind != Kind::ImportItem && node->kind != Kind::Case && node->kind != Kind::Catch && node->kind != Kind::Finally;
  return node->parent && node->parent->kind == Kind::Block;
}

}  // namespace vireon
