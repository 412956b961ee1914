#include "match/matcher/result.h"

#include "parse/names.h"

namespace vireon {

bool returnsLast(std::string_view language) { return language == "ruby" || language == "rust" || language == "scala"; }

bool isResult(const Node* node) {
  if (node->kind == Kind::Assign || node->kind == Kind::AugAssign) return false;
  for (const Node* parent = node->parent; parent; node = parent, parent = node->parent) {
    switch (parent->kind) {
      case Kind::Function:
      case Kind::Lambda:
        return node->role == Role::Body;
      case Kind::Block:
        if (parent->items[parent->count - 1] != node) return false;
        break;
      case Kind::ExprStmt:
        break;
      case Kind::If:
        if (node->role != Role::Then && node->role != Role::Else) return false;
        break;
      case Kind::Case:
        if (node->role != Role::Body) return false;
        break;
      case Kind::Switch:
        if (node->role != Role::Case) return false;
        break;
      case Kind::Catch:
      case Kind::Finally:
        if (node->role != Role::Body) return false;
        break;
      case Kind::Try: {
        // What runs last gives the value; a handler runs where something can be thrown.
        if (parent->child(Role::Finally) ? node->role != Role::Finally : node->role != Role::Try && node->role != Role::Handler) return false;
        if (node->role == Role::Handler && !(parent->child(Role::Try) && mayThrow(parent->child(Role::Try)))) return false;
        break;
      }
      default:
        return false;
    }
  }
  return false;
}

}  // namespace vireon
