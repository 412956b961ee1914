#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"compilation_unit", Kind::Block, "*:Item"},
    {"global_statement", Kind::Through},
    {"block", Kind::Block, "*:Item"},
    {"declaration_list", Kind::Block, "*:Item"},
    {"enum_member_declaration_list", Kind::Block, "*:Item"},
    {"empty_statement", Kind::Drop},
    {"expression_statement", Kind::ExprStmt, "*:Item"},
    {"parenthesized_expression", Kind::Through},
    {"identifier", Kind::Name},
    {"predefined_type", Kind::Name},
    {"implicit_type", Kind::Name},
    {"discard", Kind::Name},
    {"modifier", Kind::Modifier},
    {"boolean_literal", Kind::Bool},
    {"null_literal", Kind::Null},
    {"character_literal", Kind::Other},
    {"invocation_expression", Kind::Call, "function:Callee arguments:Arg*"},
    {"member_access_expression", Kind::Member, "expression:Object name:Name"},
    {"qualified_name", Kind::Member, "qualifier:Object name:Name"},
    {"alias_qualified_name", Kind::Member, "alias:Object name:Name"},
    {"generic_name", Kind::TypeApply, "#identifier:Name #type_argument_list:TypeArg*"},
    {"nullable_type", Kind::Other, "type:Type"},
    {"array_type", Kind::ArrayType, "type:Type"},
    {"pointer_type", Kind::PointerType, "type:Type"},
    {"element_access_expression", Kind::Index, "expression:Object subscript:Item*"},
    {"binary_expression", Kind::Binary, "left:Left operator@ right:Right"},
    {"as_expression", Kind::Cast, "left:Operand right:Type"},
    {"is_expression", Kind::Binary, "left:Left operator@ right:Right"},
    {"is_pattern_expression", Kind::Binary, "=is expression:Left pattern:Right"},
    {"constant_pattern", Kind::Through},
    {"or_pattern", Kind::Binary, "left:Left operator@ right:Right"},
    {"and_pattern", Kind::Binary, "left:Left operator@ right:Right"},
    {"relational_pattern", Kind::Unary, "operator@ *:Operand"},
    {"negated_pattern", Kind::Unary, "=not *:Operand"},
    {"relational_pattern", Kind::Unary, "*:Operand"},
    {"cast_expression", Kind::Cast, "type:Type value:Operand"},
    {"conditional_expression", Kind::Ternary, "condition:Cond consequence:Then alternative:Else"},
    {"object_creation_expression", Kind::New, "type:Type arguments:Arg* initializer:Value"},
    {"implicit_object_creation_expression", Kind::New, "#argument_list:Arg* *:Value"},
    {"anonymous_object_creation_expression", Kind::New, "*:Value"},
    {"initializer_expression", Kind::Array, "*:Item"},
    {"array_creation_expression", Kind::Other, "=new_array type:Type *:Value"},
    {"implicit_array_creation_expression", Kind::Other, "=new_array *:Value"},
    {"collection_expression", Kind::Array, "*:Item"},
    {"collection_element", Kind::Through},
    {"expression_element", Kind::Through},
    {"spread_element", Kind::Spread, "*:Operand"},
    {"lambda_expression", Kind::Lambda, "parameters:Param* body:Body"},
    {"anonymous_method_expression", Kind::Lambda, "parameters:Param* #block:Body"},
    {"await_expression", Kind::Await, "*:Operand"},
    {"tuple_expression", Kind::Tuple, "*:Item"},
    {"throw_expression", Kind::Throw, "*:Operand"},
    {"if_statement", Kind::If, "condition:Cond consequence:Then alternative:Else"},
    {"while_statement", Kind::While, "condition:Cond body:Body"},
    {"do_statement", Kind::DoWhile, "condition:Cond body:Body"},
    {"for_statement", Kind::For, "initializer:Init condition:Cond update:Update body:Body"},
    {"foreach_statement", Kind::ForEach, "type:Type left:Target right:Value body:Body"},
    {"switch_statement", Kind::Switch, "value:Cond body:Case*"},
    {"try_statement", Kind::Try, "body:Try #catch_clause:Handler #finally_clause:Finally"},
    {"finally_clause", Kind::Finally, "#block:Body"},
    {"return_statement", Kind::Return, "*:Operand"},
    {"throw_statement", Kind::Throw, "*:Operand"},
    {"yield_statement", Kind::Yield, "*:Operand"},
    {"break_statement", Kind::Break},
    {"continue_statement", Kind::Continue},
    {"labeled_statement", Kind::Label, "#identifier:Name *:Body"},
    {"lock_statement", Kind::With, "*:Item"},
    {"arrow_expression_clause", Kind::Through},
    {"class_declaration", Kind::Class,
     "name:Name #modifier:Modifier #attribute_list:Attribute* #type_parameter_list:TypeParam* #parameter_list:Param* "
     "#base_list:Base* body:Body"},
    {"struct_declaration", Kind::Class,
     "=struct name:Name #modifier:Modifier #attribute_list:Attribute* #type_parameter_list:TypeParam* "
     "#parameter_list:Param* #base_list:Base* body:Body"},
    {"record_declaration", Kind::Class,
     "=record name:Name #modifier:Modifier #attribute_list:Attribute* #type_parameter_list:TypeParam* "
     "#parameter_list:Param* #base_list:Base* body:Body"},
    {"interface_declaration", Kind::Class,
     "=interface name:Name #modifier:Modifier #attribute_list:Attribute* type_parameters:TypeParam* #base_list:Base* "
     "body:Body"},
    {"enum_declaration", Kind::Class,
     "=enum name:Name #modifier:Modifier #attribute_list:Attribute* #base_list:Base* body:Body"},
    {"enum_member_declaration", Kind::VarDef, "=enum name:Name value:Value"},
    {"type_parameter", Kind::TypeParam, "name:Name"},
    {"method_declaration", Kind::Function,
     "name:Name #modifier:Modifier #attribute_list:Attribute* type_parameters:TypeParam* parameters:Param* "
     "returns:Result body:Body"},
    {"local_function_statement", Kind::Function,
     "name:Name #modifier:Modifier #attribute_list:Attribute* type_parameters:TypeParam* parameters:Param* type:Result "
     "body:Body"},
    {"constructor_declaration", Kind::Function,
     "name:Name #modifier:Modifier #attribute_list:Attribute* parameters:Param* body:Body"},
    {"destructor_declaration", Kind::Function, "name:Name parameters:Param* body:Body"},
    {"operator_declaration", Kind::Function, "operator:Name #modifier:Modifier parameters:Param* type:Result body:Body"},
    {"delegate_declaration", Kind::Function, "=delegate name:Name #modifier:Modifier parameters:Param* type:Result"},
    {"parameter", Kind::Param, "type:Type name:Name #modifier:Modifier #attribute_list:Attribute* *:Value"},
    {"implicit_parameter", Kind::Name},
    {"property_declaration", Kind::VarDef,
     "type:Type name:Name #modifier:Modifier #attribute_list:Attribute* accessors:Body value:Value"},
    {"accessor_list", Kind::Block, "*:Item"},
    {"accessor_declaration", Kind::Function, "name:Name #modifier:Modifier body:Body"},
    {"base_list", Kind::Through},
    {"primary_constructor_base_type", Kind::Call, "type:Callee #argument_list:Arg*"},
    {"interpolation", Kind::Through, "-#interpolation_brace -#interpolation_format_clause *:Item"},
    {"preproc_region", Kind::Drop},
    {"preproc_endregion", Kind::Drop},
    {"preproc_pragma", Kind::Drop},
    {"preproc_nullable", Kind::Drop},
    {"preproc_line", Kind::Drop},
};

