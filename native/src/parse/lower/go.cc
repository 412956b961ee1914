#include "parse/lower.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"source_file", Kind::Block, "*:Item"},
    {"block", Kind::Block, "#statement_list:Item* *:Item"},
    {"empty_statement", Kind::Drop},
    {"expression_statement", Kind::ExprStmt, "*:Item"},
    {"parenthesized_expression", Kind::Through},
    {"parenthesized_type", Kind::Through},
    {"expression_list", Kind::TupleOrOne, "*:Item"},
    {"identifier", Kind::Name},
    {"field_identifier", Kind::Name},
    {"package_identifier", Kind::Name},
    {"type_identifier", Kind::Name},
    {"blank_identifier", Kind::Name},
    {"label_name", Kind::Name},
    {"iota", Kind::Name},
    {"dot", Kind::Name},
    {"int_literal", Kind::Int},
    {"float_literal", Kind::Float},
    {"imaginary_literal", Kind::Float},
    {"true", Kind::Bool},
    {"false", Kind::Bool},
    {"nil", Kind::Null},
    {"call_expression", Kind::Call, "function:Callee type_arguments:TypeArg* arguments:Arg*"},
    {"type_conversion_expression", Kind::Call, "type:Callee operand:Arg"},
    {"selector_expression", Kind::Member, "operand:Object field:Name"},
    {"index_expression", Kind::Index, "operand:Object index:Item"},
    {"slice_expression", Kind::Slice, "operand:Object start:Left end:Right capacity:Update"},
    {"type_assertion_expression", Kind::Other, "operand:Operand type:Type"},
    {"unary_expression", Kind::Unary, "operator@ operand:Operand"},
    {"binary_expression", Kind::Binary, "left:Left operator@ right:Right"},
    {"composite_literal", Kind::New, "=literal type:Type body:Arg*"},
    {"literal_value", Kind::Array, "*:Item"},
    {"literal_element", Kind::Through},
    {"variadic_argument", Kind::Spread, "*:Operand"},
    {"func_literal", Kind::Lambda, "parameters:Param* result:Result body:Body"},
    {"function_declaration", Kind::Function,
     "name:Name type_parameters:TypeParam* parameters:Param* result:Result body:Body"},
    {"method_declaration", Kind::Function,
     "receiver:Receiver* name:Name parameters:Param* result:Result body:Body"},
    {"method_elem", Kind::Function, "name:Name parameters:Param* result:Result"},
    {"parameter_list", Kind::Tuple, "*:Item"},
    {"variadic_parameter_declaration", Kind::Param, "+... name:Name type:Type"},
    {"if_statement", Kind::If, "initializer:Init condition:Cond consequence:Then alternative:Else"},
    {"expression_switch_statement", Kind::Switch,
     "initializer:Init value:Cond #expression_case:Case #default_case:Case"},
    {"type_switch_statement", Kind::Switch,
     "=type initializer:Init alias:Target value:Cond #type_case:Case #default_case:Case"},
    {"select_statement", Kind::Switch, "=select #communication_case:Case #default_case:Case"},
    {"return_statement", Kind::Return, "*:Operand"},
    {"break_statement", Kind::Break, "*:Name"},
    {"continue_statement", Kind::Continue, "*:Name"},
    {"labeled_statement", Kind::Label, "label:Name *:Body"},
    {"pointer_type", Kind::PointerType, "*:Type"},
    {"slice_type", Kind::ArrayType, "element:Type"},
    {"array_type", Kind::ArrayType, "length:Item element:Type"},
    {"implicit_length_array_type", Kind::ArrayType, "element:Type"},
    {"qualified_type", Kind::Member, "package:Object name:Name"},
    {"function_type", Kind::FunctionType, "parameters:Param* result:Result"},
    {"generic_type", Kind::TypeApply, "type:Name type_arguments:TypeArg*"},
    {"type_elem", Kind::Through},
    {"field_declaration_list", Kind::Block, "*:Item"},
    {"package_clause", Kind::Package, "*:Path"},
};

Node* functionLike(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  if (result) wrapParams(l, result);
  return result;
}

// `a, b int` is two parameters; without a name it is a type only.
Node* parameter(Lowerer& l, TSNode node) {
  TSNode type = l.field(node, "type");
  std::vector<Node*> params;
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) != "identifier" || child.node.id == type.id) continue;
    Node* param = l.make(Kind::Param, child.node);
    std::vector<Node*> items;
    l.add(items, l.lower(child.node), Role::Name);
    l.add(items, l.lower(type), Role::Type);
    param->end = ts_node_end_byte(node);
    l.finish(param, items);
    params.push_back(param);
  }
  if (params.empty()) {
    Node* param = l.make(Kind::Param, node);
    std::vector<Node*> items;
    l.add(items, l.lower(type), Role::Type);
    l.finish(param, items);
    params.push_back(param);
  }
  return l.multi(node, params);
}

