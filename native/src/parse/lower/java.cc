#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"program", Kind::Block, "*:Item"},
    {"block", Kind::Block, "*:Item"},
    {"constructor_body", Kind::Block, "*:Item"},
    {"class_body", Kind::Block, "*:Item"},
    {"interface_body", Kind::Block, "*:Item"},
    {"annotation_type_body", Kind::Block, "*:Item"},
    {"enum_body", Kind::Block, "#enum_body_declarations:Item* *:Item"},
    {"expression_statement", Kind::ExprStmt, "*:Item"},
    {"parenthesized_expression", Kind::Through},
    {"identifier", Kind::Name},
    {"type_identifier", Kind::Name},
    {"integral_type", Kind::Name},
    {"floating_point_type", Kind::Name},
    {"boolean_type", Kind::Name},
    {"void_type", Kind::Name},
    {"asterisk", Kind::Name},
    {"underscore_pattern", Kind::Name},
    {"decimal_integer_literal", Kind::Int},
    {"hex_integer_literal", Kind::Int},
    {"octal_integer_literal", Kind::Int},
    {"binary_integer_literal", Kind::Int},
    {"decimal_floating_point_literal", Kind::Float},
    {"hex_floating_point_literal", Kind::Float},
    {"true", Kind::Bool},
    {"false", Kind::Bool},
    {"null_literal", Kind::Null},
    {"string_interpolation", Kind::Through},
    {"class_declaration", Kind::Class, "name:Name type_parameters:TypeParam* superclass:Base* body:Body"},
    {"interface_declaration", Kind::Class, "=interface name:Name type_parameters:TypeParam* body:Body"},
    {"enum_declaration", Kind::Class, "=enum name:Name body:Body"},
    {"record_declaration", Kind::Class, "=record name:Name type_parameters:TypeParam* parameters:Param* body:Body"},
    {"annotation_type_declaration", Kind::Class, "=@interface name:Name body:Body"},
    {"annotation_type_element_declaration", Kind::Function, "type:Result name:Name value:Value"},
    {"enum_constant", Kind::VarDef, "=enum name:Name arguments:Arg* body:Body"},
    {"method_declaration", Kind::Function,
     "name:Name type_parameters:TypeParam* parameters:Param* type:Result body:Body"},
    {"constructor_declaration", Kind::Function, "name:Name type_parameters:TypeParam* parameters:Param* body:Body"},
    {"compact_constructor_declaration", Kind::Function, "name:Name body:Body"},
    {"formal_parameter", Kind::Param, "type:Type name:Name"},
    {"catch_formal_parameter", Kind::Param, "#catch_type:Type name:Name"},
    {"catch_type", Kind::TupleOrOne, "*:Item"},
    {"type_parameter", Kind::TypeParam, "#type_identifier:Name #type_bound:Base*"},
    {"resource", Kind::VarDef, "type:Type name:Name value:Value *:Item"},
    {"field_access", Kind::Member, "object:Object field:Name"},
    {"scoped_identifier", Kind::Member, "scope:Object name:Name"},
    {"array_access", Kind::Index, "array:Object index:Item"},
    {"array_initializer", Kind::Array, "*:Item"},
    {"element_value_array_initializer", Kind::Array, "*:Item"},
    {"element_value_pair", Kind::Keyword, "key:Name value:Value"},
    {"object_creation_expression", Kind::New,
     "#class_body:Body type:Type type_arguments:TypeArg* arguments:Arg* *:Object"},
    {"array_creation_expression", Kind::Other, "=new_array type:Type dimensions:Item value:Value"},
    {"cast_expression", Kind::Cast, "type:Type value:Operand"},
    {"instanceof_expression", Kind::Other, "left:Operand right:Type name:Name pattern:Item"},
    {"class_literal", Kind::Other, "*:Item"},
    {"ternary_expression", Kind::Ternary, "condition:Cond consequence:Then alternative:Else"},
    {"binary_expression", Kind::Binary, "left:Left operator@ right:Right"},
    {"unary_expression", Kind::Unary, "operator@ operand:Operand"},
    {"lambda_expression", Kind::Lambda, "parameters:Param body:Body"},
    {"if_statement", Kind::If, "condition:Cond consequence:Then alternative:Else"},
    {"while_statement", Kind::While, "condition:Cond body:Body"},
    {"do_statement", Kind::DoWhile, "condition:Cond body:Body"},
    {"for_statement", Kind::For, "init:Init condition:Cond update:Update body:Body"},
    {"enhanced_for_statement", Kind::ForEach, "type:Type name:Target value:Value body:Body"},
    {"switch_expression", Kind::Switch, "condition:Cond body:Case*"},
    {"try_statement", Kind::Try, "body:Try #catch_clause:Handler #finally_clause:Finally"},
    {"try_with_resources_statement", Kind::Try,
     "resources:Init* body:Try #catch_clause:Handler #finally_clause:Finally"},
    {"catch_clause", Kind::Catch, "#catch_formal_parameter:Param body:Body"},
    {"finally_clause", Kind::Finally, "#block:Body"},
    {"return_statement", Kind::Return, "*:Operand"},
    {"throw_statement", Kind::Throw, "*:Operand"},
    {"yield_statement", Kind::Yield, "*:Operand"},
    {"break_statement", Kind::Break, "*:Name"},
    {"continue_statement", Kind::Continue, "*:Name"},
    {"assert_statement", Kind::Assert, "*:Arg"},
    {"array_type", Kind::ArrayType, "element:Type"},
    {"guard", Kind::Through},
};

