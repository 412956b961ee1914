// Arguments, elements, fields.
#include <algorithm>

#include "match/matcher.h"

namespace vireon {
namespace {

bool isDots(const Node* p) {
  if (p->kind == Kind::Ellipsis) return !p->has(kTagged);
  // "..." between the pieces of a template.
  return p->kind == Kind::String && p->part && p->part->sort == PatternPart::Sort::Any && p->parent && p->parent->kind == Kind::Template;
}

bool isMany(const Node* p) {
  if (p->kind == Kind::MetaEllipsis) return true;
  return p->kind == Kind::String && p->part && p->part->ellipsis && p->parent && p->parent->kind == Kind::Template;
}

}  // namespace

bool Matcher::plain(const Node* p, const Node* t, Next k) {
  if (p->kind >= Kind::Block && p->kind < Kind::TypeParam) return any(p, t, k);
  return expression(p, t, false, k);
}

// In order; `more`: the text may go on after the pattern.
bool Matcher::list(Nodes ps, size_t i, Nodes ts, size_t j, bool more, Element element, Next k) {
  if (!tick()) return true;
  if (i == ps.size()) return (j == ts.size() || more) && k();
  const Node* p = ps[i];
  if (isDots(p)) {
    if (i + 1 == ps.size()) return k();
    for (size_t to = j; to <= ts.size(); to++)
      if (list(ps, i + 1, ts, to, more, element, k)) return true;
    return false;
  }
  if (isMany(p)) {
    for (size_t to = j; to <= ts.size(); to++)
      if (bindList(p, ts.subspan(j, to - j), j < ts.size() ? ts[j] : ts.empty() ? nullptr : ts.back(),
                   [&] { return list(ps, i + 1, ts, to, more, element, k); }))
        return true;
    return false;
  }
  if (j == ts.size()) return false;
  return (this->*element)(p, ts[j], [&] { return list(ps, i + 1, ts, j + 1, more, element, k); });
}

bool Matcher::anyOrder(Nodes ps, size_t i, Nodes ts, std::vector<bool>& used, bool more, Element element, Next k) {
  if (!tick()) return true;
  while (i < ps.size() && isDots(ps[i])) i++;
  if (i == ps.size()) {
    if (!more && std::count(used.begin(), used.end(), false) > 0) return false;
    return k();
  }
  if (isMany(ps[i])) {
    // Takes what the others leave; the others go first.
    for (size_t rest = i + 1; rest < ps.size(); rest++)
      if (!isDots(ps[rest]) && !isMany(ps[rest])) {
        std::vector<Node*> reordered(ps.begin() + i, ps.end());
        std::stable_partition(reordered.begin(), reordered.end(), [](Node* p) { return !isMany(p); });
        return anyOrder(reordered, 0, ts, used, more, element, k);
      }
    std::vector<Node*> left;
    for (size_t j = 0; j < ts.size(); j++)
      if (!used[j]) left.push_back(ts[j]);
    return bindList(ps[i], left, ts.empty() ? nullptr : ts.back(), k);
  }
  for (size_t j = 0; j < ts.size(); j++) {
    if (used[j]) continue;
    used[j] = true;
    bool stop = (this->*element)(ps[i], ts[j], [&] { return anyOrder(ps, i + 1, ts, used, more, element, k); });
    used[j] = false;
    if (stop) return true;
  }
  return false;
}

bool Matcher::anyOrder(Nodes ps, Nodes ts, bool more, Element element, Next k) {
  std::vector<bool> used(ts.size(), false);
  return anyOrder(ps, 0, ts, used, more, element, k);
}

// In order, with others between.
bool Matcher::subsequence(Nodes ps, size_t i, Nodes ts, size_t j, Element element, Next k) {
  if (!tick()) return true;
  if (i == ps.size()) return k();
  for (size_t at = j; at < ts.size(); at++)
    if ((this->*element)(ps[i], ts[at], [&] { return subsequence(ps, i + 1, ts, at + 1, element, k); })) return true;
  return false;
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

// One of an object, a dictionary, a template, an element.
bool Matcher::entry(const Node* p, const Node* t, Next k) {
  if (p->kind == Kind::Ellipsis) return p->parent && p->parent->kind == Kind::Template && t->kind == Kind::String ? false : k();
  if (p->parent && p->parent->kind == Kind::Template && p->kind == Kind::MetaVar && t->kind == Kind::String && t->parent && t->parent->kind == Kind::Template && tree_.language != "bash") return false;
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
    auto trim = [](std::string_view text) {
      size_t first = text.find_first_not_of(" \t\r\n"), last = text.find_last_not_of(" \t\r\n");
      return first == text.npos ? std::string_view() : text.substr(first, last - first + 1);
    };
    if (p->part) return text(p, trim(t->text), t, k);
    return trim(p->text) == trim(t->text) && k();
  }
  if (t->kind == Kind::Text) return p->kind == Kind::MetaVar && bind(p, t, k);
  return plain(p, t, k);
}

bool Matcher::field(const Node* p, const Node* t, Next k) {
  if (p->kind == Kind::MetaVar) return bind(p, t, k);
  if (p->kind == Kind::Pair || p->kind == Kind::Keyword) {
    const Node* pk = p->child(p->kind == Kind::Pair ? Role::Key : Role::Name);
    const Node* pv = p->child(Role::Value);
    if (!pk || !pv) return generic(p, t, k);
    if (t->kind == Kind::Function) {
      const Node* tn = t->child(Role::Name);
      return pv->kind == Kind::Ellipsis && tn && key(pk, tn, k);
    }
    if (t->kind != Kind::Pair && !(t->kind == Kind::Keyword)) return false;
    if (t->kind != p->kind && tree_.language != "go") return false;
    const Node *tk = t->child(t->kind == Kind::Pair ? Role::Key : Role::Name), *tv = t->child(Role::Value);
    if (!tk || !tv) return false;
    // {$X} is one name, bound once.
    if (p->has(kShorthand) && pk->kind == Kind::MetaVar) {
      if (!t->has(kShorthand)) return key(pk, tk, [&] { return expression(pv, tv, false, k); });
      return bind(pv, tv, k);
    }
    bool expressionKey = t->parent && t->parent->kind == Kind::Dict;
    auto value = [&] { return expression(pv, tv, false, k); };
    return expressionKey ? expression(pk, tk, false, value) : key(pk, tk, value);
  }
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

// In any order, and there may be more of them.
bool Matcher::fields(Nodes ps, Nodes ts, Next k) {
  std::vector<Node*> kept;
  bool more = options_.implicitEllipsis;
  for (Node* p : ps) {
    if (p->kind == Kind::Ellipsis)
      more = true;
    else
      kept.push_back(p);
  }
  return anyOrder(kept, ts, more, &Matcher::field, k);
}

}  // namespace vireon