Node* memberName(Lowerer& l, TSNode node) { return memberOf(l, nullptr, l.lower(l.field(node, "name"))); }

// a?.b
Node* conditionalAccess(Lowerer& l, TSNode node) {
  TSNode condition = l.field(node, "condition");
  Node* object = l.lower(condition);
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named || ts_node_eq(child.node, condition)) continue;
    Node* rest = l.lower(child.node);
    if (!rest) continue;
    if (rest->kind == Kind::Name) {
      object = memberOf(l, object, rest);
      object->flags |= kOptionalChain;
      continue;
    }
    // The binding that begins the rest takes the object.
    Node* at = rest;
    while (at->count && at->items[0]->kind != Kind::Name) at = at->items[0];
    if (at->count && at->items[0]->kind == Kind::Name) {
      Role role = at->items[0]->role;
      at->items[0] = memberOf(l, object, at->items[0]);
      at->items[0]->flags |= kOptionalChain;
      at->items[0]->role = role;
    }
    rest->start = object->start;
    object = rest;
  }
  return object;
}

Node* argument(Lowerer& l, TSNode node) {
  TSNode name = l.field(node, "name");
  Node* value = nullptr;
  for (const Child& child : l.childrenOf(node))
    if (child.named && (ts_node_is_null(name) || !ts_node_eq(child.node, name))) value = l.lower(child.node);
  for (const Child& child : l.childrenOf(node))
    if (!value && !child.named && (l.type(child.node) == "this" || l.type(child.node) == "base")) value = specialName(l, child.node);
  if (ts_node_is_null(name)) return value;
  return build(l, Kind::Keyword, node, {as(Role::Name, l.lower(name)), as(Role::Value, value)});
}