Node* special(Lowerer& l, TSNode node) {
  Node* name = l.leaf(Kind::Name, node);
  name->flags |= kSpecialName;
  return name;
}

void addModifiers(Lowerer& l, Node* result, TSNode node) {
  TSNode modifiers = l.childOfType(node, "modifiers");
  if (ts_node_is_null(modifiers)) return;
  for (const Child& child : l.childrenOf(modifiers)) {
    if (child.named)
      l.append(result, l.lower(child.node), Role::Attribute);
    else
      l.append(result, l.leaf(Kind::Modifier, child.node), Role::Modifier);
  }
}

Node* modified(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  if (!result) return result;
  addModifiers(l, result, node);
  wrapParams(l, result);
  // A pattern's parameter of any type.
  const Node *type = result->kind == Kind::Param ? result->child(Role::Type) : nullptr, *name = type ? result->child(Role::Name) : nullptr;
  if (name && isPlaceholderName(type->text) && !isPlaceholderName(name->text)) {
    Items items;
    for (Node* part : result->children())
      if (part != type) items.push_back(part);
    l.finish(result, items);
  }
  return result;
}

Node* classBody(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  result->flags |= kClassBody;
  return result;
}

void addTypes(Lowerer& l, Node* result, TSNode list, Role role) {
  if (ts_node_is_null(list)) return;
  for (const Child& child : l.childrenOf(list)) {
    if (!child.named) continue;
    if (l.type(child.node) == "type_list")
      addTypes(l, result, child.node, role);
    else
      l.append(result, l.lower(child.node), role);
  }
}

Node* classLike(Lowerer& l, TSNode node) {
  Node* result = modified(l, node);
  addTypes(l, result, l.field(node, "interfaces"), Role::Interface);
  addTypes(l, result, l.childOfType(node, "extends_interfaces"), Role::Base);
  return result;
}

Node* method(Lowerer& l, TSNode node) {
  Node* result = modified(l, node);
  TSNode throws = l.childOfType(node, "throws");
  addTypes(l, result, throws, Role::Interface);
  return result;
}

// `void f(String... xs)`: the name stands in a declarator of its own.
Node* spreadParameter(Lowerer& l, TSNode node) {
  Node* param = l.make(Kind::Param, node);
  std::vector<Node*> items;
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "...") l.add(items, l.leaf(Kind::Modifier, child.node), Role::Modifier);
    if (!child.named || type == "modifiers") continue;
    if (type == "variable_declarator")
      l.add(items, l.lower(l.field(child.node, "name")), Role::Name);
    else
      l.add(items, l.lower(child.node), Role::Type);
  }
  l.finish(param, items);
  return param;
}

Node* declaration(Lowerer& l, TSNode node) {
  std::vector<Node*> definitions;
  TSNode type = l.field(node, "type");
  Listed<Child> children = l.childrenOf(node);
  for (const Child& child : children) {
    if (l.type(child.node) != "variable_declarator") continue;
    Node* definition = l.make(Kind::VarDef, node);
    std::vector<Node*> items;
    l.add(items, l.lower(l.field(child.node, "name")), Role::Name);
    Node* declared = l.lower(type);
    if (!ts_node_is_null(l.field(child.node, "dimensions"))) {
      Node* array = l.make(Kind::ArrayType, type);
      std::vector<Node*> element;
      l.add(element, declared, Role::Type);
      l.finish(array, element);
      declared = array;
    }
    l.add(items, declared, Role::Type);
    l.add(items, l.lower(l.field(child.node, "value")), Role::Value);
    l.finish(definition, items);
    addModifiers(l, definition, node);
    definitions.push_back(definition);
  }
  return l.multi(node, definitions);
}

