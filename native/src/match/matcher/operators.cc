// Binary operators: those that may be bracketed or turned around as one likes.

#include "match/matcher/matcher.h"

namespace vireon {
namespace {

bool isAssociative(std::string_view op) {
  return op == "&&" || op == "||" || op == "and" || op == "or" || op == "|" || op == "&" || op == "^";
}

bool isCommutative(std::string_view op) { return op == "|" || op == "&" || op == "^"; }

// Operands of a chain of one operator, however it is bracketed.
void operands(const Node* node, uint32_t op, std::vector<Node*>& out) {
  for (Node* child : node->children()) {
    if (child->kind == Kind::Binary && child->hash == op)
      operands(child, op, out);
    else
      out.push_back(child);
  }
}

}  // namespace

bool Matcher::binary(const Node* p, const Node* t, Next k) {
  const Node *left = p->child(Role::Left), *right = p->child(Role::Right);
  const Node *tl = t->child(Role::Left), *tr = t->child(Role::Right);
  if (!left || !right || !tl || !tr || p->hash != t->hash || p->text != t->text) return false;
  bool associates = options_.acMatching && (isAssociative(p->text) || (p->text == "." && tree_.language == "php")) && tree_.language != "bash";
  bool commutes = (isCommutative(p->text) && tree_.language != "vb") || (options_.commutativeBool && isAssociative(p->text));
  if (associates && commutes) return commutative(p, t, k);
  if (associates) {
    std::vector<Node*> ps, ts;
    operands(p, p->hash, ps);
    operands(t, t->hash, ts);
    return associative(ps, 0, ts, 0, t, k);
  }
  if (right->kind == Kind::Ellipsis && tree_.language != "bash") {
    // 1 + ... : whatever follows.
    bool found = false;
    bool stop = expression(left, tl, false, [&] {
      found = true;
      return k();
    });
    if (stop || found) return stop;
    return expression(p, tl, false, k);
  }
  if (expression(left, tl, false, [&] { return expression(right, tr, false, k); })) return true;
  bool equality = p->text == "==" || p->text == "!=";
  if (equality && options_.symmetricEq) return expression(left, tr, false, [&] { return expression(right, tl, false, k); });
  return false;
}

bool Matcher::associative(Nodes ps, size_t i, Nodes ts, size_t j, const Node* like, Next k) {
  if (!tick()) return true;
  if (i == ps.size()) return j == ts.size() && k();
  const Node* p = ps[i];
  if (p->kind == Kind::Ellipsis) {
    for (size_t to = j; to <= ts.size(); to++)
      if (associative(ps, i + 1, ts, to, like, k)) return true;
    return false;
  }
  if (j == ts.size()) return false;
  if (p->kind == Kind::MetaVar) {
    const Node* run = ts[j];
    for (size_t to = j + 1; to <= ts.size(); to++) {
      if (!tick()) return true;
      if (to > j + 1) run = joined(run, ts[to - 1], like);
      // The last one takes all that is left.
      if (i + 1 == ps.size() && to < ts.size()) continue;
      if (bind(p, run, [&] { return associative(ps, i + 1, ts, to, like, k); })) return true;
    }
    return false;
  }
  return expression(p, ts[j], false, [&] { return associative(ps, i + 1, ts, j + 1, like, k); });
}

// One node for each run, or long chains, whose parts are chains too, would fill the memory with the same ones.
const Node* Matcher::joined(const Node* left, Node* right, const Node* like) {
  Node*& known = joined_[{left, right, like->hash}];
  if (known) return known;
  known = synthetic(Kind::Binary, left);
  known->end = right->end;
  known->text = like->text;
  known->hash = like->hash;
  known->count = 2;
  known->items = tree_.arena.array<Node*>(2);
  known->items[0] = const_cast<Node*>(left);
  known->items[1] = right;
  return known;
}

// Each operand of the pattern takes another one of the text; those left over do no harm.
bool Matcher::commutative(const Node* p, const Node* t, Next k) {
  std::vector<Node*> all, ts, fixed, open;
  operands(p, p->hash, all);
  operands(t, t->hash, ts);
  for (Node* each : all) (each->kind == Kind::MetaVar ? open : each->kind == Kind::Ellipsis ? open : fixed).push_back(each);
  std::erase_if(open, [](Node* each) { return each->kind == Kind::Ellipsis; });
  std::vector<bool> used(ts.size(), false);
  // Metavariables take one operand each, the last of them all that is left as well.
  auto openOnes = [&] {
    if (open.empty()) return k();
    std::vector<Node*> left;
    for (size_t i = 0; i < ts.size(); i++)
      if (!used[i]) left.push_back(ts[i]);
    if (left.size() < open.size()) return false;
    // In any order where there are few; else in the order of the text.
    if (left.size() > 3) return list(open, 0, left, 0, true, &Matcher::plain, k);
    if (left.size() > open.size() && associative(open, 0, left, 0, t, k)) return true;
    std::vector<bool> taken(left.size(), false);
    return anyOrder(open, 0, left, taken, true, &Matcher::plain, k);
  };
  return anyOrder(fixed, 0, ts, used, true, &Matcher::plain, openOnes);
}

}  // namespace vireon
