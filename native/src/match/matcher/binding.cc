// Metavariables: what they are bound to, and whether two places hold the same.
#include <algorithm>
#include <cctype>
#include <optional>

#include "match/matcher/kinds.h"
#include "match/matcher/matcher.h"
#include "match/matcher/numbers.h"
#include "parse/names.h"

namespace vireon {

const Node* Matcher::valueOf(const Node* t) const {
  if (!t->info || !t->info->value || (t->kind != Kind::Name && t->kind != Kind::Member)) return nullptr;
  return t->info->value;
}

Node* Matcher::synthetic(Kind kind, const Node* at) {
  Node* node = tree_.arena.make<Node>();
  node->kind = kind;
  node->start = at->start;
  node->end = at->end;
  node->flags = kSynthetic;
  return node;
}

Node* Matcher::nameAt(std::string_view text, const Node* at) {
  Node* name = synthetic(Kind::Name, at);
  name->text = text;
  name->hash = hashOf(text);
  return name;
}

Node* Matcher::nameAcross(const Node* first, const Node* last) {
  Node* name = synthetic(Kind::Name, first);
  name->end = last->end;
  name->text = tree_.slice(name);
  name->hash = hashOf(name->text);
  return name;
}

bool Matcher::sameTree(const Node* a, const Node* b, int depth) const {
  if (a == b) return true;
  if (depth > 1000) return false;
  if (a->kind != b->kind) {
    // A string of unquoted and of quoted words, a statement and its expression.
    if (a->kind == Kind::ExprStmt && a->count == 1) return sameTree(a->items[0], b, depth + 1);
    if (b->kind == Kind::ExprStmt && b->count == 1) return sameTree(a, b->items[0], depth + 1);
    return false;
  }
  const bool spelt = a->hash == b->hash && a->text == b->text;
  if ((!spelt && !(a->kind == Kind::Name && b->kind == Kind::Name && sameWhateverCase(a->text, b->text))) || a->count != b->count) return false;
  if (a->kind == Kind::Name && options_.strictIds) {
    const Binding *x = a->info ? a->info->binding : nullptr, *y = b->info ? b->info->binding : nullptr;
    if (x && y && x != y) return false;
  }
  for (uint32_t i = 0; i < a->count; i++)
    if (a->items[i]->role != b->items[i]->role || !sameTree(a->items[i], b->items[i], depth + 1)) return false;
  return true;
}

namespace {

// What is bound as a piece of text, or is as good as one.
std::optional<std::string_view> plainText(const Bound& bound) {
  if (bound.sort == Bound::Sort::Text) return bound.text;
  if (bound.sort == Bound::Sort::Node && bound.node && bound.node->kind == Kind::Name) return bound.node->text;
  return std::nullopt;
}

bool isKey(const Node* node) { return node->role == Role::Key && (node->kind == Kind::Name || node->kind == Kind::String || isNumberKind(node->kind)); }

// {a: 1, "a": 2}, {0x1: 1, 1: 2}
bool sameKey(std::string_view a, std::string_view b) {
  if (a == b) return true;
  return !a.empty() && std::isdigit(static_cast<unsigned char>(a[0])) && sameNumber(a, b);
}

const Node* constantName(const Node* name) { return name->kind == Kind::Name && name->info ? name->info->constant : nullptr; }

}  // namespace

bool Matcher::sameBound(const Bound& a, const Bound& b) const {
  if (a.sort == Bound::Sort::Text || b.sort == Bound::Sort::Text) {
    auto x = plainText(a), y = plainText(b);
    return x && y && *x == *y;
  }
  if (a.sort == Bound::Sort::List || b.sort == Bound::Sort::List) {
    if (a.sort != b.sort || a.count != b.count) return false;
    for (uint32_t i = 0; i < a.count; i++)
      if (!sameTree(a.list[i], b.list[i])) return false;
    return true;
  }
  const Node *x = a.node, *y = b.node;
  if (sameTree(x, y)) return true;
  if (isKey(x) && isKey(y)) return sameKey(x->text, y->text);
  // A name and what it is known to be.
  if (!options_.constants) return false;
  if (isLiteralKind(y->kind))
    if (const Node* value = constantName(x)) return sameTree(value, y) || (value->kind == y->kind && value->text == y->text);
  if (isLiteralKind(x->kind))
    if (const Node* value = constantName(y)) return value->kind == x->kind && value->text == x->text;
  return false;
}

bool Matcher::bindAs(const PatternPart& part, Bound bound, Next k) {
  if (part.anonymous) return k();
  if (const Bound* known = boundOf(bindings_, part.meta)) return sameBound(*known, bound) && k();
  bound.id = part.meta;
  bindings_.push_back(bound);
  bool stop = k();
  bindings_.pop_back();
  return stop;
}

bool Matcher::bind(const Node* p, const Node* t, Next k) {
  if (p->part->anonymous) return k();
  if (t->kind == Kind::Name && options_.constants && t->info && t->info->value) constantOf(tree_, t);
  return bindAs(*p->part, boundNode(p->part->meta, t), k);
}

bool Matcher::bindText(const Node* p, std::string_view text, uint32_t start, uint32_t end, Next k) {
  return bindAs(*p->part, boundText(p->part->meta, text, start, end), k);
}

bool Matcher::bindList(const Node* p, Nodes ts, const Node* around, Next k) {
  Bound bound;
  bound.sort = Bound::Sort::List;
  bound.count = ts.size();
  Node** kept = tree_.arena.array<Node*>(ts.size());
  std::copy(ts.begin(), ts.end(), kept);
  bound.list = kept;
  bound.start = ts.empty() ? around ? around->start : 0 : ts.front()->start;
  bound.end = ts.empty() ? bound.start : ts.back()->end;
  return bindAs(*p->part, bound, k);
}

bool Matcher::bindRun(const Node* p, Nodes ts, size_t from, size_t to, Next k) {
  return bindList(p, ts.subspan(from, to - from), from < ts.size() ? ts[from] : ts.empty() ? nullptr : ts.back(), k);
}

}  // namespace vireon