Node* invocation(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Call, node);
  TSNode object = l.field(node, "object"), name = l.field(node, "name");
  std::vector<Node*> items;
  Node* callee = l.lower(name);
  if (!ts_node_is_null(object)) {
    Node* member = l.make(Kind::Member, ts_node_start_byte(object), ts_node_end_byte(name));
    std::vector<Node*> parts;
    l.add(parts, l.lower(object), Role::Object);
    l.add(parts, callee, Role::Name);
    l.finish(member, parts);
    callee = member;
  }
  l.add(items, callee, Role::Callee);
  for (const Child& child : l.childrenOf(l.field(node, "arguments")))
    if (child.named) l.add(items, l.lower(child.node), Role::Arg);
  l.finish(result, items);
  return result;
}

Node* constructorCall(Lowerer& l, TSNode node) {
  Node* call = l.make(Kind::Call, node);
  std::vector<Node*> items, only{call};
  l.add(items, l.lower(l.field(node, "constructor")), Role::Callee);
  for (const Child& child : l.childrenOf(l.field(node, "arguments")))
    if (child.named) l.add(items, l.lower(child.node), Role::Arg);
  l.finish(call, items);
  call->role = Role::Item;
  Node* statement = l.make(Kind::ExprStmt, node);
  statement->flags |= kSemicolon;
  l.finish(statement, only);
  return statement;
}

Node* assignment(Lowerer& l, TSNode node) {
  std::string_view op = l.text(l.field(node, "operator"));
  Node* result = l.make(op == "=" ? Kind::Assign : Kind::AugAssign, node);
  if (op != "=") l.setText(result, op);
  std::vector<Node*> items;
  l.add(items, l.lower(l.field(node, "left")), Role::Left);
  l.add(items, l.lower(l.field(node, "right")), Role::Right);
  l.finish(result, items);
  return result;
}

Node* update(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Update, node);
  std::vector<Node*> items;
  for (const Child& child : l.childrenOf(node)) {
    if (child.named)
      l.add(items, l.lower(child.node), Role::Operand);
    else
      l.setText(result, l.text(child.node));
  }
  l.finish(result, items);
  return result;
}

Node* annotation(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Attribute, node);
  std::vector<Node*> items;
  Node* name = l.lower(l.field(node, "name"));
  TSNode arguments = l.field(node, "arguments");
  if (ts_node_is_null(arguments)) {
    l.add(items, name, Role::Item);
  } else {
    Node* call = l.make(Kind::Call, name->start, result->end);
    std::vector<Node*> parts;
    l.add(parts, name, Role::Callee);
    for (const Child& child : l.childrenOf(arguments))
      if (child.named) l.add(parts, l.lower(child.node), Role::Arg);
    l.finish(call, parts);
    l.add(items, call, Role::Item);
  }
  l.finish(result, items);
  return result;
}

Node* genericType(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::TypeApply, node);
  std::vector<Node*> items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    if (l.type(child.node) != "type_arguments") {
      l.add(items, l.lower(child.node), Role::Name);
      continue;
    }
    for (const Child& argument : l.childrenOf(child.node))
      if (argument.named) l.add(items, l.lower(argument.node), Role::TypeArg);
  }
  l.finish(result, items);
  return result;
}

Node* scopedType(Lowerer& l, TSNode node) {
  Node* left = nullptr;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    Node* part = l.lower(child.node);
    if (!part || part->kind == Kind::Attribute) continue;
    if (!left) {
      left = part;
      continue;
    }
    Node* member = l.make(Kind::Member, left->start, part->end);
    std::vector<Node*> items;
    l.add(items, left, Role::Object);
    l.add(items, part, Role::Name);
    l.finish(member, items);
    left = member;
  }
  return left;
}

Node* annotatedType(Lowerer& l, TSNode node) {
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (child.named && type != "annotation" && type != "marker_annotation") return l.lower(child.node);
  }
  return nullptr;
}

