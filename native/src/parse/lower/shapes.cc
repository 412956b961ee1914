#include "parse/lower/shapes.h"

namespace vireon {

Node* build(Lowerer& l, Kind kind, uint32_t start, uint32_t end, Items items) {
  Node* node = l.make(kind, start, end);
  std::erase(items, nullptr);
  l.finish(node, items);
  return node;
}

Node* build(Lowerer& l, Kind kind, TSNode range, Items items) {
  return build(l, kind, ts_node_start_byte(range), ts_node_end_byte(range), std::move(items));
}

Node* as(Role role, Node* child) {
  if (child) child->role = role;
  return child;
}

Node* memberOf(Lowerer& l, Node* object, Node* name) {
  if (!object) return name;
  if (!name) return object;
  return build(l, Kind::Member, object->start, name->end, {as(Role::Object, object), as(Role::Name, name)});
}

void addEach(Lowerer& l, Items& items, TSNode list, Role role) {
  if (ts_node_is_null(list)) return;
  for (const Child& child : l.childrenOf(list))
    if (child.named) l.add(items, l.lower(child.node), role);
}

Node* wordCall(Lowerer& l, TSNode node, TSNode word, Role role) {
  Items items;
  l.add(items, l.leaf(Kind::Name, word), Role::Callee);
  for (const Child& child : l.childrenOf(node))
    if (child.named && !ts_node_eq(child.node, word)) l.add(items, l.lower(child.node), role);
  return build(l, Kind::Call, node, items);
}

Node* statements(Lowerer& l, Node* block) {
  if (!block) return block;
  for (uint32_t i = 0; i < block->count; i++) {
    Node* item = block->items[i];
    bool expression = item->kind < Kind::Block && item->kind != Kind::Ellipsis;
    if (!expression || item->role != Role::Item) continue;
    item = build(l, Kind::ExprStmt, item->start, item->end, {item});
    item->role = Role::Item;
    uint32_t after = item->end;
    if (after < l.source().size() && l.source()[after] == ';') item->flags |= kSemicolon;
    block->items[i] = item;
  }
  return block;
}

Node* blockOf(Lowerer& l, Node* body) {
  if (!body || body->kind == Kind::Block) return body;
  if (body->kind == Kind::Multi) {
    body->kind = Kind::Block;
    for (Node* child : body->children()) child->role = Role::Item;
    return statements(l, body);
  }
  return statements(l, build(l, Kind::Block, body->start, body->end, {as(Role::Item, body)}));
}

Node* specialName(Lowerer& l, TSNode node) {
  Node* name = l.leaf(Kind::Name, node);
  name->flags |= kSpecialName;
  return name;
}

Node* bodyBlock(Lowerer& l, TSNode node) {
  Node* block = l.byTable(node);
  if (block) block->kind = Kind::Block;
  return statements(l, block);
}

Node* memberBlock(Lowerer& l, TSNode node) {
  Node* block = l.byTable(node);
  block->flags |= kClassBody;
  return block;
}

Node* assignmentByOperator(Lowerer& l, TSNode node) {
  TSNode op = l.field(node, "operator");
  std::string_view text = ts_node_is_null(op) ? "=" : l.text(op);
  Items items;
  l.add(items, l.lower(l.field(node, "left")), Role::Left);
  l.add(items, l.lower(l.field(node, "right")), Role::Right);
  Node* result = build(l, text == "=" ? Kind::Assign : Kind::AugAssign, node, items);
  if (text != "=") l.setText(result, text);
  return result;
}

bool isPlaceholderName(std::string_view text) { return text == "vve_" || text.substr(0, 4) == "vvs_"; }

Node* functionWithParams(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  if (!result) return result;
  // `x => …`: the one parameter stands without its list.
  TSNode parameters = l.field(node, "parameters");
  if (!ts_node_is_null(parameters) && ts_node_child_count(parameters) == 0) l.append(result, l.lower(parameters), Role::Param);
  wrapParams(l, result);
  return result;
}

namespace {

Node* byToken(Lowerer& l, TSNode node, Kind kind, std::initializer_list<Role> roles) {
  Items items;
  Node* result = l.make(kind, node);
  auto role = roles.begin();
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) {
      l.setText(result, l.text(child.node));
      continue;
    }
    l.add(items, l.lower(child.node), *role);
    if (role + 1 != roles.end()) role++;
  }
  l.finish(result, items);
  return result;
}

}  // namespace

Node* updateByToken(Lowerer& l, TSNode node) {
  Node* result = byToken(l, node, Kind::Update, {Role::Operand});
  if (ts_node_child_count(node) > 0 && !ts_node_is_named(ts_node_child(node, 0)))
    l.setText(result, result->text == "++" ? "++x" : "--x");
  return result;
}
Node* binaryByToken(Lowerer& l, TSNode node) { return byToken(l, node, Kind::Binary, {Role::Left, Role::Right}); }
Node* unaryByToken(Lowerer& l, TSNode node) { return byToken(l, node, Kind::Unary, {Role::Operand}); }

}  // namespace vireon
