// Statements, by their kinds.
#include "match/matcher/kinds.h"
#include "match/matcher/matcher.h"
#include "match/matcher/result.h"

namespace vireon {

bool Matcher::statement(const Node* p, const Node* t, Next k) {
  if (!tick()) return true;
  Level level(depth_);
  if (p->kind == Kind::Ellipsis) return k();
  if (p->kind == Kind::MetaEllipsis) {
    Node* only = const_cast<Node*>(t);
    return bindList(p, Nodes(&only, 1), t, k);
  }
  if (p->kind == Kind::MetaVar) return bind(p, t, k);
  if (p->kind == Kind::ExprStmt && p->count == 1) return expressionStatement(p, t, k);
  if (p->kind < Kind::Block) {
    // An expression in the place of a statement.
    if (p->kind == Kind::Pair || p->kind == Kind::Keyword) return any(p, t, k);
    if (t->kind == Kind::ExprStmt && t->count == 1) return deep(p, t->items[0], true, k);
    return isExpressionKind(t->kind) && expression(p, t, true, k);
  }
  return statementOfKind(p, t, k);
}

bool Matcher::statementOfKind(const Node* p, const Node* t, Next k) {
  switch (p->kind) {
    case Kind::Block:
      return block(p, t, k);
    case Kind::Return:
      return returned(p, t, k);
    case Kind::If:
      return t->kind == Kind::If && branch(p, t, k);
    case Kind::While:
    case Kind::DoWhile:
      return t->kind == p->kind && p->hash == t->hash && optional(p->child(Role::Cond), t->child(Role::Cond), false, [&] {
        return block(p->child(Role::Body), t->child(Role::Body), k);
      });
    case Kind::For:
      return countedLoop(p, t, k);
    case Kind::ForEach:
      return t->kind == Kind::ForEach && eachLoop(p, t, k);
    case Kind::Switch:
      return t->kind == Kind::Switch && p->hash == t->hash && choice(p, t, k);
    case Kind::Try:
      return t->kind == Kind::Try && attempt(p, t, k);
    case Kind::With:
      return t->kind == Kind::With && list(p->all(Role::Item), t->all(Role::Item), &Matcher::plain, [&] {
        return block(p->child(Role::Body), t->child(Role::Body), k);
      });
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
    case Kind::Package:
      return t->kind == Kind::Package && package(p, t, k);
    case Kind::Attribute:
    case Kind::Case:
    case Kind::Catch:
      return any(p, t, k);
    default:
      return generic(p, t, k);
  }
}

bool Matcher::expressionStatement(const Node* p, const Node* t, Next k) {
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

bool Matcher::returned(const Node* p, const Node* t, Next k) {
  const Node* wanted = p->child(Role::Operand);
  if (t->kind != Kind::Return) {
    if (!wanted || !returnsLast(tree_.language)) return false;
    const Node* value = t->kind == Kind::ExprStmt && t->count == 1 ? t->items[0] : t;
    if (value->kind >= Kind::Block && value->kind != Kind::Other) return false;
    return isResult(value) && expression(wanted, value, false, k);
  }
  const Node* value = t->child(Role::Operand);
  if (!value) return (!wanted || wanted->kind == Kind::Ellipsis) && k();
  return wanted && expression(wanted, value, false, k);
}

bool Matcher::branch(const Node* p, const Node* t, Next k) {
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

bool Matcher::countedLoop(const Node* p, const Node* t, Next k) {
  auto body = [&] { return block(p->child(Role::Body), t->child(Role::Body), k); };
  if (p->has(kWildcardBody)) return (t->kind == Kind::For || t->kind == Kind::ForEach) && body();
  if (t->kind != Kind::For) return false;
  return list(p->all(Role::Init), t->all(Role::Init), &Matcher::plain, [&] {
    return optional(p->child(Role::Cond), t->child(Role::Cond), false, [&] {
      return list(p->all(Role::Update), t->all(Role::Update), &Matcher::plain, body);
    });
  });
}

bool Matcher::eachLoop(const Node* p, const Node* t, Next k) {
  if (p->hash && p->hash != t->hash && p->text != "=") return false;
  return optional(p->child(Role::Type), t->child(Role::Type), true, [&] {
    return optional(p->child(Role::Target), t->child(Role::Target), false, [&] {
      return optional(p->child(Role::Value), t->child(Role::Value), false, [&] {
        return block(p->child(Role::Body), t->child(Role::Body), k);
      });
    });
  });
}

bool Matcher::choice(const Node* p, const Node* t, Next k) {
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

bool Matcher::caseClause(const Node* p, const Node* t, Next k) {
  if (p->kind == Kind::Ellipsis) return k();
  if (t->kind != Kind::Case) return false;
  return list(p->all(Role::Cond), t->all(Role::Cond), &Matcher::plain, [&] {
    return optional(p->child(Role::Update), t->child(Role::Update), false, [&] {
      return block(p->child(Role::Body), t->child(Role::Body), k);
    });
  });
}

bool Matcher::attempt(const Node* p, const Node* t, Next k) {
  auto last = [&] {
    const Node *pf = p->child(Role::Finally), *tf = t->child(Role::Finally);
    if (!pf || !tf) return pf == tf && k();
    return block(pf->child(Role::Body), tf->child(Role::Body), k);
  };
  auto handlers = [&] {
    if (p->has(kWildcardBody)) return k();
    return anyOrder(p->all(Role::Handler), t->all(Role::Handler), true, &Matcher::catchClause, [&] {
      return optional(p->child(Role::Else), t->child(Role::Else), false, last);
    });
  };
  Nodes resources = p->all(Role::Init);
  return list(resources, 0, t->all(Role::Init), 0, resources.empty(), &Matcher::plain, [&] {
    return block(p->child(Role::Try), t->child(Role::Try), handlers);
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
    return list(ps[0]->children(), ts, &Matcher::plain, body);
  return list(ps, ts, &Matcher::plain, [&] {
    const Node *pa = p->child(Role::Alias), *ta = t->child(Role::Alias);
    return optional(pa, ta, false, body);
  });
}

}  // namespace vireon