Node* lambda(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Lambda, node);
  std::vector<Node*> items;
  TSNode parameters = l.field(node, "parameters");
  if (l.type(parameters) == "identifier")
    l.add(items, l.lower(parameters), Role::Param);
  else
    for (const Child& child : l.childrenOf(parameters))
      if (child.named) l.add(items, l.lower(child.node), Role::Param);
  l.add(items, l.lower(l.field(node, "body")), Role::Body);
  l.finish(result, items);
  wrapParams(l, result);
  return result;
}

Node* caseGroup(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Case, node);
  std::vector<Node*> items, statements;
  uint32_t start = result->end;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    if (l.type(child.node) == "switch_label") {
      for (const Child& label : l.childrenOf(child.node))
        if (label.named) l.add(items, l.lower(label.node), Role::Cond);
      continue;
    }
    start = std::min(start, ts_node_start_byte(child.node));
    l.add(statements, l.lower(child.node), Role::Item);
  }
  if (statements.size() == 1 && statements[0]->kind == Kind::Block) {
    l.add(items, statements[0], Role::Body);
  } else {
    Node* block = l.make(Kind::Block, start, result->end);
    l.finish(block, statements);
    l.add(items, block, Role::Body);
  }
  l.finish(result, items);
  return result;
}

Node* labeled(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Label, node);
  std::vector<Node*> items;
  for (const Child& child : l.childrenOf(node))
    if (child.named) l.add(items, l.lower(child.node), items.empty() ? Role::Name : Role::Body);
  l.finish(result, items);
  return result;
}

Node* string(Lowerer& l, TSNode node) { return l.string(node, {"string_interpolation"}); }

Node* importDeclaration(Lowerer& l, TSNode node) {
  Node* import = l.make(Kind::Import, node);
  std::vector<Node*> path;
  bool all = false;
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) == "asterisk")
      all = true;
    else if (l.type(child.node) == "static")
      l.add(path, l.leaf(Kind::Modifier, child.node), Role::Modifier);
    else if (child.named)
      l.addPath(path, child.node, Role::Path);
  }
  if (all) {
    import->flags |= kImportAll;
  } else if (!path.empty() && path.back()->role == Role::Path) {
    import->flags |= kImportFrom;
    Node* item = l.make(Kind::ImportItem, path.back()->start, path.back()->end);
    std::vector<Node*> parts;
    l.add(parts, path.back(), Role::Name);
    l.finish(item, parts);
    path.pop_back();
    l.add(path, item, Role::Item);
  }
  l.finish(import, path);
  return import;
}

Node* package(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Package, node);
  std::vector<Node*> items;
  for (const Child& child : l.childrenOf(node))
    if (child.named && l.type(child.node).find("annotation") == std::string_view::npos)
      l.addPath(items, child.node, Role::Path);
  l.finish(result, items);
  return result;
}

constexpr LowerSpecial kSpecials[] = {
    {"this", special},
    {"super", special},
    {"expression_statement", expressionStatement},
    {"class_declaration", classLike},
    {"interface_declaration", classLike},
    {"enum_declaration", classLike},
    {"record_declaration", classLike},
    {"annotation_type_declaration", classLike},
    {"annotation_type_element_declaration", modified},
    {"enum_constant", modified},
    {"method_declaration", method},
    {"constructor_declaration", method},
    {"compact_constructor_declaration", method},
    {"formal_parameter", modified},
    {"catch_formal_parameter", modified},
    {"spread_parameter", spreadParameter},
    {"class_body", classBody},
    {"interface_body", classBody},
    {"enum_body", classBody},
    {"annotation_type_body", classBody},
    {"local_variable_declaration", declaration},
    {"field_declaration", declaration},
    {"constant_declaration", declaration},
    {"method_invocation", invocation},
    {"explicit_constructor_invocation", constructorCall},
    {"assignment_expression", assignment},
    {"update_expression", update},
    {"annotation", annotation},
    {"marker_annotation", annotation},
    {"generic_type", genericType},
    {"scoped_type_identifier", scopedType},
    {"annotated_type", annotatedType},
    {"lambda_expression", lambda},
    {"switch_block_statement_group", caseGroup},
    {"switch_rule", caseGroup},
    {"labeled_statement", labeled},
    {"string_literal", string},
    {"import_declaration", importDeclaration},
    {"package_declaration", package},
};

}  // namespace

const LowerTable kJavaTable{"java", kLines, kSpecials};

}  // namespace vireon
