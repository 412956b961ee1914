#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"source_file", Kind::Block, "*:Item"},
    {"function_body", Kind::Block, "*:Item"},
    {"contract_body", Kind::Block, "*:Item"},
    {"struct_body", Kind::Block, "*:Item"},
    {"enum_body", Kind::Block, "*:Item"},
    {"statement", Kind::Through},
    {"expression", Kind::Through},
    {"call_argument", Kind::Through},
    {"parenthesized_expression", Kind::Through},
    {"string", Kind::Through},
    {"type_alias", Kind::Through},
    {"expression_statement", Kind::ExprStmt, "*:Item"},
    {"identifier", Kind::Name},
    {"primitive_type", Kind::Name},
    {"enum_value", Kind::Name},
    {"visibility", Kind::Modifier},
    {"state_mutability", Kind::Modifier},
    {"virtual", Kind::Modifier},
    {"immutable", Kind::Modifier},
    {"override_specifier", Kind::Modifier},
    {"state_location", Kind::Modifier},
    {"boolean_literal", Kind::Bool},
    {"true", Kind::Bool},
    {"false", Kind::Bool},
    {"call_expression", Kind::Call, "function:Callee #call_argument:Arg*"},
    {"type_cast_expression", Kind::Call, "#primitive_type:Callee #call_argument:Arg*"},
    {"member_expression", Kind::Member, "object:Object property:Name"},
    {"array_access", Kind::Index, "base:Object index:Item"},
    {"slice_access", Kind::Slice, "base:Object from:Left to:Right"},
    {"binary_expression", Kind::Binary, "left:Left operator@ right:Right"},
    {"unary_expression", Kind::Unary, "operator@ argument:Operand"},
    {"assignment_expression", Kind::Assign, "left:Left right:Right"},
    {"tuple_expression", Kind::TupleOrOne, "*:Item"},
    {"inline_array_expression", Kind::Array, "*:Item"},
    {"new_expression", Kind::New, "name:Type #call_argument:Arg*"},
    {"struct_field_assignment", Kind::Pair, "name:Key value:Value"},
    {"call_struct_argument", Kind::Pair, "name:Key value:Value"},
    {"while_statement", Kind::While, "condition:Cond body:Body"},
    {"do_while_statement", Kind::DoWhile, "condition:Cond body:Body"},
    {"return_statement", Kind::Return, "*:Operand"},
    {"break_statement", Kind::Break},
    {"continue_statement", Kind::Continue},
    {"catch_clause", Kind::Catch, "#parameter:Param body:Body"},
    {"emit_statement", Kind::Other, "*:Item name:Callee"},
    {"contract_declaration", Kind::Class, "name:Name #inheritance_specifier:Base body:Body +abstract"},
    {"interface_declaration", Kind::Class, "=interface name:Name #inheritance_specifier:Base body:Body"},
    {"library_declaration", Kind::Class, "=library name:Name body:Body"},
    {"struct_declaration", Kind::Class, "=struct name:Name body:Body"},
    {"enum_declaration", Kind::Class, "=enum name:Name body:Body"},
    {"struct_member", Kind::VarDef, "type:Type name:Name"},
    {"function_definition", Kind::Function,
     "+function name:Name #parameter:Param #visibility:Modifier #state_mutability:Modifier #virtual:Modifier "
     "#override_specifier:Modifier #modifier_invocation:Attribute return_type:Result body:Body"},
    {"constructor_definition", Kind::Function,
     "+constructor #parameter:Param #visibility:Modifier #state_mutability:Modifier #modifier_invocation:Attribute body:Body"},
    {"fallback_receive_definition", Kind::Function,
     "+fallback +receive +function #parameter:Param #visibility:Modifier #state_mutability:Modifier #virtual:Modifier "
     "#override_specifier:Modifier #modifier_invocation:Attribute body:Body"},
    {"modifier_definition", Kind::Function,
     "+modifier name:Name #parameter:Param #virtual:Modifier #override_specifier:Modifier body:Body"},
    {"event_definition", Kind::Function, "+event name:Name #event_parameter:Param +anonymous"},
    {"error_declaration", Kind::Function, "+error name:Name #error_parameter:Param"},
    {"parameter", Kind::Param, "type:Type name:Name location:Modifier +memory +storage +calldata"},
    {"return_type_definition", Kind::TupleOrOne, "*:Item"},
    {"event_parameter", Kind::Param, "type:Type name:Name +indexed"},
    {"error_parameter", Kind::Param, "type:Type name:Name"},
    {"state_variable_declaration", Kind::VarDef,
     "type:Type name:Name visibility:Modifier #immutable:Modifier #override_specifier:Modifier +constant value:Value"},
    {"constant_variable_declaration", Kind::VarDef, "+constant type:Type name:Name value:Value"},
    {"variable_declaration", Kind::VarDef, "type:Type name:Name location:Modifier +memory +storage +calldata"},
    {"variable_declaration_tuple", Kind::Tuple, "*:Item"},
    {"any_pragma_token", Kind::Through},
};

