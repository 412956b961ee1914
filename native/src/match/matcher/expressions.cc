// Expressions: which of the other files compares a pattern and a node, by their kinds.
#include <array>

#include "match/matcher/kinds.h"
#include "match/matcher/matcher.h"
#include "match/matcher/numbers.h"
#include "parse/dockerfile.h"

namespace vireon {

bool Matcher::any(const Node* p, const Node* t, Next k) {
  switch (p->kind) {
    case Kind::Attribute:
      return t->kind == Kind::Attribute && attribute(p, t, k);
    case Kind::Param:
      return param(p, t, k);
    case Kind::Case:
      return t->kind == Kind::Case && caseClause(p, t, k);
    case Kind::Catch:
      return t->kind == Kind::Catch && catchClause(p, t, k);
    case Kind::Finally:
      return t->kind == Kind::Finally && optional(p->child(Role::Body), t->child(Role::Body), false, k);
    case Kind::Pair:
    case Kind::Keyword:
      return field(p, t, k);
    default:
      break;
  }
  if (isStatementNode(p) && p->kind >= Kind::Block) return statement(p, t, k);
  if (p->kind == Kind::Assign && t->kind == Kind::VarDef) return assign(p, t, k);
  return expression(p, t, true, k);
}

bool Matcher::optional(const Node* p, const Node* t, bool absentIsAny, Next k) {
  if (!p) return (!t || absentIsAny) && k();
  if (!t) return false;
  if (p->kind == Kind::Ellipsis) return k();
  return any(p, t, k);
}

bool Matcher::expression(const Node* p, const Node* t, bool root, Next k) {
  if (!tick()) return true;
  Level level(depth_);
  if (t->kind == Kind::Keyword && p->kind != Kind::Keyword && p->kind != Kind::Ellipsis) return false;
  if (t->kind == Kind::Cast && !root && p->kind != Kind::Ellipsis && t->child(Role::Operand))
    if (expression(p, t->child(Role::Operand), root, k)) return true;
  switch (p->kind) {
    case Kind::Ellipsis:
      return k();
    case Kind::MetaVar:
    case Kind::MetaEllipsis:
      return bind(p, t, k);
    case Kind::TypedMeta:
      return typed(p, t, k);
    case Kind::DeepEllipsis:
      return deep(p->items[0], t, false, k);
    default:
      break;
  }
  if (isLiteralKind(p->kind) && (p->kind != Kind::Regex || t->kind != Kind::Regex)) return literal(p, t, k);
  if (structure(p, t, k)) return true;
  if ((p->kind == Kind::Member || p->kind == Kind::Name) && throughImports(p, t, k)) return true;
  if (options_.symbolic && !root && t->kind == Kind::Name && derefs_ < kMaxDerefs) {
    if (const Node* value = valueOf(t); value && value != t && !isLiteralKind(value->kind)) {
      derefs_++;
      bool stop = expression(p, value, false, k);
      derefs_--;
      return stop;
    }
  }
  return false;
}

bool Matcher::structure(const Node* p, const Node* t, Next k) {
  switch (p->kind) {
    case Kind::Name:
      return name(p, t, k);
    case Kind::Call:
      if (t->kind == Kind::Name && tree_.language == "ruby") return bareCall(p, t, k);
      return t->kind == Kind::Call && call(p, t, k);
    case Kind::Member:
      return member(p, t, k);
    case Kind::Binary:
      return t->kind == Kind::Binary && binary(p, t, k);
    case Kind::Assign:
      return assign(p, t, k);
    case Kind::Template:
      return t->kind == Kind::Template && templates(p, t, k);
    case Kind::Lambda:
      return t->kind == Kind::Lambda && functionParts(p, t, k);
    case Kind::Function:
    case Kind::Class:
    case Kind::VarDef:
      return definition(p, t, k);
    case Kind::Regex:
      return t->kind == Kind::Regex && regexLiteral(p, t, k);
    case Kind::Element:
      return t->kind == Kind::Element && element(p, t, k);
    case Kind::Object:
      return t->kind == Kind::Object && fields(p->children(), t->children(), k);
    case Kind::Set:
    case Kind::Dict:
      return setOrDict(p, t, k);
    case Kind::Array:
    case Kind::Tuple:
      if (t->kind == Kind::Comprehension && p->count == 1 && p->items[0]->kind == Kind::Ellipsis)
        return (t->text == "list") == (p->kind == Kind::Array) && k();
      return t->kind == p->kind && list(p->children(), t->children(), &Matcher::plain, k);
    case Kind::Pair:
    case Kind::Keyword:
      return field(p, t, k);
    case Kind::New:
      return construction(p, t, k);
    default:
      return generic(p, t, k);
  }
}

bool Matcher::setOrDict(const Node* p, const Node* t, Next k) {
  if (t->kind != Kind::Set && t->kind != Kind::Dict) return false;
  bool onlyEllipsis = p->count == 1 && p->items[0]->kind == Kind::Ellipsis;
  if (onlyEllipsis || (p->count == 0 && t->count == 0)) return k();
  if (p->kind != t->kind) return false;
  bool more = false;
  for (const Node* item : p->children()) more |= item->kind == Kind::Ellipsis || item->kind == Kind::MetaEllipsis;
  return anyOrder(p->children(), t->children(), more, &Matcher::entry, k);
}

bool Matcher::construction(const Node* p, const Node* t, Next k) {
  // A literal without its type, as it stands in a list of them.
  if (t->kind == Kind::Array && p->text == "literal" && !p->child(Role::Type)) return arguments(p->all(Role::Arg), t->children(), k);
  if (t->kind != Kind::New || p->hash != t->hash) return false;
  return optional(p->child(Role::Type), t->child(Role::Type), p->text == "literal", [&] {
    auto rest = [&] {
      return optional(p->child(Role::Object), t->child(Role::Object), false, [&] {
        const Node *pb = p->child(Role::Body), *tb = t->child(Role::Body);
        if (!pb) return k();
        return tb && fields(pb->children(), tb->children(), k);
      });
    };
    return arguments(p->all(Role::Arg), t->all(Role::Arg), rest);
  });
}

bool Matcher::assign(const Node* p, const Node* t, Next k) {
  const Node *left = p->child(Role::Left), *right = p->child(Role::Right);
  if (!left || !right) return false;
  auto both = [&](const Node* target, const Node* value, Next rest) {
    return expression(left, target, false, [&] { return expression(right, value, false, rest); });
  };
  if (t->kind == Kind::VarDef) {
    if (!options_.vardefAssign || p->hash) return false;
    const Node *value = t->child(Role::Value), *target = t->child(Role::Name);
    if (!target) target = t->child(Role::Target);
    return value && target && both(target, value, k);
  }
  if (t->kind != Kind::Assign) return false;
  if (p->hash != 0 && p->hash != t->hash) return false;
  const Node *tl = t->child(Role::Left), *tr = t->child(Role::Right);
  if (!tl || !tr) return false;
  if (both(tl, tr, [&] { return optional(p->child(Role::Type), t->child(Role::Type), true, k); })) return true;
  if (tl->kind == Kind::Tuple && (tr->kind == Kind::Tuple || (tr->kind == Kind::Array && tree_.language == "ruby")) && tl->count == tr->count)
    for (uint32_t i = 0; i < tl->count; i++)
      if (both(tl->items[i], tr->items[i], k)) return true;
  return false;
}

bool Matcher::key(const Node* p, const Node* t, Next k) {
  if (p->kind == Kind::MetaVar) return bind(p, t, k);
  if (p->kind == Kind::Ellipsis) return k();
  bool plain = t->kind == Kind::Name || t->kind == Kind::String || isNumberKind(t->kind);
  if (p->kind == Kind::String && p->part && plain) return text(p, t->text, t, k);
  if (isNumberKind(p->kind) && isNumberKind(t->kind)) return sameNumber(p->text, t->text) && k();
  if ((p->kind == Kind::Name || p->kind == Kind::String || p->kind == Kind::Int) && plain) return p->text == t->text && k();
  return expression(p, t, false, k);
}

namespace {

constexpr Role kGenericRoles[] = {Role::None, Role::Name, Role::Target, Role::Callee, Role::Object, Role::Operand, Role::Left,
                          Role::Right, Role::Type, Role::Key, Role::Value, Role::Init, Role::Cond, Role::Update,
                          Role::Then, Role::Else, Role::TypeArg, Role::Param, Role::Result, Role::Base, Role::Alias,
                          Role::Path, Role::Body, Role::Arg, Role::Handler, Role::Case, Role::Item};

bool mayBeLeftOut(Role role) { return role == Role::TypeArg || role == Role::Result; }

}  // namespace

// What is told apart only by kind, spelling and children.
bool Matcher::generic(const Node* p, const Node* t, Next k) {
  if (p->kind != t->kind || p->hash != t->hash) return false;
  if (p->kind == Kind::Other && p->hash == kShellHash) return shellText(p, t, k);
  if (p->count == 0 && t->count == 0) return p->text == t->text && k();
  return genericRoles(p, t, 0, k);
}

bool Matcher::genericRoles(const Node* p, const Node* t, size_t at, Next k) {
  for (; at < std::size(kGenericRoles); at++) {
    const Role role = kGenericRoles[at];
    Nodes ps = p->all(role), ts = t->all(role);
    if (ps.empty() && (ts.empty() || mayBeLeftOut(role))) continue;
    return list(ps, ts, role == Role::Param ? &Matcher::param : &Matcher::plain, [&] { return genericRoles(p, t, at + 1, k); });
  }
  return k();
}

}  // namespace vireon
