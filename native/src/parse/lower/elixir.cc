#include <algorithm>

#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"comment", Kind::Drop},
    {"identifier", Kind::Name},
    {"operator_identifier", Kind::Name},
    {"boolean", Kind::Bool},
    {"nil", Kind::Null},
    {"interpolation", Kind::Through},
    {"list", Kind::Array, "*:Item"},
    {"tuple", Kind::Tuple, "*:Item"},
    {"bitstring", Kind::Other, "*:Item"},
    {"access_call", Kind::Index, "target:Object key:Item"},
    {"unary_operator", Kind::Unary, "operator@ operand:Operand"},
    {"dot", Kind::Member, "left:Object right:Name"},
};

// Words whose last argument is the head of something that is declared.
bool declaresFunction(std::string_view word) {
  return word == "def" || word == "defp" || word == "defmacro" || word == "defmacrop" || word == "defguard" || word == "defguardp";
}

TSNode named(Lowerer& l, TSNode node, uint32_t index = 0) {
  if (ts_node_is_null(node)) return TSNode{};
  for (const Child& child : l.childrenOf(node))
    if (child.named && l.type(child.node) != "comment" && index-- == 0) return child.node;
  return TSNode{};
}

// `Foo.Bar` is one token.
Node* alias(Lowerer& l, TSNode node) {
  Items parts;
  l.addPath(parts, node, Role::Item);
  Node* result = nullptr;
  for (Node* part : parts) result = memberOf(l, result, part);
  return result;
}

Node* block(Lowerer& l, TSNode node) { return bodyBlock(l, node); }

Node* atomOf(Lowerer& l, uint32_t start, uint32_t end, Node* name) {
  Node* result = build(l, Kind::Other, start, end, {as(Role::Item, name)});
  result->hash = hashOf("atom");
  return result;
}

Node* atom(Lowerer& l, TSNode node) {
  uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
  return atomOf(l, start, end, l.leaf(Kind::Name, std::min(start + 1, end), end));
}

Node* string(Lowerer& l, TSNode node) { return l.string(node, {"interpolation"}); }

Node* quotedAtom(Lowerer& l, TSNode node) {
  Node* text = l.string(node, {"interpolation"});
  if (text->kind == Kind::String) text->kind = Kind::Name;
  return atomOf(l, ts_node_start_byte(node), ts_node_end_byte(node), text);
}

// No string, though it is written like one.
Node* quoted(Lowerer& l, TSNode node) {
  Node* result = build(l, Kind::Other, node, {as(Role::Item, l.string(node, {"interpolation"}))});
  result->hash = hashOf(l.type(node));
  return result;
}

Node* sigil(Lowerer& l, TSNode node) {
  std::string_view text = l.text(node);
  TSNode open = l.field(node, "quoted_start"), close = l.field(node, "quoted_end");
  Node* content = l.string(node, {"interpolation"});
  if (content->kind == Kind::String && !ts_node_is_null(open) && !ts_node_is_null(close))
    l.setText(content, l.source().substr(ts_node_end_byte(open), ts_node_start_byte(close) - ts_node_end_byte(open)));
  char name = text.size() > 1 ? text[1] : '\0';
  if (name == 's' || name == 'S') return content;
  if ((name == 'r' || name == 'R') && content->kind == Kind::String) {
    content->kind = Kind::Regex;
    return content;
  }
  Node* result = build(l, Kind::Other, node, {as(Role::Item, content)});
  result->hash = hashOf(text.substr(0, 2));
  return result;
}

// The name in front of the colon of `key: value`.
Node* keyName(Lowerer& l, TSNode key) {
  if (l.type(key) == "quoted_keyword") return l.string(key, {"interpolation"});
  uint32_t start = ts_node_start_byte(key), end = ts_node_end_byte(key);
  size_t colon = l.source().substr(start, end - start).rfind(':');
  return l.leaf(Kind::Name, start, colon == std::string_view::npos ? end : start + colon);
}