// A declared parameter whose type alone is given is a name where it is a placeholder.
Node* parameter(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  const Node* type = result->child(Role::Type);
  if (type && result->count == 1 && type->kind == Kind::Name && isPlaceholderName(type->text)) return const_cast<Node*>(type);
  return result;
}

Node* function(Lowerer& l, TSNode node) {
  Node* result = functionWithParams(l, node);
  if (!result->child(Role::Name))
    for (Node* child : result->children())
      if (child->role == Role::Modifier && (child->text == "constructor" || child->text == "fallback" || child->text == "receive" || child->text == "function")) {
        Node* name = l.make(Kind::Name, child->start, child->end);
        l.setText(name, child->text);
        l.append(result, name, Role::Name);
        break;
      }
  return result;
}

Node* typeName(Lowerer& l, TSNode node) {
  Items items;
  TSNode key = l.field(node, "key_type"), value = l.field(node, "value_type");
  if (!ts_node_is_null(value)) {
    l.add(items, l.leaf(Kind::Name, ts_node_start_byte(node), ts_node_start_byte(node) + 7), Role::Name);
    l.add(items, l.lower(key), Role::TypeArg);
    l.add(items, l.lower(value), Role::TypeArg);
    return build(l, Kind::TypeApply, node, items);
  }
  Listed<Child> children = l.childrenOf(node);
  if (children.size() == 1 || l.text(node).find('[') == std::string_view::npos) {
    for (const Child& child : children)
      if (child.named) return l.lower(child.node);
    return l.leaf(Kind::Name, node);
  }
  for (const Child& child : children)
    if (child.named) l.add(items, l.lower(child.node), items.empty() ? Role::Type : Role::Item);
  return build(l, Kind::ArrayType, node, items);
}

Node* userType(Lowerer& l, TSNode node) {
  Node* whole = nullptr;
  for (const Child& child : l.childrenOf(node))
    if (child.named) whole = memberOf(l, whole, l.lower(child.node));
  return whole;
}

Node* inheritance(Lowerer& l, TSNode node) {
  Node* ancestor = l.lower(l.field(node, "ancestor"));
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (l.type(child.node) == "call_argument") l.add(items, l.lower(child.node), Role::Arg);
  if (items.empty()) return ancestor;
  l.add(items, ancestor, Role::Callee);
  return build(l, Kind::Call, node, items);
}

Node* invocation(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (child.named) l.add(items, l.lower(child.node), items.empty() ? Role::Callee : Role::Arg);
  Node* inner = items.size() == 1 && l.text(node).find('(') == std::string_view::npos ? items[0] : build(l, Kind::Call, node, items);
  return build(l, Kind::Attribute, node, {as(Role::Item, inner)});
}

// `f{value: 1}`
Node* options(Lowerer& l, TSNode node) {
  Items fields, items;
  for (const Child& child : l.childrenOf(node))
    if (l.type(child.node) == "struct_field_assignment") l.add(fields, l.lower(child.node), Role::Item);
  Node* callee = l.lower(l.field(node, "type"));
  Node* object = build(l, Kind::Object, callee->end, ts_node_end_byte(node), fields);
  Node* result = build(l, Kind::Call, node, {as(Role::Callee, callee), as(Role::Arg, object)});
  result->flags |= kTagged;
  return result;
}