Node* variables(Lowerer& l, TSNode declaration, TSNode whole) {
  Items modifiers, found;
  for (const Child& child : l.childrenOf(whole)) {
    std::string_view type = l.type(child.node);
    if (type == "modifier") l.add(modifiers, l.leaf(Kind::Modifier, child.node), Role::Modifier);
    if (type == "attribute_list") l.add(modifiers, l.lower(child.node), Role::Attribute);
  }
  TSNode type = l.field(declaration, "type");
  for (const Child& child : l.childrenOf(declaration)) {
    if (l.type(child.node) != "variable_declarator") continue;
    Items items = modifiers;
    TSNode name = l.field(child.node, "name");
    l.add(items, l.lower(type), Role::Type);
    for (const Child& part : l.childrenOf(child.node)) {
      if (!part.named) continue;
      if (!ts_node_is_null(name) && ts_node_eq(part.node, name))
        l.add(items, l.lower(part.node), Role::Name);
      else if (l.type(part.node) == "tuple_pattern")
        l.add(items, l.lower(part.node), Role::Target);
      else
        l.add(items, l.lower(part.node), Role::Value);
    }
    found.push_back(build(l, Kind::VarDef, whole, items));
  }
  return l.multi(whole, found);
}

Node* declarationStatement(Lowerer& l, TSNode node) {
  return variables(l, l.childOfType(node, "variable_declaration"), node);
}
Node* variableDeclaration(Lowerer& l, TSNode node) { return variables(l, node, node); }

Node* usingStatement(Lowerer& l, TSNode node) {
  TSNode body = l.field(node, "body");
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (child.named && !ts_node_eq(child.node, body)) l.add(items, l.lower(child.node), Role::Item);
  l.add(items, l.lower(body), Role::Body);
  return build(l, Kind::With, node, items);
}

Node* lockStatement(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (child.named) l.add(items, l.lower(child.node), items.empty() ? Role::Item : Role::Body);
  return build(l, Kind::With, node, items);
}

Node* catchClause(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "catch_declaration")
      l.add(items, build(l, Kind::Param, child.node, {as(Role::Type, l.lower(l.field(child.node, "type"))), as(Role::Name, l.lower(l.field(child.node, "name")))}), Role::Param);
    if (type == "block") l.add(items, l.lower(child.node), Role::Body);
  }
  return build(l, Kind::Catch, node, items);
}

