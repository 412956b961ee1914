// Lists in order, in any order, and with others between.
#include <algorithm>

#include "match/matcher/matcher.h"

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
      if (bindRun(p, ts, j, to, [&] { return list(ps, i + 1, ts, to, more, element, k); })) return true;
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

}  // namespace vireon
