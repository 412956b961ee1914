// What objects, dictionaries, classes, templates and elements of markup hold.

#include "match/matcher/matcher.h"
#include "parse/word.h"

namespace vireon {
namespace {

bool isPiece(const Node* node) { return node->parent && node->parent->kind == Kind::Template; }

// What is left without `...`, and whether there was one.
std::vector<Node*> withoutDots(Nodes ps, bool& dots) {
  std::vector<Node*> kept;
  for (Node* p : ps) {
    if (p->kind == Kind::Ellipsis)
      dots = true;
    else
      kept.push_back(p);
  }
  return kept;
}

}  // namespace

// In any order, and there may be more of them.
bool Matcher::fields(Nodes ps, Nodes ts, Next k) {
  bool more = options_.implicitEllipsis;
  std::vector<Node*> kept = withoutDots(ps, more);
  return anyOrder(kept, ts, more, &Matcher::field, k);
}

bool Matcher::field(const Node* p, const Node* t, Next k) {
  if (p->kind == Kind::MetaVar) return bind(p, t, k);
  if (p->kind == Kind::Pair || p->kind == Kind::Keyword) return pair(p, t, k);
  if (p->kind == Kind::Function && t->kind == Kind::Pair) return function(p, t, k);
  if (plain(p, t, k)) return true;
  // A block of HCL is found in the blocks below as well.
  if (p->kind != Kind::Class || t->kind != Kind::Class || tree_.language != "terraform" || !tick()) return false;
  const Node* body = t->child(Role::Body);
  if (!body) return false;
  for (const Node* inner : body->children())
    if (field(p, inner, k)) return true;
  return false;
}

bool Matcher::pair(const Node* p, const Node* t, Next k) {
  const Node* pk = p->child(p->kind == Kind::Pair ? Role::Key : Role::Name);
  const Node* pv = p->child(Role::Value);
  if (!pk || !pv) return generic(p, t, k);
  if (t->kind == Kind::Function) {
    const Node* tn = t->child(Role::Name);
    return pv->kind == Kind::Ellipsis && tn && key(pk, tn, k);
  }
  if (t->kind != Kind::Pair && t->kind != Kind::Keyword) return false;
  if (t->kind != p->kind && tree_.language != "go") return false;
  const Node *tk = t->child(t->kind == Kind::Pair ? Role::Key : Role::Name), *tv = t->child(Role::Value);
  if (!tk || !tv) return false;
  auto value = [&] { return expression(pv, tv, false, k); };
  // {$X} is one name, bound once.
  if (p->has(kShorthand) && pk->kind == Kind::MetaVar) return t->has(kShorthand) ? bind(pv, tv, k) : key(pk, tk, value);
  const bool expressionKey = t->parent && t->parent->kind == Kind::Dict;
  return expressionKey ? expression(pk, tk, false, value) : key(pk, tk, value);
}

// One of an object, a dictionary, a template, an element.
bool Matcher::entry(const Node* p, const Node* t, Next k) {
  if (p->kind == Kind::Ellipsis) return isPiece(p) && t->kind == Kind::String ? false : k();
  if (isPiece(p) && p->kind == Kind::MetaVar && t->kind == Kind::String && isPiece(t) && tree_.language != "bash") return false;
  if (p->kind == Kind::Pair || p->kind == Kind::Keyword) return field(p, t, k);
  if (p->kind == Kind::ElementAttribute) {
    if (t->kind != Kind::ElementAttribute) return false;
    const Node *pn = p->child(Role::Name), *tn = t->child(Role::Name);
    if (!pn || !tn) return false;
    return key(pn, tn, [&] {
      const Node *pv = p->child(Role::Value), *tv = t->child(Role::Value);
      if (!pv || !tv) return pv == tv && k();
      return expression(pv, tv, false, k);
    });
  }
  if (p->kind == Kind::Text) {
    if (t->kind != Kind::Text) return false;
    if (p->part) return text(p, trimmed(t->text), t, k);
    return trimmed(p->text) == trimmed(t->text) && k();
  }
  if (t->kind == Kind::Text) return p->kind == Kind::MetaVar && bind(p, t, k);
  return plain(p, t, k);
}

bool Matcher::element(const Node* p, const Node* t, Next k) {
  if (!options_.singletonLoose && p->has(kSelfClosing) != t->has(kSelfClosing)) return false;
  const Node *pn = p->child(Role::Name), *tn = t->child(Role::Name);
  if ((pn == nullptr) != (tn == nullptr)) return false;
  auto attributes = [&] {
    bool more = options_.attributesImplicit;
    std::vector<Node*> kept = withoutDots(p->all(Role::Param), more);
    return anyOrder(kept, t->all(Role::Param), more, &Matcher::entry, [&] { return elementContent(p, t, k); });
  };
  if (!pn) return attributes();
  return expression(pn, tn, false, attributes);
}

bool Matcher::elementContent(const Node* p, const Node* t, Next k) {
  Nodes ps = p->all(Role::Item), ts = t->all(Role::Item);
  bool more = false;
  std::vector<Node*> kept = withoutDots(ps, more);
  if (kept.size() == 1 && kept[0]->part && kept[0]->part->ellipsis) return bindList(kept[0], ts, t, k);
  if (options_.childrenOrdered) return list(ps, 0, ts, 0, true, &Matcher::entry, k);
  return anyOrder(kept, ts, more, &Matcher::entry, k);
}

}  // namespace vireon