Node* pairOf(Lowerer& l, TSNode node) {
  TSNode key = l.field(node, "key");
  Node* name = keyName(l, key);
  if (!isPlaceholderName(name->text)) name = atomOf(l, ts_node_start_byte(key), name->end, name);
  return build(l, Kind::Pair, node, {as(Role::Key, name), as(Role::Value, l.lower(l.field(node, "value")))});
}

Node* keywords(Lowerer& l, TSNode node) {
  Items items;
  addEach(l, items, node, Role::Item);
  return l.multi(node, items);
}

Node* mapOf(Lowerer& l, TSNode node) {
  Items items;
  TSNode type = l.childOfType(node, "struct"), content = l.childOfType(node, "map_content");
  if (!ts_node_is_null(content)) addEach(l, items, content, Role::Item);
  Node* entries = build(l, Kind::Dict, node, items);
  if (ts_node_is_null(type)) return entries;
  Node* name = l.lower(named(l, type));
  return build(l, Kind::New, node, {as(Role::Type, name), as(Role::Arg, entries)});
}

// `a |> f(b)` is `f(a, b)`.
Node* piped(Lowerer& l, TSNode node, Node* left, Node* right) {
  if (!left || !right || right->kind != Kind::Call || isPlaceholderName(left->text)) return nullptr;
  Items items;
  for (Node* part : right->children()) {
    if (part->role != Role::Callee && left) {
      items.push_back(as(Role::Arg, left));
      left = nullptr;
    }
    items.push_back(part);
  }
  if (left) items.push_back(as(Role::Arg, left));
  return build(l, Kind::Call, node, items);
}

Node* binary(Lowerer& l, TSNode node) {
  std::string_view op = l.text(l.field(node, "operator"));
  Node *left = l.lower(l.field(node, "left")), *right = l.lower(l.field(node, "right"));
  if (op == "|>")
    if (Node* call = piped(l, node, left, right)) return call;
  if (op == "=>") return build(l, Kind::Pair, node, {as(Role::Key, left), as(Role::Value, right)});
  if (op == "=") return build(l, Kind::Assign, node, {as(Role::Left, left), as(Role::Right, right)});
  Node* result = build(l, Kind::Binary, node, {as(Role::Left, left), as(Role::Right, right)});
  l.setText(result, op);
  return result;
}

// `&1` is a parameter; `&f/1` is f; `&(…)` is a function of its parameters.
Node* unary(Lowerer& l, TSNode node) {
  TSNode operand{};
  for (const Child& child : l.childrenOf(node))
    if (child.named) operand = child.node;
  if (l.text(l.field(node, "operator")) != "&" || ts_node_is_null(operand)) return l.byTable(node);
  if (l.type(operand) == "integer") return l.leaf(Kind::Name, node);
  Node* inner = l.lower(operand);
  if (inner && inner->kind == Kind::Binary && inner->text == "/" && inner->count == 2 && inner->items[1]->kind == Kind::Int) return l.byTable(node);
  return build(l, Kind::Lambda, node, {as(Role::Body, inner)});
}

bool isWhen(Lowerer& l, TSNode node) {
  return !ts_node_is_null(node) && l.type(node) == "binary_operator" && l.text(l.field(node, "operator")) == "when";
}

Node* lowerParam(Lowerer& l, TSNode node) {
  std::string_view op = l.type(node) == "binary_operator" ? l.text(l.field(node, "operator")) : std::string_view();
  // Both sides are patterns of the same value.
  if (op == "=") return build(l, Kind::Param, node, {as(Role::Target, l.lower(node))});
  if (op != "\\\\") return l.lower(node);
  Node *name = l.lower(l.field(node, "left")), *value = l.lower(l.field(node, "right"));
  return build(l, Kind::Param, node, {as(Role::Name, name), as(Role::Value, value)});
}

void addParams(Lowerer& l, Items& items, TSNode list, Role role) {
  if (ts_node_is_null(list)) return;
  for (const Child& child : l.childrenOf(list))
    if (child.named) l.add(items, lowerParam(l, child.node), role);
}

Node* bodyOf(Lowerer& l, TSNode node) {
  return ts_node_is_null(node) ? nullptr : blockOf(l, l.lower(node));
}