// One name after the other with its own value, where there are as many.
void addSpecs(Lowerer& l, TSNode spec, TSNode statement, TSNode keyword, std::vector<Node*>& definitions) {
  std::vector<TSNode> names;
  for (const Child& child : l.childrenOf(spec))
    if (l.type(child.node) == "identifier") names.push_back(child.node);
  Node* value = l.lower(l.field(spec, "value"));
  bool apart = value && value->kind == Kind::Tuple && value->count == names.size();
  uint32_t start = ts_node_start_byte(spec);
  if (definitions.empty() && ts_node_start_point(spec).row == ts_node_start_point(statement).row)
    start = ts_node_start_byte(statement);
  TSNode type = l.field(spec, "type");
  for (size_t i = 0; i < names.size(); i++) {
    Node* definition = l.make(Kind::VarDef, start, ts_node_end_byte(spec));
    std::vector<Node*> items;
    l.add(items, l.leaf(Kind::Modifier, keyword), Role::Modifier);
    l.add(items, l.lower(names[i]), Role::Name);
    l.add(items, l.lower(type), Role::Type);
    if (apart)
      l.add(items, value->items[i], Role::Value);
    else if (value && i == 0)
      l.add(items, value, names.size() == 1 ? Role::Value : Role::Init);
    l.finish(definition, items);
    definitions.push_back(definition);
  }
}

Node* declaration(Lowerer& l, TSNode node) {
  std::vector<Node*> definitions;
  Listed<Child> children = l.childrenOf(node);
  for (const Child& child : children) {
    std::string_view type = l.type(child.node);
    if (type == "var_spec" || type == "const_spec") addSpecs(l, child.node, node, children[0].node, definitions);
    if (type == "var_spec_list")
      for (const Child& spec : l.childrenOf(child.node))
        if (spec.named) addSpecs(l, spec.node, node, children[0].node, definitions);
  }
  return l.multi(node, definitions);
}

Node* wrapStatement(Lowerer& l, Node* inner) {
  Node* statement = l.make(Kind::ExprStmt, inner->start, inner->end);
  std::vector<Node*> items;
  l.add(items, inner, Role::Item);
  l.finish(statement, items);
  return statement;
}

Node* assign(Lowerer& l, TSNode node) {
  bool isShort = l.type(node) == "short_var_declaration";
  std::string_view op = isShort ? ":=" : l.text(l.field(node, "operator"));
  Node* result = l.make(op == "=" || isShort ? Kind::Assign : Kind::AugAssign, node);
  if (op != "=") l.setText(result, op);
  std::vector<Node*> items;
  l.add(items, l.lower(l.field(node, "left")), Role::Left);
  l.add(items, l.lower(l.field(node, "right")), Role::Right);
  l.finish(result, items);
  return wrapStatement(l, result);
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
  return wrapStatement(l, result);
}

Node* keyed(Lowerer& l, TSNode node) {
  Node* key = l.lower(l.field(node, "key"));
  Node* result = l.make(key && key->kind == Kind::Name ? Kind::Keyword : Kind::Pair, node);
  std::vector<Node*> items;
  l.add(items, key, result->kind == Kind::Keyword ? Role::Name : Role::Key);
  l.add(items, l.lower(l.field(node, "value")), Role::Value);
  l.finish(result, items);
  return result;
}

Node* forStatement(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::For, node);
  std::vector<Node*> items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    std::string_view type = l.type(child.node);
    if (type == "range_clause") {
      result->kind = Kind::ForEach;
      l.setText(result, l.hasToken(child.node, ":=") ? ":=" : "=");
      l.add(items, l.lower(l.field(child.node, "left")), Role::Target);
      l.add(items, l.lower(l.field(child.node, "right")), Role::Value);
    } else if (type == "for_clause") {
      l.add(items, l.lower(l.field(child.node, "initializer")), Role::Init);
      l.add(items, l.lower(l.field(child.node, "condition")), Role::Cond);
      l.add(items, l.lower(l.field(child.node, "update")), Role::Update);
    } else if (type == "block") {
      l.add(items, l.lower(child.node), Role::Body);
    } else {
      l.add(items, l.lower(child.node), Role::Cond);
    }
  }
  l.finish(result, items);
  return result;
}

