#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"chunk", Kind::Block, "local_declaration:Item *:Item"},
    {"block", Kind::Block, "local_declaration:Item *:Item"},
    {"hash_bang_line", Kind::Drop},
    {"empty_statement", Kind::Drop},
    {"parenthesized_expression", Kind::Through},
    {"identifier", Kind::Name},
    {"vararg_expression", Kind::Name},
    {"true", Kind::Bool},
    {"false", Kind::Bool},
    {"nil", Kind::Null},
    {"function_call", Kind::Call, "name:Callee arguments:Arg*"},
    {"dot_index_expression", Kind::Member, "table:Object field:Name"},
    {"method_index_expression", Kind::Member, "table:Object method:Name"},
    {"bracket_index_expression", Kind::Index, "table:Object field:Item"},
    {"binary_expression", Kind::Binary, "left:Left operator@ right:Right"},
    {"unary_expression", Kind::Unary, "operator@ operand:Operand"},
    {"table_constructor", Kind::Dict, "*:Item"},
    {"expression_list", Kind::TupleOrOne, "*:Item"},
    {"variable_list", Kind::TupleOrOne, "-#attribute *:Item"},
    {"while_statement", Kind::While, "condition:Cond body:Body"},
    {"repeat_statement", Kind::DoWhile, "body:Body condition:Cond"},
    {"do_statement", Kind::Through, "body:Item"},
    {"return_statement", Kind::Return, "*:Operand"},
    {"break_statement", Kind::Break},
    {"function_declaration", Kind::Function, "+local name:Name parameters:Param* body:Body"},
    {"function_definition", Kind::Lambda, "parameters:Param* body:Body"},
    {"else_statement", Kind::Through, "body:Item"},
    {"label_statement", Kind::Label, "*:Name"},
};

Node* field(Lowerer& l, TSNode node) {
  TSNode name = l.field(node, "name");
  Node* value = l.lower(l.field(node, "value"));
  if (ts_node_is_null(name)) return value;
  return build(l, Kind::Pair, node, {as(Role::Key, l.lower(name)), as(Role::Value, value)});
}

Node* assigned(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (child.named) l.add(items, l.lower(child.node), items.empty() ? Role::Left : Role::Right);
  return build(l, Kind::Assign, node, items);
}

Node* assignment(Lowerer& l, TSNode node) { return build(l, Kind::ExprStmt, node, {as(Role::Item, assigned(l, node))}); }

Node* local(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, l.leaf(Kind::Modifier, ts_node_start_byte(node), ts_node_start_byte(node) + 5), Role::Modifier);
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    TSNode inner = child.node;
    if (l.type(inner) == "assignment_statement") {
      Node* whole = assigned(l, inner);
      for (Node* part : whole->children()) l.add(items, part, part->role == Role::Left ? (part->kind == Kind::Name ? Role::Name : Role::Target) : Role::Value);
    } else {
      Node* name = l.lower(inner);
      if (name) l.add(items, name, name->kind == Kind::Name ? Role::Name : Role::Target);
    }
  }
  return build(l, Kind::VarDef, node, items);
}

Node* ifStatement(Lowerer& l, TSNode node) {
  std::vector<TSNode> clauses;
  for (const Child& child : l.childrenOf(node))
    if (l.type(child.node) == "elseif_statement" || l.type(child.node) == "else_statement") clauses.push_back(child.node);
  auto then = [&](TSNode clause) {
    TSNode body = l.field(clause, "consequence");
    return ts_node_is_null(body) ? build(l, Kind::Block, ts_node_end_byte(clause), ts_node_end_byte(clause), {}) : l.lower(body);
  };
  Node* rest = nullptr;
  for (size_t i = clauses.size(); i-- > 0;) {
    TSNode clause = clauses[i];
    if (l.type(clause) == "else_statement")
      rest = l.lower(l.field(clause, "body"));
    else
      rest = build(l, Kind::If, ts_node_start_byte(clause), ts_node_end_byte(node),
                   {as(Role::Cond, l.lower(l.field(clause, "condition"))), as(Role::Then, then(clause)), as(Role::Else, rest)});
  }
  return build(l, Kind::If, node,
               {as(Role::Cond, l.lower(l.field(node, "condition"))), as(Role::Then, then(node)), as(Role::Else, rest)});
}

Node* forStatement(Lowerer& l, TSNode node) {
  TSNode clause = l.field(node, "clause");
  Items items;
  if (l.type(clause) == "for_generic_clause") {
    for (const Child& child : l.childrenOf(clause))
      if (child.named) l.add(items, l.lower(child.node), items.empty() ? Role::Target : Role::Value);
    l.add(items, l.lower(l.field(node, "body")), Role::Body);
    return build(l, Kind::ForEach, node, items);
  }
  Node* name = l.lower(l.field(clause, "name"));
  Node* start = build(l, Kind::VarDef, clause, {as(Role::Name, name), as(Role::Value, l.lower(l.field(clause, "start")))});
  return build(l, Kind::For, node,
               {as(Role::Init, start), as(Role::Cond, l.lower(l.field(clause, "end"))), as(Role::Update, l.lower(l.field(clause, "step"))),
                as(Role::Body, l.lower(l.field(node, "body")))});
}

Node* string(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::String, node);
  TSNode content = l.field(node, "content");
  l.setText(result, ts_node_is_null(content) ? std::string_view() : l.text(content));
  return result;
}

constexpr LowerSpecial kSpecials[] = {
    {"chunk", bodyBlock},
    {"block", bodyBlock},
    {"number", numberLeaf},
    {"field", field},
    {"assignment_statement", assignment},
    {"variable_declaration", local},
    {"if_statement", ifStatement},
    {"for_statement", forStatement},
    {"string", string},
    {"function_declaration", functionWithParams},
    {"function_definition", functionWithParams},
};

}  // namespace

const LowerTable kLuaTable{"lua", kLines, kSpecials};

}  // namespace vireon