// What stands left of `->`, with its guard.
void addClauseHead(Lowerer& l, Items& items, TSNode clause, Role role) {
  TSNode left = l.field(clause, "left");
  if (ts_node_is_null(left)) return;
  if (isWhen(l, left)) {
    TSNode head = l.field(left, "left");
    if (l.type(head) == "arguments") addParams(l, items, head, role);
    else l.add(items, l.lower(head), role);
    l.add(items, l.lower(l.field(left, "right")), Role::Update);
    return;
  }
  addParams(l, items, left, role);
}

Node* clause(Lowerer& l, TSNode node) {
  Items items;
  addClauseHead(l, items, node, Role::Cond);
  Node* body = bodyOf(l, l.field(node, "right"));
  if (body) l.add(items, body, Role::Body);
  return build(l, Kind::Case, node, items);
}

Node* lambdaOf(Lowerer& l, TSNode range, TSNode clause) {
  Items items;
  addClauseHead(l, items, clause, Role::Param);
  Node* body = bodyOf(l, l.field(clause, "right"));
  l.add(items, body ? body : build(l, Kind::Block, range, {}), Role::Body);
  Node* result = build(l, Kind::Lambda, range, items);
  wrapParams(l, result);
  return result;
}

// A function of several clauses is that many functions, one of which is run.
Node* lambda(Lowerer& l, TSNode node) {
  std::vector<TSNode> clauses;
  for (const Child& child : l.childrenOf(node))
    if (l.type(child.node) == "stab_clause") clauses.push_back(child.node);
  if (clauses.size() == 1) return lambdaOf(l, node, clauses[0]);
  Items each;
  for (TSNode clause : clauses) l.add(each, lambdaOf(l, clause, clause), Role::Item);
  Node* result = build(l, Kind::Other, node, each);
  result->hash = hashOf("clauses");
  return result;
}

/** The parts of `do … rescue … after … end`, or of `do: …, else: …`. */
struct Parts {
  Node *body = nullptr, *otherwise = nullptr, *after = nullptr;
  Items handlers;
  /** `do` holds clauses. */
  Items cases;
};

bool holdsClauses(Lowerer& l, TSNode node) { return !ts_node_is_null(l.childOfType(node, "stab_clause")); }

Node* section(Lowerer& l, TSNode node) {
  Items items;
  addEach(l, items, node, Role::Item);
  return statements(l, build(l, Kind::Block, node, items));
}

void addHandlers(Lowerer& l, Items& out, TSNode node) {
  if (!holdsClauses(l, node)) {
    l.add(out, build(l, Kind::Catch, node, {as(Role::Body, section(l, node))}), Role::Handler);
    return;
  }
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) != "stab_clause") continue;
    Items items;
    addClauseHead(l, items, child.node, Role::Param);
    l.add(items, bodyOf(l, l.field(child.node, "right")), Role::Body);
    l.add(out, build(l, Kind::Catch, child.node, items), Role::Handler);
  }
}

Node* elseOf(Lowerer& l, TSNode node) {
  if (!holdsClauses(l, node)) return section(l, node);
  Items cases;
  for (const Child& child : l.childrenOf(node))
    if (l.type(child.node) == "stab_clause") l.add(cases, l.lower(child.node), Role::Case);
  return blockOf(l, build(l, Kind::Switch, node, cases));
}

void readDoBlock(Lowerer& l, TSNode node, Parts& parts) {
  Items own;
  bool clauses = holdsClauses(l, node);
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    std::string_view type = l.type(child.node);
    if (type == "rescue_block" || type == "catch_block") addHandlers(l, parts.handlers, child.node);
    else if (type == "else_block") parts.otherwise = elseOf(l, child.node);
    else if (type == "after_block") parts.after = section(l, child.node);
    else if (clauses) l.add(parts.cases, l.lower(child.node), Role::Case);
    else l.add(own, l.lower(child.node), Role::Item);
  }
  uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
  if (!own.empty()) start = own.front()->start, end = own.back()->end;
  parts.body = statements(l, build(l, Kind::Block, start, end, own));
}

