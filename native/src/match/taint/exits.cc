// Sinks at exit: a statement after which the function is left is one, whatever it says, while anything is still tainted.
#include "match/taint/run.h"

namespace vireon {
namespace {

bool leavesSwitch(const Node* node) { return node->kind == Kind::Break; }

/** What a statement does last of all it does, for sinks that are expressions. */
const Node* lastStep(const Node* statement) {
  switch (statement->kind) {
    case Kind::ExprStmt:
      return statement->count == 1 ? lastStep(statement->items[0]) : statement;
    case Kind::Await:
      return statement->child(Role::Operand) ? lastStep(statement->child(Role::Operand)) : statement;
    case Kind::Assign:
    case Kind::AugAssign:
      return statement->child(Role::Right) ? lastStep(statement->child(Role::Right)) : statement;
    case Kind::VarDef:
      return statement->child(Role::Value) ? lastStep(statement->child(Role::Value)) : statement;
    default:
      return statement;
  }
}

bool covers(const Range& range, const Node* node) { return range.start <= node->start && node->end <= range.end; }

}  // namespace

// A loop is left by its test, so nothing in it is at the end.
void TaintRun::findExits(const Node* node, bool inSwitch) {
  switch (node->kind) {
    case Kind::Block: {
      auto children = node->children();
      while (!children.empty() && inSwitch && leavesSwitch(children.back())) children = children.first(children.size() - 1);
      if (!children.empty()) findExits(children.back(), inSwitch);
      return;
    }
    case Kind::Try:
      for (const Node* child : node->children()) {
        const bool last = node->all(Role::Finally).empty() ? child->role != Role::Init : child->role == Role::Finally;
        if (last) findExits(child, inSwitch);
      }
      return;
    case Kind::If:
      for (const Role role : {Role::Then, Role::Else})
        for (const Node* child : node->all(role)) findExits(child, inSwitch);
      return;
    case Kind::Switch:
      for (const Node* clause : node->all(Role::Case)) findExits(clause, true);
      return;
    case Kind::Case:
    case Kind::Catch:
    case Kind::With:
      for (const Node* child : node->all(Role::Body)) findExits(child, inSwitch);
      return;
    case Kind::Finally:
      for (const Node* child : node->children()) findExits(child, inSwitch);
      return;
    case Kind::While:
    case Kind::DoWhile:
    case Kind::For:
    case Kind::ForEach:
    case Kind::Function:
    case Kind::Class:
    case Kind::Throw:
    case Kind::Break:
    case Kind::Continue:
      return;
    default:
      exits_.insert(node);
  }
}

void TaintRun::checkExit(const Node* statement) {
  if (marks_.exitSinks().empty() || frames_.empty() || frames_.back().called || !frames_.back().function) return;
  Taints reaching;
  for (const auto& [variable, value] : state_)
    if (functionOf(variable) == frames_.back().function)
      for (const Taint& taint : value.all()) reaching.add(taint);
  if (reaching.empty()) return;
  const Node* last = lastStep(statement);
  for (const uint32_t id : marks_.exitSinks()) {
    const Range& range = marks_.sink(id).range;
    if (covers(range, statement)) checkSink(id, reaching, statement);
    else if (covers(range, last)) checkSink(id, reaching, last);
  }
}

}  // namespace vireon
