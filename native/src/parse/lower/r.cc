#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"program", Kind::Block, "*:Item"},
    {"braced_expression", Kind::Block, "body:Item *:Item"},
    {"parenthesized_expression", Kind::Through},
    {"identifier", Kind::Name},
    {"dots", Kind::Name},
    {"dot_dot_i", Kind::Name},
    {"true", Kind::Bool},
    {"false", Kind::Bool},
    {"null", Kind::Null},
    {"integer", Kind::Int},
    {"parameter", Kind::Param, "name:Name default:Value"},
    {"if_statement", Kind::If, "condition:Cond consequence:Then alternative:Else"},
    {"while_statement", Kind::While, "condition:Cond body:Body"},
    {"repeat_statement", Kind::While, "body:Body"},
    {"for_statement", Kind::ForEach, "variable:Target sequence:Value body:Body"},
    {"break", Kind::Break},
    {"next", Kind::Continue},
    {"extract_operator", Kind::Member, "lhs:Object rhs:Name"},
    {"namespace_operator", Kind::Member, "lhs:Object rhs:Name"},
    {"comma", Kind::Drop},
    {"unary_operator", Kind::Unary, "operator@ rhs:Operand"},
};

Node* argument(Lowerer& l, TSNode node) {
  TSNode name = l.field(node, "name");
  Node* value = l.lower(l.field(node, "value"));
  if (ts_node_is_null(name)) return value;
  return build(l, Kind::Keyword, node, {as(Role::Name, l.lower(name)), as(Role::Value, value)});
}

void addArguments(Lowerer& l, Items& items, TSNode list, Role role) {
  for (const Child& child : l.childrenOf(list))
    if (child.named && l.type(child.node) == "argument") l.add(items, argument(l, child.node), role);
}

bool isWord(Node* node, std::string_view word) { return node && node->kind == Kind::Name && node->text == word; }

Node* call(Lowerer& l, TSNode node) {
  Node* callee = l.lower(l.field(node, "function"));
  TSNode list = l.field(node, "arguments");
  Items items;
  if (isWord(callee, "return")) {
    addArguments(l, items, list, Role::Operand);
    return build(l, Kind::Return, node, items);
  }
  l.add(items, callee, Role::Callee);
  addArguments(l, items, list, Role::Arg);
  return build(l, Kind::Call, node, items);
}

Node* subset(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, l.lower(l.field(node, "function")), Role::Object);
  addArguments(l, items, l.field(node, "arguments"), Role::Item);
  return build(l, Kind::Index, node, items);
}

Node* piped(Lowerer& l, TSNode node, Node* left, Node* right) {
  if (!left || !right) return left ? left : right;
  Items items;
  if (right->kind != Kind::Call) {
    items = {as(Role::Callee, right), as(Role::Arg, left)};
    return build(l, Kind::Call, node, items);
  }
  // The piped value is the first argument, however early it stands.
  for (Node* part : right->children()) {
    if (part->role == Role::Arg && items.size() == 1) items.push_back(as(Role::Arg, left));
    items.push_back(part);
  }
  if (items.size() == 1) items.push_back(as(Role::Arg, left));
  return build(l, Kind::Call, node, items);
}

Node* binary(Lowerer& l, TSNode node) {
  TSNode op = l.field(node, "operator");
  std::string_view sign = ts_node_is_null(op) ? std::string_view() : l.text(op);
  Node* left = l.lower(l.field(node, "lhs"));
  Node* right = l.lower(l.field(node, "rhs"));
  if (sign == "->" || sign == "->>") std::swap(left, right);
  if (sign == "<-" || sign == "<<-" || sign == "=" || sign == ":=" || sign == "->" || sign == "->>")
    return build(l, Kind::Assign, node, {as(Role::Left, left), as(Role::Right, right)});
  if (sign == "%>%" || sign == "|>") return piped(l, node, left, right);
  Node* result = build(l, Kind::Binary, node, {as(Role::Left, left), as(Role::Right, right)});
  l.setText(result, sign);
  return result;
}

Node* function(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(l.field(node, "parameters")))
    if (child.named) l.add(items, l.lower(child.node), Role::Param);
  l.add(items, blockOf(l, l.lower(l.field(node, "body"))), Role::Body);
  Node* result = build(l, Kind::Lambda, node, items);
  wrapParams(l, result);
  return result;
}

Node* withBlocks(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  if (!result) return result;
  for (uint32_t i = 0; i < result->count; i++) {
    Node*& part = result->items[i];
    if (part->role == Role::Then || part->role == Role::Body || (part->role == Role::Else && part->kind != Kind::If))
      part = as(part->role, blockOf(l, part));
  }
  return result;
}

Node* string(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::String, node);
  TSNode content = l.field(node, "content"), open = l.field(node, "open");
  l.setText(result, ts_node_is_null(content) ? std::string_view() : l.text(content));
  if (!ts_node_is_null(open) && l.text(open).size() > 1) result->flags |= kRawText;
  return result;
}

constexpr LowerSpecial kSpecials[] = {
    {"program", bodyBlock},
    {"braced_expression", bodyBlock},
    {"float", numberLeaf},
    {"argument", argument},
    {"call", call},
    {"subset", subset},
    {"subset2", subset},
    {"binary_operator", binary},
    {"function_definition", function},
    {"if_statement", withBlocks},
    {"while_statement", withBlocks},
    {"repeat_statement", withBlocks},
    {"for_statement", withBlocks},
    {"string", string},
};

}  // namespace

const LowerTable kRTable{"r", kLines, kSpecials};

}  // namespace vireon