Node* switchSection(Lowerer& l, TSNode node) {
  Items items, body;
  bool labels = true;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) {
      if (l.type(child.node) == ":") labels = false;
      if (l.type(child.node) == "case" || l.type(child.node) == "default") labels = true;
      continue;
    }
    if (labels && l.type(child.node) == "when_clause")
      addEach(l, items, child.node, Role::Update);
    else if (labels)
      l.add(items, l.lower(child.node), Role::Cond);
    else
      l.add(body, l.lower(child.node), Role::Item);
  }
  uint32_t end = ts_node_end_byte(node);
  l.add(items, build(l, Kind::Block, body.empty() ? end : body.front()->start, end, body), Role::Body);
  return build(l, Kind::Case, node, items);
}

Node* string(Lowerer& l, TSNode node) {
  Node* result = l.string(node, {"interpolation"});
  std::string_view text = l.text(node);
  if (result->kind == Kind::Template && result->count > 0 && result->items[0]->kind == Kind::String && result->items[0]->start == result->start) {
    // The sign and quote in front are no text.
    Node* first = result->items[0];
    size_t quote = first->text.find('"');
    if (quote != std::string_view::npos) l.setText(first, first->text.substr(quote + 1));
    if (first->text.empty()) {
      result->items++;
      result->count--;
    }
  }
  if (result->kind == Kind::Template && result->count > 0) {
    Node* last = result->items[result->count - 1];
    if (last->kind == Kind::String && last->end == result->end && last->text.ends_with("\"")) {
      l.setText(last, last->text.substr(0, last->text.size() - 1));
      if (last->text.empty()) result->count--;
    }
  }
  if (result->kind == Kind::String) {
    size_t open = text.find('"'), close = text.rfind('"');
    if (open != text.npos && close > open) l.setText(result, text.substr(open + 1, close - open - 1));
  }
  return result;
}

Node* rawString(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::String, node);
  std::string_view text = l.text(node);
  size_t open = text.find_first_not_of('"'), close = text.find_last_not_of('"');
  if (open != text.npos && close != text.npos && close >= open) l.setText(result, text.substr(open, close + 1 - open));
  return result;
}

Node* attribute(Lowerer& l, TSNode node) {
  Node* inner = l.lower(l.field(node, "name"));
  TSNode arguments = l.childOfType(node, "attribute_argument_list");
  if (!ts_node_is_null(arguments)) {
    Items items;
    l.add(items, inner, Role::Callee);
    addEach(l, items, arguments, Role::Arg);
    inner = build(l, Kind::Call, node, items);
  }
  return build(l, Kind::Attribute, node, {as(Role::Item, inner)});
}

Node* attributeList(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (l.type(child.node) == "attribute") l.add(items, l.lower(child.node), Role::Attribute);
  return l.multi(node, items);
}

Node* attributeArgument(Lowerer& l, TSNode node) {
  Items items;
  addEach(l, items, node, Role::Value);
  TSNode name = l.field(node, "name");
  if (items.size() == 1 || ts_node_is_null(name)) return items.empty() ? nullptr : items.back();
  items[0]->role = Role::Name;
  return build(l, Kind::Keyword, node, items);
}

Node* import(Lowerer& l, TSNode node) {
  Items items;
  TSNode alias = l.field(node, "name");
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) == "static") l.add(items, l.leaf(Kind::Modifier, child.node), Role::Modifier);
    if (!child.named) continue;
    if (!ts_node_is_null(alias) && ts_node_eq(child.node, alias))
      l.add(items, l.lower(child.node), Role::Alias);
    else
      l.addPath(items, child.node, Role::Path);
  }
  Node* import = build(l, Kind::Import, node, items);
  if (ts_node_is_null(alias)) import->flags |= kImportAll;
  return import;
}

