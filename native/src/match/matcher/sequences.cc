// Statements one after the other: in a block, in one that takes the place of a statement, in what statements hold.
#include <algorithm>

#include "match/matcher/matcher.h"

namespace vireon {
namespace {

// How many statements may follow for each ending to be told apart.
constexpr size_t kEndings = 50;

bool isMetaStatement(const Node* p) { return p->kind == Kind::ExprStmt && p->count == 1 && p->items[0]->kind == Kind::MetaVar; }

// `... a ...`
bool isAnywhere(Nodes ps) {
  return ps.size() == 3 && ps[0]->kind == Kind::Ellipsis && ps[2]->kind == Kind::Ellipsis && ps[1]->kind != Kind::MetaEllipsis &&
         ps[1]->kind != Kind::Ellipsis;
}

}  // namespace

// Braces around one statement do not count.
bool Matcher::block(const Node* p, const Node* t, Next k) {
  if (!p) return !t && k();
  if (p->kind == Kind::Ellipsis) return k();
  if (p->kind == Kind::Block && p->count == 1 && p->items[0]->kind == Kind::Ellipsis) return k();
  if (!t) return false;
  // Code without braces: a body of one statement is that statement.
  if (tree_.language == "python" || tree_.language == "ruby" || tree_.language == "vb") {
    if (p->kind == Kind::Block && p->count == 1 && t->kind == Kind::Block && t->count == 1 && !t->has(kClassBody)) t = t->items[0];
    if (p->kind == Kind::Block && p->count == 1 && (t->kind != Kind::Block || isMetaStatement(p->items[0]))) return statement(p->items[0], t, k);
  }
  if (p->kind == Kind::Block) return t->kind == Kind::Block ? blockInBlock(p, t, k) : blockAsOne(p, t, k);
  if (t->kind == Kind::Block) {
    if (isMetaStatement(p)) return statement(p, t, k);
    return t->count == 1 && statement(p, t->items[0], k);
  }
  if (p->kind < Kind::Block) return expression(p, t, false, k);
  return statement(p, t, k);
}

bool Matcher::blockInBlock(const Node* p, const Node* t, Next k) {
  Nodes ps = p->children();
  if (isAnywhere(ps)) {
    for (Node* each : flattened(t).nodes)
      if (statement(ps[1], each, k)) return true;
    return false;
  }
  uint32_t saved = sequenceEnd_;
  bool stop = sequenceDeep(ps, 0, t, 0, false, [&] {
    uint32_t inner = sequenceEnd_;
    sequenceEnd_ = saved;
    bool result = k();
    sequenceEnd_ = inner;
    return result;
  });
  sequenceEnd_ = saved;
  return stop;
}

// A block of the pattern against one statement, or against the expression that is the body of an arrow function.
bool Matcher::blockAsOne(const Node* p, const Node* t, Next k) {
  std::vector<Node*> kept;
  for (Node* each : p->children())
    if (each->kind != Kind::Ellipsis) kept.push_back(each);
  if (kept.size() != 1 || p->count > 3) return false;
  const Node* only = kept[0];
  if (t->kind < Kind::Block || t->kind == Kind::Other) {
    // Such a body is what the function returns.
    if (only->kind == Kind::Return) return only->child(Role::Operand) && expression(only->child(Role::Operand), t, false, k);
    if (only->kind == Kind::ExprStmt && only->count == 1) return deep(only->items[0], t, true, k);
  }
  return statement(only, t, k);
}

void Matcher::flattenLambdas(const Node* node, std::vector<Node*>& out) {
  for (Node* child : node->children()) {
    if (child->kind == Kind::Block || (child->kind > Kind::Block && child->kind <= Kind::Assert && child->kind != Kind::Param)) continue;
    if (child->kind == Kind::Lambda) {
      if (const Node* body = child->child(Role::Body); body && body->kind == Kind::Block) flatten(const_cast<Node*>(body), out);
      continue;
    }
    flattenLambdas(child, out);
  }
}

void Matcher::flatten(Node* node, std::vector<Node*>& out) {
  out.push_back(node);
  flattenLambdas(node, out);
  auto into = [&](const Node* child) { flatten(const_cast<Node*>(child), out); };
  for (const Node* child : node->children()) {
    switch (node->kind) {
      case Kind::Block:
        into(child);
        break;
      case Kind::If:
        if (child->role == Role::Then || child->role == Role::Else) into(child);
        break;
      case Kind::Try:
        if (child->role == Role::Try || child->role == Role::Else) into(child);
        if (child->role == Role::Handler || child->role == Role::Finally)
          if (const Node* body = child->child(Role::Body)) into(body);
        break;
      case Kind::Switch:
        if (child->role == Role::Case)
          if (const Node* body = child->child(Role::Body)) into(body);
        break;
      case Kind::While:
      case Kind::DoWhile:
      case Kind::For:
      case Kind::ForEach:
      case Kind::With:
      case Kind::Label:
      case Kind::Function:
      case Kind::Other:
        if (child->role == Role::Body || (node->kind == Kind::Other && child->kind == Kind::Block)) into(child);
        break;
      case Kind::Class:
        if (child->role == Role::Body)
          for (const Node* member : child->children()) into(member);
        break;
      default:
        break;
    }
  }
}

const Matcher::Flat& Matcher::flattened(const Node* block) {
  auto [at, fresh] = flats_.try_emplace(block);
  Flat& flat = at->second;
  if (fresh)
    for (Node* child : block->children()) {
      flat.offsets.push_back(flat.nodes.size());
      flatten(child, flat.nodes);
    }
  return flat;
}

// One statement of a sequence; `rest` is asked with the sequence ending there.
bool Matcher::step(const Node* p, const Node* t, Next rest) {
  const uint32_t saved = sequenceEnd_;
  bool stop = statement(p, t, [&] {
    const uint32_t before = sequenceEnd_;
    sequenceEnd_ = std::max(sequenceEnd_, t->end);
    bool result = rest();
    sequenceEnd_ = before;
    return result;
  });
  sequenceEnd_ = saved;
  return stop;
}

// `...` may also go down into what the statements hold.
bool Matcher::sequenceDeep(Nodes ps, size_t i, const Node* blockNode, size_t j, bool more, Next k) {
  if (!tick()) return true;
  Nodes ts = blockNode->children();
  if (i == ps.size()) return (j == ts.size() || more) && k();
  const Node* p = ps[i];
  if (p->kind == Kind::Ellipsis) {
    // Behind a `...` anything may follow.
    if (sequence(ps, i, ts, j, true, k)) return true;
    if (!options_.deepStatements || i + 1 == ps.size() || j >= ts.size()) return false;
    const Flat& flat = flattened(blockNode);
    return flat.nodes.size() != ts.size() && sequence(ps, i, Nodes(flat.nodes), flat.offsets[j], true, k);
  }
  if (p->kind == Kind::MetaEllipsis) return sequence(ps, i, ts, j, more, k);
  return j < ts.size() && step(p, ts[j], [&] { return sequenceDeep(ps, i + 1, blockNode, j + 1, more, k); });
}

bool Matcher::sequence(Nodes ps, size_t i, Nodes ts, size_t j, bool more, Next k) {
  if (!tick()) return true;
  if (i == ps.size()) return (j == ts.size() || more) && k();
  const Node* p = ps[i];
  const bool dots = p->kind == Kind::Ellipsis;
  if (!dots && p->kind != Kind::MetaEllipsis) return j < ts.size() && step(p, ts[j], [&] { return sequence(ps, i + 1, ts, j + 1, more, k); });
  if (dots && i + 1 == ps.size()) return lastDots(ts, j, more, k);
  const uint32_t saved = sequenceEnd_;
  bool stop = false;
  for (size_t to = j; to <= ts.size() && !stop; to++) {
    if (to > j) sequenceEnd_ = std::max(sequenceEnd_, ts[to - 1]->end);
    stop = dots ? sequence(ps, i + 1, ts, to, more, k) : bindRun(p, ts, j, to, [&] { return sequence(ps, i + 1, ts, to, false, k); });
  }
  sequenceEnd_ = saved;
  return stop;
}

// A `...` that nothing follows: of what something is inside of, the longest is enough.
bool Matcher::lastDots(Nodes ts, size_t j, bool more, Next k) {
  const uint32_t saved = sequenceEnd_;
  const bool each = !inside_ && more && ts.size() - j <= kEndings;
  bool stop = each && k();
  for (size_t at = j; at < ts.size() && !stop; at++) {
    sequenceEnd_ = std::max(sequenceEnd_, ts[at]->end);
    if (each || at + 1 == ts.size()) stop = k();
  }
  if (j == ts.size() && !stop && (inside_ || !more)) stop = k();
  sequenceEnd_ = saved;
  return stop;
}

}  // namespace vireon