Node* caseClause(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Case, node);
  std::vector<Node*> items, statements;
  uint32_t start = result->end;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    if (l.type(child.node) != "statement_list") {
      l.add(items, l.lower(child.node), Role::Cond);
      continue;
    }
    start = ts_node_start_byte(child.node);
    for (const Child& statement : l.childrenOf(child.node))
      if (statement.named) l.add(statements, l.lower(statement.node), Role::Item);
  }
  Node* block = l.make(Kind::Block, start, result->end);
  l.finish(block, statements);
  l.add(items, block, Role::Body);
  l.finish(result, items);
  return result;
}

Node* string(Lowerer& l, TSNode node) { return l.string(node, {}); }

Node* importNode(Lowerer& l, TSNode spec, uint32_t start) {
  Node* import = l.make(Kind::Import, start, ts_node_end_byte(spec));
  import->flags |= kFileModule;
  std::vector<Node*> items;
  l.add(items, l.lower(l.field(spec, "path")), Role::Path);
  TSNode name = l.field(spec, "name");
  if (!ts_node_is_null(name)) {
    if (l.type(name) == "dot") import->flags |= kImportAll;
    l.add(items, l.leaf(Kind::Name, name), Role::Alias);
  }
  l.finish(import, items);
  return import;
}

Node* importDeclaration(Lowerer& l, TSNode node) {
  std::vector<Node*> imports;
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "import_spec") imports.push_back(importNode(l, child.node, ts_node_start_byte(node)));
    if (type == "import_spec_list")
      for (const Child& spec : l.childrenOf(child.node))
        if (spec.named && l.type(spec.node) == "import_spec")
          imports.push_back(importNode(l, spec.node, ts_node_start_byte(node)));
  }
  return l.multi(node, imports);
}

Node* typeDeclaration(Lowerer& l, TSNode node) {
  std::vector<Node*> types;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    TSNode body = l.field(child.node, "type");
    std::string_view bodyType = ts_node_is_null(body) ? "" : l.type(body);
    Node* type = l.make(Kind::Other, types.empty() ? ts_node_start_byte(node) : ts_node_start_byte(child.node),
                        ts_node_end_byte(child.node));
    l.setText(type, "type");
    std::vector<Node*> items;
    l.add(items, l.lower(l.field(child.node, "name")), Role::Name);
    if (bodyType == "struct_type" || bodyType == "interface_type") {
      type->kind = Kind::Class;
      l.setText(type, bodyType == "struct_type" ? "struct" : "interface");
      TSNode list = bodyType == "struct_type" ? l.childOfType(body, "field_declaration_list") : body;
      Node* block = l.make(Kind::Block, list);
      block->flags |= kClassBody;
      std::vector<Node*> members;
      for (const Child& member : l.childrenOf(list))
        if (member.named) l.add(members, l.lower(member.node), Role::Item);
      l.finish(block, members);
      l.add(items, block, Role::Body);
    } else {
      l.add(items, l.lower(body), Role::Type);
    }
    l.finish(type, items);
    types.push_back(type);
  }
  return l.multi(node, types);
}

Node* fieldDeclaration(Lowerer& l, TSNode node) {
  std::vector<Node*> fields;
  TSNode type = l.field(node, "type"), tag = l.field(node, "tag");
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) != "field_identifier") continue;
    Node* field = l.make(Kind::VarDef, node);
    std::vector<Node*> items;
    l.add(items, l.lower(child.node), Role::Name);
    l.add(items, l.lower(type), Role::Type);
    l.add(items, l.lower(tag), Role::Init);
    l.finish(field, items);
    fields.push_back(field);
  }
  if (fields.empty()) return l.byTable(node);
  return l.multi(node, fields);
}

constexpr LowerSpecial kSpecials[] = {
    {"func_literal", functionLike},
    {"function_declaration", functionLike},
    {"method_declaration", functionLike},
    {"method_elem", functionLike},
    {"function_type", functionLike},
    {"parameter_declaration", parameter},
    {"var_declaration", declaration},
    {"const_declaration", declaration},
    {"short_var_declaration", assign},
    {"assignment_statement", assign},
    {"inc_statement", update},
    {"dec_statement", update},
    {"keyed_element", keyed},
    {"for_statement", forStatement},
    {"expression_case", caseClause},
    {"type_case", caseClause},
    {"communication_case", caseClause},
    {"default_case", caseClause},
    {"interpreted_string_literal", string},
    {"raw_string_literal", string},
    {"import_declaration", importDeclaration},
    {"type_declaration", typeDeclaration},
    {"field_declaration", fieldDeclaration},
};

}  // namespace

const LowerTable kGoTable{"go", kLines, kSpecials};

}  // namespace vireon