// `do: …` among the arguments; what is left of them goes to `rest`.
void readArguments(Lowerer& l, TSNode list, Parts& parts, std::vector<TSNode>& rest) {
  if (ts_node_is_null(list)) return;
  auto keyword = [&](TSNode pair) {
    std::string_view key = keyName(l, l.field(pair, "key"))->text;
    Node** place = key == "do" ? &parts.body : key == "else" ? &parts.otherwise : nullptr;
    if (place) *place = blockOf(l, l.lower(l.field(pair, "value")));
    return place != nullptr;
  };
  for (const Child& child : l.childrenOf(list)) {
    if (!child.named || l.type(child.node) == "comment") continue;
    if (l.type(child.node) != "keywords") {
      rest.push_back(child.node);
      continue;
    }
    for (const Child& pair : l.childrenOf(child.node))
      if (l.type(pair.node) == "pair" && !keyword(pair.node)) rest.push_back(pair.node);
  }
}

// Rescued bodies hold one attempt.
Node* guardedBody(Lowerer& l, Parts& parts) {
  if (!parts.body || (parts.handlers.empty() && !parts.after && !parts.otherwise)) return parts.body;
  Items items{as(Role::Try, parts.body)};
  uint32_t start = parts.body->start, end = parts.body->end;
  for (Node* handler : parts.handlers) {
    end = std::max(end, handler->end);
    l.add(items, handler, Role::Handler);
  }
  if (parts.otherwise) {
    end = std::max(end, parts.otherwise->end);
    l.add(items, parts.otherwise, Role::Else);
  }
  if (parts.after) {
    end = std::max(end, parts.after->end);
    l.add(items, build(l, Kind::Finally, parts.after->start, parts.after->end, {as(Role::Body, parts.after)}), Role::Finally);
  }
  return build(l, Kind::Try, start, end, items);
}

Node* function(Lowerer& l, TSNode node, TSNode word, Parts& parts, TSNode head) {
  Items items;
  std::string_view name = l.text(word);
  if (name.size() > 3) l.add(items, l.leaf(Kind::Modifier, word), Role::Modifier);
  if (isWhen(l, head)) {
    l.add(items, l.lower(l.field(head, "right")), Role::Cond);
    head = l.field(head, "left");
  }
  if (l.type(head) == "call") {
    l.add(items, l.lower(l.field(head, "target")), Role::Name);
    addParams(l, items, l.childOfType(head, "arguments"), Role::Param);
  } else {
    l.add(items, l.lower(head), Role::Name);
  }
  Node* body = guardedBody(l, parts);
  if (body) l.add(items, blockOf(l, body), Role::Body);
  Node* result = build(l, Kind::Function, node, items);
  wrapParams(l, result);
  return result;
}

Node* moduleOf(Lowerer& l, TSNode node, TSNode word, Parts& parts, TSNode head) {
  parts.body->flags |= kClassBody;
  Node* result = build(l, Kind::Class, node, {as(Role::Name, l.lower(head)), as(Role::Body, parts.body)});
  l.setText(result, l.text(word));
  return result;
}

Node* conditional(Lowerer& l, TSNode node, bool negate, Parts& parts, TSNode head) {
  Node* condition = l.lower(head);
  if (negate) {
    condition = build(l, Kind::Unary, head, {as(Role::Operand, condition)});
    l.setText(condition, "!");
  }
  return build(l, Kind::If, node, {as(Role::Cond, condition), as(Role::Then, parts.body), as(Role::Else, parts.otherwise)});
}

Node* choice(Lowerer& l, TSNode node, Parts& parts, Node* head) {
  Items items{as(Role::Cond, head)};
  for (Node* each : parts.cases) l.add(items, each, Role::Case);
  return build(l, Kind::Switch, node, items);
}

// `for x <- xs, x > 1, do: …`
Node* comprehension(Lowerer& l, TSNode node, Parts& parts, const std::vector<TSNode>& rest) {
  Items items;
  for (TSNode each : rest) {
    Node* given = l.lower(each);
    if (!given) continue;
    if (given->kind == Kind::Binary && given->text == "<-" && given->count == 2)
      l.add(items, build(l, Kind::CompFor, given->start, given->end, {as(Role::Target, given->items[0]), as(Role::Value, given->items[1])}), Role::Item);
    else if (given->kind != Kind::Pair)
      l.add(items, build(l, Kind::CompIf, given->start, given->end, {as(Role::Cond, given)}), Role::Item);
  }
  l.add(items, parts.body, Role::Body);
  return build(l, Kind::Comprehension, node, items);
}