Node* package(Lowerer& l, TSNode node) {
  Items items;
  TSNode name = l.field(node, "name");
  l.addPath(items, name, Role::Path);
  Node* result = build(l, Kind::Package, node, items);
  TSNode body = l.field(node, "body");
  if (ts_node_is_null(body)) return result;
  Node* space = build(l, Kind::Other, node, {as(Role::Name, l.lower(name)), as(Role::Body, l.byTable(body))});
  space->hash = hashOf("namespace");
  return space;
}

// `this T x`: whom the method is called on, and no parameter of the call.
Node* method(Lowerer& l, TSNode node) {
  Node* result = functionWithParams(l, node);
  if (!result) return result;
  for (Node* part : result->children()) {
    if (part->role != Role::Param || part->kind != Kind::Param) continue;
    for (const Node* modifier : part->all(Role::Modifier))
      if (modifier->text == "this") part->role = Role::Receiver;
  }
  Items items(result->items, result->items + result->count);
  l.finish(result, items);
  return result;
}

// `case >= 0`
Node* relational(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  for (const Child& child : l.childrenOf(node))
    if (!child.named) l.setText(result, l.text(child.node));
  return result;
}

Node* classBody(Lowerer& l, TSNode node) {
  TSNode parent = ts_node_parent(node);
  Node* body = l.byTable(node);
  if (ts_node_is_null(parent) || l.type(parent) != "namespace_declaration") body->flags |= kClassBody;
  return body;
}

Node* switchExpression(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    if (l.type(child.node) != "switch_expression_arm") {
      l.add(items, l.lower(child.node), Role::Cond);
      continue;
    }
    Items parts;
    addEach(l, parts, child.node, Role::Cond);
    if (parts.size() > 1) parts.back()->role = Role::Body;
    l.add(items, build(l, Kind::Case, child.node, parts), Role::Case);
  }
  return build(l, Kind::Switch, node, items);
}

Node* declarationPattern(Lowerer& l, TSNode node) {
  return build(l, Kind::Other, node, {as(Role::Type, l.lower(l.field(node, "type"))), as(Role::Target, l.lower(l.field(node, "name")))});
}

constexpr LowerSpecial kSpecials[] = {
    {"expression_statement", expressionStatement},
    {"integer_literal", numberLeaf},
    {"real_literal", numberLeaf},
    {"this", specialName},
    {"base", specialName},
    {"member_binding_expression", memberName},
    {"conditional_access_expression", conditionalAccess},
    {"assignment_expression", assignmentByOperator},
    {"prefix_unary_expression", unaryByToken},
    {"postfix_unary_expression", updateByToken},
    {"unary_expression", unaryByToken},
    {"range_expression", binaryByToken},
    {"argument", argument},
    {"local_declaration_statement", declarationStatement},
    {"field_declaration", declarationStatement},
    {"event_field_declaration", declarationStatement},
    {"variable_declaration", variableDeclaration},
    {"using_statement", usingStatement},
    {"lock_statement", lockStatement},
    {"catch_clause", catchClause},
    {"switch_section", switchSection},
    {"relational_pattern", relational},
    {"switch_expression", switchExpression},
    {"string_literal", string},
    {"verbatim_string_literal", string},
    {"interpolated_string_expression", string},
    {"raw_string_literal", rawString},
    {"attribute", attribute},
    {"attribute_list", attributeList},
    {"attribute_argument", attributeArgument},
    {"using_directive", import},
    {"namespace_declaration", package},
    {"file_scoped_namespace_declaration", package},
    {"method_declaration", method},
    {"local_function_statement", method},
    {"constructor_declaration", method},
    {"destructor_declaration", method},
    {"operator_declaration", method},
    {"delegate_declaration", method},
    {"lambda_expression", method},
    {"anonymous_method_expression", method},
    {"record_declaration", method},
    {"class_declaration", method},
    {"struct_declaration", method},
    {"declaration_list", classBody},
    {"enum_member_declaration_list", memberBlock},
    {"declaration_pattern", declarationPattern},
};

}  // namespace

const LowerTable kCsharpTable{"csharp", kLines, kSpecials};

}  // namespace vireon
