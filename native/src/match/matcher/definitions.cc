// Functions, classes and variables, with all that is written around their names.
#include <algorithm>

#include "match/matcher/matcher.h"

namespace vireon {

bool Matcher::modifier(const Node* p, const Node* t, Next k) {
  if (p->text == t->text) return k();
  bool loose = p->text == "var" && (t->text == "let" || t->text == "const");
  return loose && options_.letIsVar && k();
}

bool Matcher::attribute(const Node* p, const Node* t, Next k) {
  if (p->kind == Kind::MetaVar || p->kind == Kind::Ellipsis) return plain(p, t, k);
  if (p->count == 0 || t->count == 0) return false;
  const Node *pe = p->items[0], *te = t->items[0];
  if (pe->kind == Kind::Call && te->kind == Kind::Call) return expression(pe, te, false, k);
  if (pe->kind != Kind::Call && te->kind != Kind::Call) return expression(pe, te, false, k);
  // @a and @a() are the same.
  const Node* call = pe->kind == Kind::Call ? pe : te;
  Nodes arguments = call->all(Role::Arg);
  bool empty = arguments.empty() || (call == pe && arguments.size() == 1 && (arguments[0]->kind == Kind::Ellipsis || arguments[0]->kind == Kind::MetaEllipsis));
  if (!empty || !call->child(Role::Callee)) return false;
  if (call == pe) {
    auto after = [&] {
      if (arguments.size() == 1 && arguments[0]->kind == Kind::MetaEllipsis) return bindList(arguments[0], {}, te, k);
      return k();
    };
    return expression(pe->child(Role::Callee), te, false, after);
  }
  return expression(pe, te->child(Role::Callee), false, k);
}

bool Matcher::attributes(const Node* p, const Node* t, Next k) {
  auto modifiers = [&] { return anyOrder(p->all(Role::Modifier), t->all(Role::Modifier), true, &Matcher::modifier, k); };
  if (options_.decoratorsOrdered) return subsequence(p->all(Role::Attribute), 0, t->all(Role::Attribute), 0, &Matcher::attribute, modifiers);
  return anyOrder(p->all(Role::Attribute), t->all(Role::Attribute), true, &Matcher::attribute, modifiers);
}

bool Matcher::definition(const Node* p, const Node* t, Next k) {
  switch (p->kind) {
    case Kind::Function:
      return function(p, t, k);
    case Kind::Class:
      return t->kind == Kind::Class && classLike(p, t, k);
    default:
      return t->kind == Kind::VarDef && variable(p, t, k);
  }
}

bool Matcher::function(const Node* p, const Node* t, Next k) {
  const Node* pn = p->child(Role::Name);
  if (t->kind == Kind::Function) {
    const Node* tn = t->child(Role::Name);
    if (!pn || !tn) return false;
    auto rest = [&] { return attributes(p, t, [&] { return functionParts(p, t, k); }); };
    return key(pn, tn, rest);
  }
  // An arrow function that is given a name is that function.
  if (!options_.arrowIsFunction) return false;
  if (t->kind == Kind::Lambda)
    return pn && pn->kind == Kind::Ellipsis && functionParts(p, t, k);
  if (t->kind != Kind::VarDef && t->kind != Kind::Pair) return false;
  const Node* value = t->child(Role::Value);
  if (!value || value->kind != Kind::Lambda) return false;
  const Node* tn = t->child(t->kind == Kind::Pair ? Role::Key : Role::Name);
  if (!pn || !tn) return false;
  return key(pn, tn, [&] { return attributes(p, t, [&] { return functionParts(p, value, k); }); });
}

bool Matcher::functionParts(const Node* p, const Node* t, Next k) {
  auto body = [&] {
    if (p->has(kWildcardBody)) return k();
    return block(p->child(Role::Body), t->child(Role::Body), k);
  };
  auto result = [&] { return optional(p->child(Role::Result), t->child(Role::Result), true, body); };
  auto params = [&] { return list(p->all(Role::Param), t->all(Role::Param), &Matcher::param, result); };
  auto receiver = [&] {
    if (!p->child(Role::Receiver)) return params();
    return list(p->all(Role::Receiver), t->all(Role::Receiver), &Matcher::param, params);
  };
  if (p->all(Role::TypeParam).empty()) return receiver();
  return list(p->all(Role::TypeParam), t->all(Role::TypeParam), &Matcher::plain, receiver);
}

bool Matcher::param(const Node* p, const Node* t, Next k) {
  if (p->kind != Kind::Param || t->kind != Kind::Param) return plain(p, t, k);
  const Node* name = p->child(Role::Name);
  bool bare = p->count == 1 && name && name->kind == Kind::MetaVar;
  if (!bare) return paramParts(p, t, k);
  if (const Node* tn = t->child(Role::Name)) return bind(name, tn, k);
  if (const Node* target = t->child(Role::Target); target && target->kind == Kind::Spread) return false;
  return bind(name, t, k);
}

bool Matcher::paramParts(const Node* p, const Node* t, Next k) {
  // `$X: $T` where a pattern stands for the name.
  const Node *meta = p->child(Role::Name), *pattern = t->child(Role::Target);
  if (meta && meta->kind == Kind::MetaVar && pattern && pattern->kind != Kind::Spread && t->child(Role::Type))
    return optional(p->child(Role::Value), t->child(Role::Value), true, [&] {
      return optional(p->child(Role::Type), t->child(Role::Type), true, [&] { return bind(meta, pattern, k); });
    });
  return optional(p->child(Role::Name), t->child(Role::Name), false, [&] {
    const Node *pt = p->child(Role::Target), *tt = t->child(Role::Target);
    if ((pt == nullptr) != (tt == nullptr)) return false;
    auto rest = [&] {
      return optional(p->child(Role::Value), t->child(Role::Value), true, [&] {
        return optional(p->child(Role::Type), t->child(Role::Type), true, [&] { return attributes(p, t, k); });
      });
    };
    if (!pt) return rest();
    return expression(pt, tt, false, rest);
  });
}

bool Matcher::classBody(const Node* p, const Node* t, Next k) {
  if (p->has(kWildcardBody)) return k();
  const Node *pb = p->child(Role::Body), *tb = t->child(Role::Body);
  if (!pb) return k();
  if (tb) return fields(pb->children(), tb->children(), k);
  Nodes wanted = pb->children();
  return std::all_of(wanted.begin(), wanted.end(), [](const Node* each) { return each->kind == Kind::Ellipsis; }) && k();
}

bool Matcher::classLike(const Node* p, const Node* t, Next k) {
  if (p->hash != t->hash) return false;
  const Node *pn = p->child(Role::Name), *tn = t->child(Role::Name);
  auto body = [&] { return classBody(p, t, k); };
  auto params = [&] {
    if (p->all(Role::Param).empty()) return body();
    return list(p->all(Role::Param), t->all(Role::Param), &Matcher::param, body);
  };
  auto parents = [&] {
    std::vector<Node*> interfaces;
    for (Node* each : p->all(Role::Interface))
      if (each->kind != Kind::Ellipsis) interfaces.push_back(each);
    return list(p->all(Role::Base), 0, t->all(Role::Base), 0, true, &Matcher::argument,
                [&] { return anyOrder(interfaces, t->all(Role::Interface), true, &Matcher::plain, params); });
  };
  auto generics = [&] {
    if (p->all(Role::TypeParam).empty()) return parents();
    return list(p->all(Role::TypeParam), t->all(Role::TypeParam), &Matcher::plain, parents);
  };
  auto decorations = [&] { return attributes(p, t, generics); };
  if (!pn) return decorations();
  return tn && key(pn, tn, decorations);
}

bool Matcher::variable(const Node* p, const Node* t, Next k) {
  if (p->hash != t->hash) return false;
  const Node *pn = p->child(Role::Name), *tn = t->child(Role::Name);
  const Node *pt = p->child(Role::Target), *tt = t->child(Role::Target);
  auto value = [&] { return optional(p->child(Role::Value), t->child(Role::Value), false, k); };
  auto type = [&] { return optional(p->child(Role::Type), t->child(Role::Type), true, value); };
  auto init = [&] { return optional(p->child(Role::Init), t->child(Role::Init), true, type); };
  auto decorations = [&] { return attributes(p, t, init); };
  if (pt) return tt && expression(pt, tt, false, decorations);
  if (!pn) return decorations();
  if (!tn) return tt && pn->kind == Kind::MetaVar && bind(pn, tt, decorations);
  return key(pn, tn, decorations);
}

}  // namespace vireon
