// Calls and their arguments, and members, on which calls are chained.
#include <cctype>

#include "match/matcher/matcher.h"

namespace vireon {

bool Matcher::call(const Node* p, const Node* t, Next k) {
  if (p->hash != t->hash || (p->flags & kTagged) != (t->flags & kTagged)) return false;
  const Node *pc = p->child(Role::Callee), *tc = t->child(Role::Callee);
  auto rest = [&] {
    Nodes given = p->all(Role::TypeArg);
    auto args = [&] { return arguments(p->all(Role::Arg), t->all(Role::Arg), k); };
    if (given.empty()) return args();
    return list(given, t->all(Role::TypeArg), &Matcher::plain, args);
  };
  // Flags of a Dockerfile's instruction: those that the pattern names must be there.
  if (!p->all(Role::Attribute).empty()) return anyOrder(p->all(Role::Attribute), t->all(Role::Attribute), true, &Matcher::field, rest);
  if (!pc || !tc) return pc == tc && rest();
  return expression(pc, tc, false, rest);
}

// In Ruby a name that nothing was assigned to is a call.
bool Matcher::bareCall(const Node* p, const Node* t, Next k) {
  const Node* callee = p->child(Role::Callee);
  const Binding* binding = t->info ? t->info->binding : nullptr;
  bool known = binding && (!binding->declaration || binding->declaration->start < t->start || binding->sort == Binding::Sort::Param);
  bool declared = t->has(kSpecialName) || t->role == Role::Left || known || !callee || callee->kind == Kind::Member;
  bool constant = !t->text.empty() && !(std::islower(static_cast<unsigned char>(t->text[0])) || t->text[0] == '_');
  if (declared || constant) return false;
  return expression(callee, t, false, [&] { return arguments(p->all(Role::Arg), {}, k); });
}

bool Matcher::memberName(const Node* p, const Node* t, Next k) {
  if (!p || !t) return p == t && k();
  if (p->kind == Kind::Name && t->kind == Kind::Name) return p->hash == t->hash && p->text == t->text && k();
  return expression(p, t, false, k);
}

// a. ... is a and everything that is called on it.
bool Matcher::memberChain(const Node* object, const Node* t, Next k) {
  bool chain = t->kind == Kind::Member || (t->kind == Kind::Call && t->child(Role::Callee) && t->child(Role::Callee)->kind == Kind::Member);
  if (!chain) return false;
  for (const Node* at = t; at;) {
    if (expression(object, at, false, k)) return true;
    const Node* step = at->kind == Kind::Call ? at->child(Role::Callee) : at;
    if (!step || step->kind != Kind::Member) break;
    at = step->child(Role::Object);
  }
  return false;
}

bool Matcher::member(const Node* p, const Node* t, Next k) {
  const Node *object = p->child(Role::Object), *last = p->child(Role::Name);
  if (!object || !last) return generic(p, t, k);
  if (last->kind == Kind::Ellipsis) return memberChain(object, t, k);
  if (t->kind != Kind::Member || (p->has(kOptionalChain) && !t->has(kOptionalChain))) return false;
  const Node *to = t->child(Role::Object), *tn = t->child(Role::Name);
  if (!to) return false;
  return memberName(last, tn, [&] {
    if (object->kind == Kind::Member && object->child(Role::Name) && object->child(Role::Name)->kind == Kind::Ellipsis &&
        object->child(Role::Object))
      if (expression(object->child(Role::Object), to, false, k)) return true;
    return expression(object, to, false, k);
  });
}

bool Matcher::argument(const Node* p, const Node* t, Next k) {
  if ((p->kind == Kind::Keyword) != (t->kind == Kind::Keyword)) return false;
  if (p->kind == Kind::Keyword) return field(p, t, k);
  return plain(p, t, k);
}

// Positional ones in order; named ones wherever they stand.
bool Matcher::arguments(Nodes ps, size_t i, Nodes ts, std::vector<bool>& used, size_t j, Next k) {
  if (!tick()) return true;
  while (j < ts.size() && used[j]) j++;
  if (i == ps.size()) {
    for (size_t at = j; at < ts.size(); at++)
      if (!used[at]) return false;
    return k();
  }
  const Node* p = ps[i];
  if (p->kind == Kind::Ellipsis) {
    if (i + 1 == ps.size()) return k();
    for (size_t to = j; to <= ts.size(); to++) {
      if (to > j && used[to - 1]) continue;
      if (arguments(ps, i + 1, ts, used, to, k)) return true;
    }
    return false;
  }
  if (p->kind == Kind::MetaEllipsis) {
    for (size_t to = j; to <= ts.size(); to++) {
      std::vector<Node*> run;
      for (size_t at = j; at < to; at++)
        if (!used[at]) run.push_back(ts[at]);
      if (bindList(p, run, j < ts.size() ? ts[j] : ts.empty() ? nullptr : ts.back(), [&] { return arguments(ps, i + 1, ts, used, to, k); })) return true;
    }
    return false;
  }
  if (p->kind == Kind::Keyword) {
    for (size_t at = j; at < ts.size(); at++) {
      if (used[at] || ts[at]->kind != Kind::Keyword) continue;
      used[at] = true;
      bool stop = field(p, ts[at], [&] { return arguments(ps, i + 1, ts, used, j, k); });
      used[at] = false;
      if (stop) return true;
    }
    return false;
  }
  if (j == ts.size()) return false;
  return argument(p, ts[j], [&] { return arguments(ps, i + 1, ts, used, j + 1, k); });
}

bool Matcher::arguments(Nodes ps, Nodes ts, Next k) {
  if (ps.size() == 1 && ps[0]->kind == Kind::Ellipsis) return k();
  std::vector<bool> used(ts.size(), false);
  return arguments(ps, 0, ts, used, 0, k);
}

}  // namespace vireon