Node* structArguments(Lowerer& l, TSNode node) {
  Items fields;
  for (const Child& child : l.childrenOf(node))
    if (child.named) l.add(fields, l.lower(child.node), Role::Item);
  bool named = !fields.empty() && fields[0]->kind == Kind::Pair;
  if (named) return build(l, Kind::Object, node, fields);
  return fields.empty() ? nullptr : fields[0];
}

Node* ifStatement(Lowerer& l, TSNode node) {
  Items items;
  TSNode condition = l.field(node, "condition");
  l.add(items, l.lower(condition), Role::Cond);
  Role role = Role::Then;
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) == "else") role = Role::Else;
    if (child.named && !ts_node_eq(child.node, condition)) l.add(items, l.lower(child.node), role);
  }
  return build(l, Kind::If, node, items);
}

Node* forStatement(Lowerer& l, TSNode node) {
  auto part = [&](std::string_view name) {
    TSNode field = l.field(node, name);
    Node* lowered = ts_node_is_null(field) ? nullptr : l.lower(field);
    return lowered && lowered->kind == Kind::ExprStmt && lowered->count == 1 ? lowered->items[0] : lowered;
  };
  return build(l, Kind::For, node,
               {as(Role::Init, part("initial")), as(Role::Cond, part("condition")), as(Role::Update, part("update")), as(Role::Body, part("body"))});
}

// `(, uint b)`: a component that is left out keeps its place.
Node* holed(Lowerer& l, TSNode node) {
  Items items;
  bool filled = false;
  for (const Child& child : l.childrenOf(node)) {
    if (child.named) {
      l.add(items, l.lower(child.node), Role::Item);
      filled = true;
    } else if (l.type(child.node) == ",") {
      if (!filled) l.add(items, l.make(Kind::Other, ts_node_start_byte(child.node), ts_node_start_byte(child.node)), Role::Item);
      filled = false;
    }
  }
  return build(l, Kind::Tuple, node, items);
}

Node* variableStatement(Lowerer& l, TSNode node) {
  Node* value = l.lower(l.field(node, "value"));
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) == "variable_declaration") {
      Node* definition = l.lower(child.node);
      definition->start = ts_node_start_byte(node);
      definition->end = ts_node_end_byte(node);
      if (value) l.append(definition, value, Role::Value);
      return definition;
    }
    if (l.type(child.node) == "variable_declaration_tuple") {
      Items items;
      l.add(items, l.lower(child.node), Role::Target);
      l.add(items, value, Role::Value);
      return build(l, Kind::VarDef, node, items);
    }
  }
  return l.byTable(node);
}

Node* block(Lowerer& l, TSNode node) {
  Items items;
  bool unchecked = false;
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) == "unchecked")
      unchecked = true;
    else if (child.named)
      l.add(items, l.lower(child.node), Role::Item);
  }
  Node* result = build(l, Kind::Block, node, items);
  if (!unchecked) return result;
  result = build(l, Kind::Other, node, {as(Role::Body, result)});
  result->hash = hashOf("unchecked");
  return result;
}

Node* emit(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, l.lower(l.field(node, "name")), Role::Callee);
  for (const Child& child : l.childrenOf(node))
    if (l.type(child.node) == "call_argument") l.add(items, l.lower(child.node), Role::Arg);
  Node* call = build(l, Kind::Call, items.empty() ? ts_node_start_byte(node) : items[0]->start, ts_node_end_byte(node), items);
  while (call->end > call->start && l.source()[call->end - 1] == ';') call->end--;
  Node* result = build(l, Kind::Other, node, {as(Role::Item, call)});
  result->hash = hashOf("emit");
  return result;
}

