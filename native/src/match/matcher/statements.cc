// Statements, definitions, imports.
#include <algorithm>

#include "match/matcher.h"

namespace vireon {
namespace {
// How many statements may follow for each ending to be told apart.
constexpr size_t kEndings = 50;
}  // namespace

bool Matcher::optional(const Node* p, const Node* t, bool absentIsAny, Next k) {
  if (!p) return (!t || absentIsAny) && k();
  if (!t) return false;
  if (p->kind == Kind::Ellipsis) return k();
  return any(p, t, k);
}

bool Matcher::statement(const Node* p, const Node* t, Next k) {
  if (!tick()) return true;
  struct Depth {
    int& depth;
    ~Depth() { depth--; }
  } depth{++depth_};
  if (p->kind == Kind::Ellipsis) return k();
  if (p->kind == Kind::MetaEllipsis) {
    Node* only = const_cast<Node*>(t);
    return bindList(p, Nodes(&only, 1), t, k);
  }
  if (p->kind == Kind::MetaVar) return bind(p, t, k);
  if (p->kind == Kind::ExprStmt && p->count == 1) {
    const Node* inner = p->items[0];
    if (inner->kind == Kind::MetaVar) {
      if (bind(inner, t, k)) return true;
      return t->kind == Kind::ExprStmt && p->has(kSemicolon) && t->count == 1 && expression(inner, t->items[0], true, k);
    }
    if (inner->kind == Kind::DeepEllipsis) {
      if (t->kind == Kind::VarDef && inner->items[0]->kind == Kind::Assign && assign(inner->items[0], t, k)) return true;
      return deepInStatement(inner->items[0], t, k);
    }
    switch (t->kind) {
      case Kind::ExprStmt:
        if (t->count != 1) return false;
        return options_.implicitDeep ? deep(inner, t->items[0], true, k) : expression(inner, t->items[0], true, k);
      case Kind::VarDef:
        if (!options_.vardefAssign || !t->child(Role::Value)) return false;
        return deep(inner, t, false, k);
      case Kind::Return: {
        const Node* value = t->child(Role::Operand);
        return value && deep(inner, value, false, k);
      }
      case Kind::Function:
        return false;
      default:
        return isExpressionKind(t->kind) && t->kind != Kind::Other && deep(inner, t, true, k);
    }
  }
  switch (p->kind) {
    case Kind::Block:
      return block(p, t, k);
    case Kind::Return: {
      if (t->kind != Kind::Return) {
        const Node* wanted = p->child(Role::Operand);
        if (!wanted || !returnsLast(tree_.language)) return false;
        const Node* value = t->kind == Kind::ExprStmt && t->count == 1 ? t->items[0] : t;
        if (value->kind >= Kind::Block && value->kind != Kind::Other) return false;
        return isResult(value) && expression(wanted, value, false, k);
      }
      const Node *pv = p->child(Role::Operand), *tv = t->child(Role::Operand);
      if (pv && !tv) return pv->kind == Kind::Ellipsis && k();
      if (!pv || !tv) return pv == tv && k();
      return expression(pv, tv, false, k);
    }
    case Kind::If: {
      if (t->kind != Kind::If) return false;
      return optional(p->child(Role::Init), t->child(Role::Init), false, [&] {
        return optional(p->child(Role::Cond), t->child(Role::Cond), false, [&] {
          return block(p->child(Role::Then), t->child(Role::Then), [&] {
            const Node* otherwise = p->child(Role::Else);
            // PHP's `if` always has two ways; the one that is not written is empty.
            if (!otherwise) return !(tree_.language == "php" && t->child(Role::Else)) && k();
            return t->child(Role::Else) && block(otherwise, t->child(Role::Else), k);
          });
        });
      });
    }
    case Kind::While:
    case Kind::DoWhile: {
      if (t->kind != p->kind || p->hash != t->hash) return false;
      return optional(p->child(Role::Cond), t->child(Role::Cond), false, [&] {
        return block(p->child(Role::Body), t->child(Role::Body), k);
      });
    }
    case Kind::For: {
      if (p->has(kWildcardBody)) {
        if (t->kind != Kind::For && t->kind != Kind::ForEach) return false;
        return block(p->child(Role::Body), t->child(Role::Body), k);
      }
      if (t->kind != Kind::For) return false;
      return list(p->all(Role::Init), 0, t->all(Role::Init), 0, false, &Matcher::plain, [&] {
        return optional(p->child(Role::Cond), t->child(Role::Cond), false, [&] {
          return list(p->all(Role::Update), 0, t->all(Role::Update), 0, false, &Matcher::plain, [&] {
            return block(p->child(Role::Body), t->child(Role::Body), k);
          });
        });
      });
    }
    case Kind::ForEach: {
      if (t->kind != Kind::ForEach) return false;
      if (p->hash && p->hash != t->hash && p->text != "=") return false;
      return optional(p->child(Role::Type), t->child(Role::Type), true, [&] {
        return optional(p->child(Role::Target), t->child(Role::Target), false, [&] {
          return optional(p->child(Role::Value), t->child(Role::Value), false, [&] {
            return block(p->child(Role::Body), t->child(Role::Body), k);
          });
        });
      });
    }
    case Kind::Switch: {
      if (t->kind != Kind::Switch || p->hash != t->hash) return false;
      return optional(p->child(Role::Init), t->child(Role::Init), false, [&] {
        return optional(p->child(Role::Target), t->child(Role::Target), false, [&] {
          return optional(p->child(Role::Cond), t->child(Role::Cond), false, [&] {
            std::vector<Node*> cases;
            for (Node* each : p->all(Role::Case))
              if (each->kind != Kind::Ellipsis) cases.push_back(each);
            return anyOrder(cases, t->all(Role::Case), true, &Matcher::caseClause, k);
          });
        });
      });
    }
    case Kind::Try: {
      if (t->kind != Kind::Try) return false;
      return list(p->all(Role::Init), 0, t->all(Role::Init), 0, p->all(Role::Init).empty(), &Matcher::plain, [&] {
        return block(p->child(Role::Try), t->child(Role::Try), [&] {
          if (p->has(kWildcardBody)) return k();
          return anyOrder(p->all(Role::Handler), t->all(Role::Handler), true, &Matcher::catchClause, [&] {
            return optional(p->child(Role::Else), t->child(Role::Else), false, [&] {
              const Node *pf = p->child(Role::Finally), *tf = t->child(Role::Finally);
              if (!pf || !tf) return pf == tf && k();
              return block(pf->child(Role::Body), tf->child(Role::Body), k);
            });
          });
        });
      });
    }
    case Kind::Catch:
      return t->kind == Kind::Catch && catchClause(p, t, k);
    case Kind::With: {
      if (t->kind != Kind::With) return false;
      return list(p->all(Role::Item), 0, t->all(Role::Item), 0, false, &Matcher::plain, [&] {
        return block(p->child(Role::Body), t->child(Role::Body), k);
      });
    }
    case Kind::Throw:
      return t->kind == Kind::Throw && optional(p->child(Role::Operand), t->child(Role::Operand), false, [&] {
        return optional(p->child(Role::Value), t->child(Role::Value), false, k);
      });
    case Kind::Assert:
      return t->kind == Kind::Assert && arguments(p->all(Role::Arg), t->all(Role::Arg), k);
    case Kind::Import:
      return import(p, t, k);
    case Kind::VarDef:
    case Kind::Function:
    case Kind::Class:
      return definition(p, t, k);
    case Kind::Package: {
      if (t->kind != Kind::Package) return false;
      Nodes ps = p->all(Role::Path), ts = t->all(Role::Path);
      if (ps.size() == 1 && ps[0]->kind == Kind::MetaVar && ts.size() > 1) {
        Node* whole = synthetic(Kind::Name, ts[0]);
        whole->end = ts.back()->end;
        whole->text = tree_.source.substr(whole->start, whole->end - whole->start);
        whole->hash = hashOf(whole->text);
        return bind(ps[0], whole, k);
      }
      return list(ps, 0, ts, 0, false, &Matcher::plain, k);
    }
    case Kind::Attribute:
    case Kind::Pair:
    case Kind::Keyword:
    case Kind::Case:
      return any(p, t, k);
    default:
      break;
  }
  if (p->kind < Kind::Block) {
    // An expression in the place of a statement.
    if (t->kind == Kind::ExprStmt && t->count == 1) return deep(p, t->items[0], true, k);
    return isExpressionKind(t->kind) && expression(p, t, true, k);
  }
  return generic(p, t, k);
}

namespace {
bool metaStatement(const Node* p) { return p->kind == Kind::ExprStmt && p->count == 1 && p->items[0]->kind == Kind::MetaVar; }
}  // namespace

// Braces around one statement do not count.
bool Matcher::block(const Node* p, const Node* t, Next k) {
  if (!p) return !t && k();
  if (p->kind == Kind::Ellipsis) return k();
  bool onlyDots = p->kind == Kind::Block && p->count == 1 && p->items[0]->kind == Kind::Ellipsis;
  if (!t) return onlyDots && k();
  if (onlyDots) return k();
  // Code without braces: a body of one statement is that statement.
  if (tree_.language == "python" || tree_.language == "ruby" || tree_.language == "vb") {
    if (p->kind == Kind::Block && p->count == 1 && t->kind == Kind::Block && t->count == 1 && !t->has(kClassBody)) t = t->items[0];
    if (p->kind == Kind::Block && p->count == 1 && (t->kind != Kind::Block || metaStatement(p->items[0]))) return statement(p->items[0], t, k);
  }
  if (p->kind == Kind::Block && t->kind == Kind::Block) {
    Nodes ps = p->children();
    if (ps.size() == 3 && ps[0]->kind == Kind::Ellipsis && ps[2]->kind == Kind::Ellipsis && ps[1]->kind != Kind::MetaEllipsis && ps[1]->kind != Kind::Ellipsis) {
      for (Node* each : flattened(t, nullptr))
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
  if (p->kind == Kind::Block) {
    std::vector<Node*> kept;
    for (Node* each : p->children())
      if (each->kind != Kind::Ellipsis) kept.push_back(each);
    if (kept.size() != 1 || p->count > 3) return false;
    const Node* only = kept[0];
    if (t->kind < Kind::Block || t->kind == Kind::Other) {
      // The body of an arrow function that is an expression returns it.
      if (only->kind == Kind::Return) return only->child(Role::Operand) && expression(only->child(Role::Operand), t, false, k);
      if (only->kind == Kind::ExprStmt && only->count == 1) return deep(only->items[0], t, true, k);
      return statement(only, t, k);
    }
    return statement(only, t, k);
  }
  if (t->kind == Kind::Block) {
    if (p->kind == Kind::ExprStmt && p->count == 1 && p->items[0]->kind == Kind::MetaVar) return statement(p, t, k);
    return t->count == 1 && statement(p, t->items[0], k);
  }
  if (p->kind < Kind::Block) return expression(p, t, false, k);
  return statement(p, t, k);
}

void Matcher::flattenLambdas(const Node* node, std::vector<Node*>& out) {
  for (Node* child : node->children()) {
    if (child->kind == Kind::Block || (child->kind > Kind::Block && child->kind <= Kind::Assert && child->kind != Kind::Param)) continue;
    if (child->kind == Kind::Lambda) {
      bool changed = false;
      if (const Node* body = child->child(Role::Body); body && body->kind == Kind::Block) flatten(const_cast<Node*>(body), out, changed);
      continue;
    }
    flattenLambdas(child, out);
  }
}

void Matcher::flatten(Node* node, std::vector<Node*>& out, bool& changed) {
  out.push_back(node);
  flattenLambdas(node, out);
  auto into = [&](const Node* child) {
    changed = true;
    flatten(const_cast<Node*>(child), out, changed);
  };
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

const std::vector<Node*>& Matcher::flattened(const Node* block, std::vector<uint32_t>** offsets) {
  auto [at, fresh] = flats_.try_emplace(block);
  Flat& flat = at->second;
  if (fresh)
    for (Node* child : block->children()) {
      flat.offsets.push_back(flat.nodes.size());
      flatten(child, flat.nodes, flat.changed);
    }
  if (offsets) *offsets = &flat.offsets;
  return flat.nodes;
}

// Statements one after the other; `...` may also go down into what the statements hold.
bool Matcher::sequenceDeep(Nodes ps, size_t i, const Node* blockNode, size_t j, bool more, Next k) {
  if (!tick()) return true;
  Nodes ts = blockNode->children();
  if (i == ps.size()) return (j == ts.size() || more) && k();
  const Node* p = ps[i];
  if (p->kind == Kind::Ellipsis) {
    // Behind a `...` anything may follow.
    if (sequence(ps, i, ts, j, true, k)) return true;
    if (!options_.deepStatements || i + 1 == ps.size() || j >= ts.size()) return false;
    std::vector<uint32_t>* offsets;
    const std::vector<Node*>& flat = flattened(blockNode, &offsets);
    if (flat.size() == ts.size()) return false;
    Nodes all(flat.data(), flat.size());
    return sequence(ps, i, all, (*offsets)[j], true, k);
  }
  if (p->kind == Kind::MetaEllipsis) return sequence(ps, i, ts, j, more, k);
  if (j == ts.size()) return false;
  uint32_t saved = sequenceEnd_;
  bool stop = statement(p, ts[j], [&] {
    uint32_t before = sequenceEnd_;
    sequenceEnd_ = std::max(sequenceEnd_, ts[j]->end);
    bool result = sequenceDeep(ps, i + 1, blockNode, j + 1, more, k);
    sequenceEnd_ = before;
    return result;
  });
  sequenceEnd_ = saved;
  return stop;
}

bool Matcher::sequence(Nodes ps, size_t i, Nodes ts, size_t j, bool more, Next k) {
  if (!tick()) return true;
  if (i == ps.size()) return (j == ts.size() || more) && k();
  const Node* p = ps[i];
  uint32_t saved = sequenceEnd_;
  if (p->kind == Kind::Ellipsis) {
    if (i + 1 == ps.size()) {
      // Of what something is inside of, the longest is enough.
      bool stop = !inside_ && more && ts.size() - j <= kEndings && k();
      for (size_t at = j; at < ts.size() && !stop; at++) {
        sequenceEnd_ = std::max(sequenceEnd_, ts[at]->end);
        bool last = at + 1 == ts.size();
        if (last || (!inside_ && more && ts.size() - j <= kEndings)) stop = k();
      }
      if (j == ts.size() && !stop && (inside_ || !more)) stop = k();
      sequenceEnd_ = saved;
      return stop;
    }
    for (size_t to = j; to <= ts.size(); to++) {
      if (to > j) sequenceEnd_ = std::max(sequenceEnd_, ts[to - 1]->end);
      if (sequence(ps, i + 1, ts, to, more, k)) {
        sequenceEnd_ = saved;
        return true;
      }
    }
    sequenceEnd_ = saved;
    return false;
  }
  if (p->kind == Kind::MetaEllipsis) {
    for (size_t to = j; to <= ts.size(); to++) {
      if (to > j) sequenceEnd_ = std::max(sequenceEnd_, ts[to - 1]->end);
      bool stop = bindList(p, ts.subspan(j, to - j), j < ts.size() ? ts[j] : ts.empty() ? nullptr : ts.back(), [&] {
        return sequence(ps, i + 1, ts, to, false, k);
      });
      if (stop) {
        sequenceEnd_ = saved;
        return true;
      }
    }
    sequenceEnd_ = saved;
    return false;
  }
  if (j == ts.size()) return false;
  bool stop = statement(p, ts[j], [&] {
    uint32_t before = sequenceEnd_;
    sequenceEnd_ = std::max(sequenceEnd_, ts[j]->end);
    bool result = sequence(ps, i + 1, ts, j + 1, more, k);
    sequenceEnd_ = before;
    return result;
  });
  sequenceEnd_ = saved;
  return stop;
}

bool Matcher::caseClause(const Node* p, const Node* t, Next k) {
  if (p->kind == Kind::Ellipsis) return k();
  if (t->kind != Kind::Case) return false;
  return list(p->all(Role::Cond), 0, t->all(Role::Cond), 0, false, &Matcher::plain, [&] {
    return optional(p->child(Role::Update), t->child(Role::Update), false, [&] {
      return block(p->child(Role::Body), t->child(Role::Body), k);
    });
  });
}

bool Matcher::catchClause(const Node* p, const Node* t, Next k) {
  if (p->kind == Kind::Ellipsis) return k();
  if (t->kind != Kind::Catch) return false;
  auto body = [&] { return block(p->child(Role::Body), t->child(Role::Body), k); };
  Nodes ps = p->all(Role::Param), ts = t->all(Role::Param);
  if (ps.size() == 1 && ps[0]->kind == Kind::Ellipsis) return body();
  // `catch {}` leaves the name out.
  if (ps.size() == 1 && ts.empty() && ps[0]->kind == Kind::MetaVar && tree_.language != "python") return body();
  // except (a, b) is one of several; except a is one of one.
  if (ps.size() == 1 && ts.size() == 1 && ps[0]->kind == Kind::Tuple && ts[0]->kind != Kind::Tuple)
    return list(ps[0]->children(), 0, ts, 0, false, &Matcher::plain, body);
  return list(ps, 0, ts, 0, false, &Matcher::plain, [&] {
    const Node *pa = p->child(Role::Alias), *ta = t->child(Role::Alias);
    return optional(pa, ta, false, body);
  });
}

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
  auto params = [&] { return list(p->all(Role::Param), 0, t->all(Role::Param), 0, false, &Matcher::param, result); };
  auto receiver = [&] {
    if (!p->child(Role::Receiver)) return params();
    return list(p->all(Role::Receiver), 0, t->all(Role::Receiver), 0, false, &Matcher::param, params);
  };
  if (p->all(Role::TypeParam).empty()) return receiver();
  return list(p->all(Role::TypeParam), 0, t->all(Role::TypeParam), 0, false, &Matcher::plain, receiver);
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

bool Matcher::classLike(const Node* p, const Node* t, Next k) {
  if (p->hash != t->hash) return false;
  const Node *pn = p->child(Role::Name), *tn = t->child(Role::Name);
  auto body = [&] {
    if (p->has(kWildcardBody)) return k();
    const Node *pb = p->child(Role::Body), *tb = t->child(Role::Body);
    if (!pb) return k();
    if (!tb) {
      Nodes wanted = pb->children();
      return std::all_of(wanted.begin(), wanted.end(), [](const Node* each) { return each->kind == Kind::Ellipsis; }) && k();
    }
    return fields(pb->children(), tb->children(), k);
  };
  auto params = [&] {
    if (p->all(Role::Param).empty()) return body();
    return list(p->all(Role::Param), 0, t->all(Role::Param), 0, false, &Matcher::param, body);
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
    return list(p->all(Role::TypeParam), 0, t->all(Role::TypeParam), 0, false, &Matcher::plain, parents);
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

bool Matcher::importPath(const Node* p, const Node* t, Next k) {
  Nodes ps = p->all(Role::Path), ts = t->all(Role::Path);
  if (p->has(kFileModule) != t->has(kFileModule)) {
    // import $X from …: the placeholder for the path is no string.
    if (!(ps.size() == 1 && ps[0]->kind == Kind::MetaVar)) return false;
  }
  if (t->has(kFileModule)) {
    if (ps.empty() || ts.empty()) return false;
    if (ps[0]->kind == Kind::MetaVar) return bind(ps[0], ts[0], k);
    if (ps[0]->part) return text(ps[0], ts[0]->text, ts[0], k);
    std::string_view a = ps[0]->text, b = ts[0]->text;
    // A prefix of whole parts will do.
    if (a == b) return k();
    return b.size() > a.size() && b.substr(0, a.size()) == a && b[a.size()] == '/' && k();
  }
  for (size_t i = 0; i < ps.size(); i++) {
    if (ps[i]->kind == Kind::MetaVar && i + 1 == ps.size() && ts.size() > i) {
      if (ts.size() == i + 1) return bind(ps[i], ts[i], k);
      Node* rest = synthetic(Kind::Name, ts[i]);
      rest->end = ts.back()->end;
      rest->text = tree_.source.substr(rest->start, rest->end - rest->start);
      rest->hash = hashOf(rest->text);
      return bind(ps[i], rest, k);
    }
    if (i >= ts.size()) return false;
    if (ps[i]->kind == Kind::MetaVar) {
      Bound ignored;
      ignored.node = ts[i];
      ignored.start = ts[i]->start;
      ignored.end = ts[i]->end;
      bool known = false;
      for (const Bound& bound : bindings_)
        if (bound.id == ps[i]->part->meta) {
          known = true;
          if (!sameBound(bound, ignored)) return false;
        }
      if (!known && !ps[i]->part->anonymous) {
        ignored.id = ps[i]->part->meta;
        bindings_.push_back(ignored);
      }
      continue;
    }
    if (ps[i]->text != ts[i]->text) return false;
  }
  return k();
}

bool Matcher::importItem(const Node* p, const Node* t, Next k) {
  if (p->kind != Kind::ImportItem || t->kind != Kind::ImportItem) return false;
  const Node *pn = p->child(Role::Name), *tn = t->child(Role::Name);
  if (!pn || !tn) return false;
  const Node *pa = p->child(Role::Alias), *ta = t->child(Role::Alias);
  auto alias = [&] {
    if (!pa) return k();
    return ta && expression(pa, ta, false, k);
  };
  // `import $X from "m"`: the name given here, whatever it is called there.
  if (pn->kind == Kind::MetaVar && !pa && ta && tree_.language != "python") {
    if (bind(pn, ta, k)) return true;
  }
  return expression(pn, tn, false, alias);
}

bool Matcher::importSame(const Node* p, const Node* t, Next k) {
  constexpr uint16_t form = kImportFrom | kImportAll;
  if ((p->flags & form) != (t->flags & form)) return false;
  size_t known = bindings_.size();
  bool stop = false;
  Nodes ps = p->all(Role::Path), ts = t->all(Role::Path);
  Nodes items = p->all(Role::Item), given = t->all(Role::Item);
  // `import $LIB` takes the full name.
  if (ps.empty() && items.size() == 1 && given.size() == 1 && items[0]->kind == Kind::ImportItem && items[0]->child(Role::Name) &&
      items[0]->child(Role::Name)->kind == Kind::MetaVar && !ts.empty()) {
    Node* whole = synthetic(Kind::Name, ts[0]);
    whole->end = given[0]->end;
    whole->text = tree_.source.substr(whole->start, whole->end - whole->start);
    whole->hash = hashOf(whole->text);
    stop = anyOrder(p->all(Role::Modifier), t->all(Role::Modifier), true, &Matcher::modifier, [&] { return bind(items[0]->child(Role::Name), whole, k); });
  } else {
    stop = anyOrder(p->all(Role::Modifier), t->all(Role::Modifier), true, &Matcher::modifier, [&] {
      return importPath(p, t, [&] {
        const Node *pa = p->child(Role::Alias), *ta = t->child(Role::Alias);
        auto rest = [&] { return anyOrder(items, given, true, &Matcher::importItem, k); };
        if (!pa) return rest();
        return ta && expression(pa, ta, false, rest);
      });
    });
  }
  bindings_.resize(known);
  return stop;
}

namespace {

// `import a.b` and `from a import b` name the same thing.
bool fullPaths(const Node* import, std::vector<std::vector<const Node*>>& paths) {
  if (import->has(kFileModule)) return false;
  std::vector<const Node*> module;
  for (const Node* part : import->all(Role::Path)) module.push_back(part);
  if (!import->has(kImportFrom) || import->has(kImportAll)) {
    paths.push_back(module);
    return true;
  }
  for (const Node* item : import->all(Role::Item)) {
    paths.push_back(module);
    if (const Node* name = item->child(Role::Name)) paths.back().push_back(name);
  }
  return true;
}

}  // namespace

bool Matcher::importNormalized(const Node* p, const Node* t, Next k) {
  if (p->child(Role::Alias) || p->has(kImportAll)) return false;
  // `import "m"`: whatever is taken from it.
  if (p->has(kFileModule)) return !p->has(kImportFrom) && t->has(kFileModule) && importPath(p, t, k);
  for (const Node* item : p->all(Role::Item))
    if (item->child(Role::Alias)) return false;
  std::vector<std::vector<const Node*>> wanted, given;
  if (!fullPaths(p, wanted) || !fullPaths(t, given)) return false;
  size_t known = bindings_.size();
  for (const auto& path : wanted) {
    bool found = false;
    for (const auto& full : given) {
      if (full.size() < path.size()) continue;
      bool same = true;
      size_t before = bindings_.size();
      for (size_t i = 0; i < path.size() && same; i++) {
        if (path[i]->kind == Kind::MetaVar) {
          Bound bound;
          bound.node = full[i];
          bound.start = full[i]->start;
          bound.end = full[i]->end;
          bound.id = path[i]->part->meta;
          bindings_.push_back(bound);
        } else {
          same = path[i]->text == full[i]->text;
        }
      }
      if (same) {
        found = true;
        break;
      }
      bindings_.resize(before);
    }
    if (!found) {
      bindings_.resize(known);
      return false;
    }
  }
  bool stop = k();
  bindings_.resize(known);
  return stop;
}

bool Matcher::importVersusField(const Node* p, const Node* t, Next k) {
  if (p->kind != Kind::ImportItem || t->kind != Kind::Pair) return false;
  const Node *pn = p->child(Role::Name), *pa = p->child(Role::Alias);
  const Node *tk = t->child(Role::Key), *tv = t->child(Role::Value);
  if (!pn || !tk || !tv) return false;
  return key(pn, tk, [&] { return key(pa ? pa : pn, tv, k); });
}

// const {a, b: c} = require("m") is import {a, b as c} from "m".
bool Matcher::importVersusRequire(const Node* p, const Node* t, Next k) {
  const Node* value = t->child(Role::Value);
  if (!p->has(kFileModule) || !value || value->kind != Kind::Call) return false;
  const Node* callee = value->child(Role::Callee);
  Nodes arguments = value->all(Role::Arg);
  if (!callee || callee->text != "require" || arguments.size() != 1 || arguments[0]->kind != Kind::String) return false;
  Nodes ps = p->all(Role::Path), items = p->all(Role::Item);
  if (ps.empty() || ps[0]->kind != Kind::String) return false;
  return text(ps[0], arguments[0]->text, arguments[0], [&] {
    const Node* target = t->child(Role::Target);
    const Node* name = t->child(Role::Name);
    if (const Node* alias = p->child(Role::Alias)) return name && expression(alias, name, false, k);
    if (items.empty()) return !p->has(kImportFrom) && k();
    return target && target->kind == Kind::Object && anyOrder(items, target->children(), true, &Matcher::importVersusField, k);
  });
}

bool Matcher::import(const Node* p, const Node* t, Next k) {
  if (t->kind == Kind::VarDef) return importVersusRequire(p, t, k);
  if (t->kind != Kind::Import) return false;
  bool found = false;
  bool stop = importSame(p, t, [&] {
    found = true;
    return k();
  });
  if (stop || found) return stop;
  for (const Node* modifier : p->all(Role::Modifier)) {
    Nodes given = t->all(Role::Modifier);
    if (std::none_of(given.begin(), given.end(), [&](const Node* each) { return each->text == modifier->text; })) return false;
  }
  return importNormalized(p, t, k);
}

}  // namespace vireon
