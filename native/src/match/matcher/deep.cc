// What may stand anywhere in an expression, a statement, or the shell text of an instruction.
#include <algorithm>

#include "match/matcher/kinds.h"
#include "match/matcher/matcher.h"
#include "parse/dockerfile.h"

namespace vireon {
namespace {

// Expressions right below an expression. Statements in lambdas are left to those who look at statements.
template <class F>
bool eachSubexpression(const Node* t, bool implicit, const F& visit) {
  auto all = [&](std::initializer_list<Role> roles) {
    for (const Node* child : t->children())
      if (std::find(roles.begin(), roles.end(), child->role) != roles.end() && visit(child)) return true;
    return false;
  };
  if (implicit) {
    switch (t->kind) {
      case Kind::Assign:
      case Kind::AugAssign:
        return all({Role::Right});
      case Kind::VarDef:
        return all({Role::Value});
      case Kind::Call:
        return all({Role::Callee, Role::Arg});
      case Kind::Binary:
        return all({Role::Left, Role::Right});
      case Kind::Unary:
      case Kind::Update:
      case Kind::Spread:
        return all({Role::Operand});
      case Kind::Cast:
      case Kind::Await:
      case Kind::Yield:
        return all({Role::Operand});
      case Kind::Member:
        return all({Role::Object});
      case Kind::Array:
      case Kind::Tuple:
      case Kind::Set:
      case Kind::Dict:
      case Kind::Object:
      case Kind::Sequence:
      case Kind::Template:
        return all({Role::Item});
      case Kind::Pair:
        return all({Role::Key, Role::Value});
      case Kind::Keyword:
        return all({Role::Value});
      default:
        return false;
    }
  }
  if (t->kind == Kind::Lambda) {
    const Node* body = t->child(Role::Body);
    return body && body->kind != Kind::Block && visit(body);
  }
  for (const Node* child : t->children()) {
    if (child->has(kNotExpression) || child->kind == Kind::Block) continue;
    if (child->role == Role::Type || child->role == Role::TypeArg) continue;
    if (visit(child)) return true;
  }
  return false;
}

}  // namespace

bool Matcher::deep(const Node* p, const Node* t, bool implicit, Next k) {
  if (!tick()) return true;
  Level level(depth_);
  if (t->kind == Kind::VarDef || isExpressionKind(t->kind)) {
    if (t->kind == Kind::VarDef ? p->kind == Kind::Assign && assign(p, t, k) : expression(p, t, true, k)) return true;
  }
  if (options_.symbolic && t->kind == Kind::Name && derefs_ < kMaxDerefs)
    if (const Node* value = valueOf(t); value && value != t && !isLiteralKind(value->kind)) {
      derefs_++;
      bool stop = deep(p, value, implicit, k);
      derefs_--;
      if (stop) return true;
    }
  return eachSubexpression(t, implicit, [&](const Node* child) { return deep(p, child, implicit, k); });
}

bool Matcher::deepInStatement(const Node* p, const Node* t, Next k) {
  for (const Node* child : t->children()) {
    if (child->kind == Kind::Block || child->role == Role::Body || child->role == Role::Then || child->role == Role::Else) continue;
    if (t->kind == Kind::Function || t->kind == Kind::Class || t->kind == Kind::Import || t->kind == Kind::Try) continue;
    if (child->role == Role::Name || child->role == Role::Type || child->role == Role::Modifier || child->role == Role::Attribute) continue;
    if (deep(p, child, false, k)) return true;
  }
  return false;
}

// The command of a pattern may stand anywhere in the shell text of an instruction.
bool Matcher::shellText(const Node* p, const Node* t, Next k) {
  if (p->count != 1) return p->count == t->count && k();
  const Node* wanted = p->items[0];
  if (wanted->kind == Kind::Ellipsis) return k();
  bool placeholder = wanted->kind == Kind::MetaVar || wanted->kind == Kind::MetaEllipsis;
  auto within = [&](auto& self, const Node* node) -> bool {
    if (!tick()) return true;
    if (node->kind != Kind::Other || node->hash != kShellHash) {
      if (isStatementNode(wanted) && node->kind >= Kind::Block ? any(wanted, node, k) : isExpressionKind(node->kind) && expression(wanted, node, true, k)) return true;
      if (placeholder || (!options_.implicitDeep && node->kind != Kind::Block)) return false;
    }
    for (const Node* child : node->children())
      if (self(self, child)) return true;
    return false;
  };
  return within(within, t);
}

}  // namespace vireon