// Words that make statements out of a call; nullptr where it is only a call.
Node* statementCall(Lowerer& l, TSNode node, TSNode word, Parts& parts, const std::vector<TSNode>& rest) {
  std::string_view name = l.text(word);
  if (l.type(word) != "identifier") return nullptr;
  if (name == "try" && parts.body && rest.empty()) return guardedBody(l, parts);
  if (name == "cond" && parts.body && rest.empty()) return choice(l, node, parts, nullptr);
  if (name == "for" && parts.body && !rest.empty()) return comprehension(l, node, parts, rest);
  if (rest.size() != 1) return nullptr;
  if (declaresFunction(name)) return function(l, node, word, parts, rest[0]);
  if (!parts.body) return nullptr;
  if (name == "defmodule" || name == "defprotocol" || name == "defimpl") return moduleOf(l, node, word, parts, rest[0]);
  if (name == "if" || name == "unless") return conditional(l, node, name == "unless", parts, rest[0]);
  if (name == "case" && !parts.cases.empty()) return choice(l, node, parts, l.lower(rest[0]));
  return nullptr;
}

Node* call(Lowerer& l, TSNode node) {
  TSNode target = l.field(node, "target"), arguments = l.childOfType(node, "arguments"), block = l.childOfType(node, "do_block");
  if (ts_node_is_null(arguments) && ts_node_is_null(block)) return l.lower(target);
  Parts parts;
  std::vector<TSNode> rest;
  if (l.type(target) == "identifier") {
    readArguments(l, arguments, parts, rest);
    if (!ts_node_is_null(block)) readDoBlock(l, block, parts);
    if (Node* statement = statementCall(l, node, target, parts, rest)) return statement;
    parts = {};
  }
  if (!ts_node_is_null(block)) readDoBlock(l, block, parts);
  Items items;
  l.add(items, l.lower(target), Role::Callee);
  if (!ts_node_is_null(arguments)) addEach(l, items, arguments, Role::Arg);
  for (Node*& item : items)
    if (item->role == Role::Arg && item->kind == Kind::Pair && item->count == 2 && item->items[0]->kind == Kind::Other && item->items[0]->count == 1)
      item = as(Role::Arg, build(l, Kind::Keyword, item->start, item->end, {as(Role::Name, item->items[0]->items[0]), item->items[1]}));
  if (!ts_node_is_null(block)) {
    Node* body = parts.cases.empty() ? guardedBody(l, parts) : choice(l, block, parts, nullptr);
    l.add(items, build(l, Kind::Lambda, block, {as(Role::Body, blockOf(l, body))}), Role::Arg);
  }
  return build(l, Kind::Call, node, items);
}

Node* parenthesized(Lowerer& l, TSNode node) {
  Items items;
  addEach(l, items, node, Role::Item);
  if (items.size() == 1) return items[0];
  return statements(l, build(l, Kind::Block, node, items));
}

Node* sourceFile(Lowerer& l, TSNode node) {
  Items items;
  addEach(l, items, node, Role::Item);
  return statements(l, build(l, Kind::Block, node, items));
}

constexpr LowerSpecial kSpecials[] = {
    {"source", sourceFile},
    {"body", block},
    {"block", parenthesized},
    {"alias", alias},
    {"atom", atom},
    {"quoted_atom", quotedAtom},
    {"integer", numberLeaf},
    {"float", numberLeaf},
    {"string", string},
    {"charlist", quoted},
    {"sigil", sigil},
    {"pair", pairOf},
    {"keywords", keywords},
    {"map", mapOf},
    {"binary_operator", binary},
    {"unary_operator", unary},
    {"stab_clause", clause},
    {"anonymous_function", lambda},
    {"call", call},
};

}  // namespace

const LowerTable kElixirTable{"elixir", kLines, kSpecials};

}  // namespace vireon