Node* revert(Lowerer& l, TSNode node) {
  TSNode error = l.field(node, "error");
  Items items, arguments;
  Node* word = l.leaf(Kind::Name, ts_node_start_byte(node), ts_node_start_byte(node) + 6);
  TSNode list = l.childOfType(node, "revert_arguments");
  if (!ts_node_is_null(list)) addEach(l, arguments, list, Role::Arg);
  l.add(items, word, Role::Callee);
  if (ts_node_is_null(error)) {
    for (Node* argument : arguments) l.add(items, argument, Role::Arg);
  } else {
    l.add(arguments, l.lower(error), Role::Callee);
    l.add(items, build(l, Kind::Call, ts_node_start_byte(error), ts_node_end_byte(ts_node_is_null(list) ? error : list), arguments), Role::Arg);
  }
  Node* statement = build(l, Kind::ExprStmt, node, {as(Role::Item, build(l, Kind::Call, node, items))});
  statement->flags |= kSemicolon;
  return statement;
}

Node* augmented(Lowerer& l, TSNode node) {
  Node* result = binaryByToken(l, node);
  result->kind = Kind::AugAssign;
  return result;
}

Node* ternary(Lowerer& l, TSNode node) {
  Items items;
  constexpr Role roles[] = {Role::Cond, Role::Then, Role::Else};
  for (const Child& child : l.childrenOf(node))
    if (child.named && items.size() < 3) l.add(items, l.lower(child.node), roles[items.size()]);
  return build(l, Kind::Ternary, node, items);
}

Node* string(Lowerer& l, TSNode node) { return l.string(node, {}); }

Node* number(Lowerer& l, TSNode node) {
  TSNode unit = l.childOfType(node, "number_unit");
  if (ts_node_is_null(unit)) return numberLeaf(l, node);
  return build(l, Kind::Other, node, {as(Role::Item, l.leaf(Kind::Int, ts_node_start_byte(node), ts_node_start_byte(unit))), as(Role::Type, l.leaf(Kind::Name, unit))});
}

Node* payable(Lowerer& l, TSNode node) {
  Listed<Child> children = l.childrenOf(node);
  return wordCall(l, node, children[0].node);
}

Node* import(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, l.lower(l.field(node, "source")), Role::Path);
  Node* result = build(l, Kind::Import, node, items);
  result->flags |= kFileModule;
  return result;
}

Node* tryStatement(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, l.lower(l.field(node, "attempt")), Role::Init);
  l.add(items, l.lower(l.field(node, "body")), Role::Try);
  for (const Child& child : l.childrenOf(node))
    if (l.type(child.node) == "catch_clause") l.add(items, l.lower(child.node), Role::Handler);
  return build(l, Kind::Try, node, items);
}

constexpr LowerSpecial kSpecials[] = {
    {"variable_declaration_tuple", holed},
    {"expression_statement", expressionStatement},
    {"number_literal", number},
    {"string", string},
    {"type_name", typeName},
    {"user_defined_type", userType},
    {"inheritance_specifier", inheritance},
    {"modifier_invocation", invocation},
    {"struct_expression", options},
    {"call_argument", structArguments},
    {"if_statement", ifStatement},
    {"for_statement", forStatement},
    {"variable_declaration_statement", variableStatement},
    {"block_statement", block},
    {"emit_statement", emit},
    {"revert_statement", revert},
    {"update_expression", updateByToken},
    {"augmented_assignment_expression", augmented},
    {"ternary_expression", ternary},
    {"payable_conversion_expression", payable},
    {"meta_type_expression", payable},
    {"import_directive", import},
    {"try_statement", tryStatement},
    {"parameter", parameter},
    {"event_parameter", parameter},
    {"error_parameter", parameter},
    {"function_definition", function},
    {"constructor_definition", function},
    {"fallback_receive_definition", function},
    {"modifier_definition", function},
    {"event_definition", function},
    {"error_declaration", function},
    {"contract_body", memberBlock},
    {"struct_body", memberBlock},
    {"enum_body", memberBlock},
};

}  // namespace

const LowerTable kSolidityTable{"solidity", kLines, kSpecials};

}  // namespace vireon
