// C and C++.
#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"translation_unit", Kind::Block, "*:Item"},
    {"compound_statement", Kind::Block, "*:Item"},
    {"field_declaration_list", Kind::Block, "*:Item"},
    {"declaration_list", Kind::Block, "*:Item"},
    {"enumerator_list", Kind::Block, "*:Item"},
    {"expression_statement", Kind::ExprStmt, "*:Item"},
    {"parenthesized_expression", Kind::Through},
    {"condition_clause", Kind::Through, "value:Item"},
    {"init_statement", Kind::Through},
    {"else_clause", Kind::Through},
    {"access_specifier", Kind::Drop},
    {"identifier", Kind::Name},
    {"field_identifier", Kind::Name},
    {"type_identifier", Kind::Name},
    {"namespace_identifier", Kind::Name},
    {"statement_identifier", Kind::Name},
    {"primitive_type", Kind::Name},
    {"sized_type_specifier", Kind::Name},
    {"auto", Kind::Name},
    {"operator_name", Kind::Name},
    {"destructor_name", Kind::Name},
    {"system_lib_string", Kind::Text},
    {"true", Kind::Bool},
    {"false", Kind::Bool},
    {"null", Kind::Null},
    {"nullptr", Kind::Null},
    {"call_expression", Kind::Call, "function:Callee arguments:Arg*"},
    {"subscript_expression", Kind::Index, "argument:Object index:Item indices:Item*"},
    {"binary_expression", Kind::Binary, "left:Left operator@ right:Right"},
    {"unary_expression", Kind::Unary, "operator@ argument:Operand"},
    {"pointer_expression", Kind::Unary, "operator@ argument:Operand"},
    {"cast_expression", Kind::Cast, "type:Type value:Operand"},
    {"comma_expression", Kind::Sequence, "left:Item right:Item"},
    {"conditional_expression", Kind::Ternary, "condition:Cond consequence:Then alternative:Else"},
    {"initializer_list", Kind::Array, "*:Item"},
    {"initializer_pair", Kind::Pair, "designator:Key value:Value"},
    {"field_designator", Kind::Through},
    {"concatenated_string", Kind::Template, "*:Item"},
    {"compound_literal_expression", Kind::New, "=literal type:Type value:Arg*"},
    {"new_expression", Kind::New, "placement:Object* type:Type declarator:Item arguments:Arg*"},
    {"lambda_expression", Kind::Lambda, "declarator:Param* body:Body"},
    {"if_statement", Kind::If, "condition:Cond consequence:Then alternative:Else"},
    {"while_statement", Kind::While, "condition:Cond body:Body"},
    {"do_statement", Kind::DoWhile, "condition:Cond body:Body"},
    {"for_statement", Kind::For, "initializer:Init condition:Cond update:Update body:Body"},
    {"switch_statement", Kind::Switch, "condition:Cond body:Case*"},
    {"return_statement", Kind::Return, "*:Operand"},
    {"throw_statement", Kind::Throw, "*:Operand"},
    {"break_statement", Kind::Break},
    {"continue_statement", Kind::Continue},
    {"labeled_statement", Kind::Label, "label:Name *:Body"},
    {"try_statement", Kind::Try, "body:Try #catch_clause:Handler"},
    {"catch_clause", Kind::Catch, "parameters:Param* body:Body"},
    {"struct_specifier", Kind::Class, "=struct name:Name #base_class_clause:Base* body:Body"},
    {"union_specifier", Kind::Class, "=union name:Name body:Body"},
    {"class_specifier", Kind::Class, "name:Name #base_class_clause:Base* body:Body"},
    {"enum_specifier", Kind::Class, "=enum name:Name body:Body"},
    {"enumerator", Kind::VarDef, "=enum name:Name value:Value"},
    {"linkage_specification", Kind::Through, "body:Item"},
    {"template_type", Kind::TypeApply, "name:Name arguments:TypeArg*"},
    {"template_function", Kind::TypeApply, "name:Name arguments:TypeArg*"},
    {"template_method", Kind::TypeApply, "name:Name arguments:TypeArg*"},
    {"dependent_type", Kind::Through},
    {"variadic_parameter", Kind::Param, "+..."},
    {"subscript_argument_list", Kind::Through},
};

struct Declared {
  Node *name = nullptr, *type = nullptr, *value = nullptr;
  Items params;
  bool function = false;
  int depth = 0;
};

constexpr int kMaxDeclarators = 200;

Node* wrapped(Lowerer& l, Kind kind, TSNode at, Node* type) {
  return build(l, kind, at, {as(Role::Type, type)});
}

// `*p[3]`: what stands around a name says what its type is.
void declarator(Lowerer& l, TSNode node, Declared& out) {
  if (ts_node_is_null(node) || ++out.depth > kMaxDeclarators) return;
  std::string_view type = l.type(node);
  auto inner = [&] {
    TSNode below = l.field(node, "declarator");
    if (!ts_node_is_null(below)) return declarator(l, below, out);
    for (const Child& child : l.childrenOf(node))
      if (child.named && l.type(child.node).find("qualifier") == std::string_view::npos) declarator(l, child.node, out);
  };
  if (type == "pointer_declarator" || type == "abstract_pointer_declarator") {
    out.type = wrapped(l, Kind::PointerType, node, out.type);
    inner();
  } else if (type == "reference_declarator" || type == "abstract_reference_declarator") {
    out.type = wrapped(l, Kind::PointerType, node, out.type);
    l.setText(out.type, "&");
    inner();
  } else if (type == "array_declarator" || type == "abstract_array_declarator") {
    out.type = wrapped(l, Kind::ArrayType, node, out.type);
    l.append(out.type, l.lower(l.field(node, "size")), Role::Item);
    inner();
  } else if (type == "init_declarator") {
    TSNode value = l.field(node, "value");
    if (l.type(value) == "argument_list") {
      Items items;
      addEach(l, items, value, Role::Arg);
      out.value = items.size() == 1 ? items[0] : build(l, Kind::New, value, items);
    } else {
      out.value = l.lower(value);
    }
    inner();
  } else if (type == "function_declarator" || type == "abstract_function_declarator") {
    TSNode below = l.field(node, "declarator");
    bool pointer = !ts_node_is_null(below) && l.type(below) == "parenthesized_declarator";
    if (!pointer) {
      out.function = true;
      addEach(l, out.params, l.field(node, "parameters"), Role::Param);
    }
    if (!ts_node_is_null(below)) declarator(l, below, out);
  } else if (type == "parenthesized_declarator" || type == "attributed_declarator" || type == "variadic_declarator") {
    inner();
  } else {
    out.name = l.lower(node);
  }
}

void addQualifiers(Lowerer& l, TSNode node, Items& items) {
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "type_qualifier" || type == "storage_class_specifier" || type == "virtual" || type == "explicit_function_specifier")
      l.add(items, l.leaf(Kind::Modifier, child.node), Role::Modifier);
  }
}

// `User user(name);` reads like a declared function; inside of a body it makes an object.
bool makesObject(Lowerer& l, const Declared& declared) {
  TSNode parent = l.parent();
  if (l.tree().language != "cpp" || ts_node_is_null(parent) || l.type(parent) != "compound_statement" || declared.params.empty()) return false;
  for (const Node* param : declared.params)
    if (param->kind != Kind::Param || param->count != 1 || param->items[0]->role != Role::Type || param->items[0]->kind != Kind::Name) return false;
  std::string_view name = declared.name && declared.name->kind == Kind::Name ? declared.name->text : std::string_view();
  return !name.empty() && name.substr(0, 3) != "vvm";
}

void takeAsValue(Lowerer& l, Declared& declared) {
  Items items;
  for (const Node* param : declared.params) l.add(items, param->items[0], Role::Arg);
  declared.value = items.size() == 1 ? items[0] : build(l, Kind::New, items.front()->start, items.back()->end, items);
}

bool isClass(const Node* type) { return type && type->kind == Kind::Class && type->child(Role::Body); }

// One definition for each name that a declaration gives.
Node* declaration(Lowerer& l, TSNode node) {
  TSNode type = l.field(node, "type");
  Items found;
  for (const Child& child : l.childrenOf(node)) {
    if (child.field == 0 || !child.named) continue;
    if (ts_node_eq(child.node, type)) continue;
    std::string_view kind = l.type(child.node);
    if (kind.find("declarator") == std::string_view::npos && kind.find("identifier") == std::string_view::npos && kind != "operator_name" && kind != "destructor_name") continue;
    Declared declared;
    declared.type = l.lower(type);
    declarator(l, child.node, declared);
    if (!declared.value) declared.value = l.lower(l.field(node, "default_value"));
    // `if (T x = f())`
    if (TSNode value = l.field(node, "value"); !declared.value && !ts_node_is_null(value)) declared.value = l.lower(value);
    if (declared.function && !declared.value && makesObject(l, declared)) takeAsValue(l, declared);
    Items items;
    addQualifiers(l, node, items);
    l.add(items, declared.name, Role::Name);
    if (declared.function && !declared.value) {
      for (Node* param : declared.params) l.add(items, param, Role::Param);
      l.add(items, declared.type, Role::Result);
      found.push_back(build(l, Kind::Function, node, items));
      wrapParams(l, found.back());
      continue;
    }
    l.add(items, declared.type, Role::Type);
    l.add(items, declared.value, Role::Value);
    found.push_back(build(l, Kind::VarDef, node, items));
  }
  if (found.empty()) {
    Node* alone = l.lower(type);
    if (isClass(alone) || !alone) return alone;
    return build(l, Kind::VarDef, node, {as(Role::Type, alone)});
  }
  return l.multi(node, found);
}

Node* functionDefinition(Lowerer& l, TSNode node) {
  Declared declared;
  TSNode type = l.field(node, "type");
  if (!ts_node_is_null(type)) declared.type = l.lower(type);
  declarator(l, l.field(node, "declarator"), declared);
  Items items;
  addQualifiers(l, node, items);
  l.add(items, declared.name, Role::Name);
  for (Node* param : declared.params) l.add(items, param, Role::Param);
  l.add(items, declared.type, Role::Result);
  l.add(items, l.lower(l.field(node, "body")), Role::Body);
  Node* function = build(l, Kind::Function, node, items);
  wrapParams(l, function);
  return function;
}

Node* parameter(Lowerer& l, TSNode node) {
  Declared declared;
  declared.type = l.lower(l.field(node, "type"));
  declarator(l, l.field(node, "declarator"), declared);
  Items items;
  if (!declared.name && declared.type && declared.type->kind == Kind::Name) {
    // A placeholder alone is no type.
    std::string_view text = declared.type->text;
    if (isPlaceholderName(text)) return declared.type;
  }
  addQualifiers(l, node, items);
  l.add(items, declared.type, Role::Type);
  l.add(items, declared.name, Role::Name);
  l.add(items, l.lower(l.field(node, "default_value")), Role::Value);
  return build(l, Kind::Param, node, items);
}

Node* typeDescriptor(Lowerer& l, TSNode node) {
  Declared declared;
  declared.type = l.lower(l.field(node, "type"));
  declarator(l, l.field(node, "declarator"), declared);
  return declared.type;
}

// a->b is (*a).b
Node* fieldExpression(Lowerer& l, TSNode node) {
  Node* object = l.lower(l.field(node, "argument"));
  if (object && l.text(l.field(node, "operator")) == "->") {
    object = build(l, Kind::Unary, object->start, object->end, {as(Role::Operand, object)});
    l.setText(object, "*");
  }
  return memberOf(l, object, l.lower(l.field(node, "field")));
}

Node* qualified(Lowerer& l, TSNode node) {
  TSNode scope = l.field(node, "scope");
  return memberOf(l, ts_node_is_null(scope) ? nullptr : l.lower(scope), l.lower(l.field(node, "name")));
}

Node* word(Lowerer& l, TSNode node) {
  Listed<Child> children = l.childrenOf(node);
  return wordCall(l, node, children[0].node);
}

Node* string(Lowerer& l, TSNode node) { return l.string(node, {}); }

Node* rawString(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::String, node);
  std::string_view text = l.text(node);
  size_t open = text.find('('), close = text.rfind(')');
  if (open != text.npos && close > open) l.setText(result, text.substr(open + 1, close - open - 1));
  return result;
}

Node* character(Lowerer& l, TSNode node) {
  Node* result = l.leaf(Kind::Other, node);
  return result;
}

// `case` labels stand among the statements of the block.
Node* caseLike(Lowerer& l, TSNode node) {
  TSNode value = l.field(node, "value");
  Items items, body;
  if (!ts_node_is_null(value)) l.add(items, l.lower(value), Role::Cond);
  for (const Child& child : l.childrenOf(node))
    if (child.named && (ts_node_is_null(value) || !ts_node_eq(child.node, value))) l.add(body, l.lower(child.node), Role::Item);
  uint32_t end = ts_node_end_byte(node);
  l.add(items, build(l, Kind::Block, body.empty() ? end : body.front()->start, end, body), Role::Body);
  return build(l, Kind::Case, node, items);
}

Node* rangeLoop(Lowerer& l, TSNode node) {
  Declared declared;
  declared.type = l.lower(l.field(node, "type"));
  declarator(l, l.field(node, "declarator"), declared);
  return build(l, Kind::ForEach, node,
               {as(Role::Target, declared.name), as(Role::Type, declared.type), as(Role::Value, l.lower(l.field(node, "right"))),
                as(Role::Body, l.lower(l.field(node, "body")))});
}

Node* include(Lowerer& l, TSNode node) {
  TSNode path = l.field(node, "path");
  std::string_view text = l.text(path);
  uint32_t start = ts_node_start_byte(path), end = ts_node_end_byte(path);
  Node* name = l.make(Kind::String, start, end);
  l.setText(name, text.size() >= 2 && !std::isalpha(static_cast<unsigned char>(text[0])) ? text.substr(1, text.size() - 2) : text);
  Node* import = build(l, Kind::Import, node, {as(Role::Path, name)});
  while (import->end > import->start && std::isspace(static_cast<unsigned char>(l.source()[import->end - 1]))) import->end--;
  import->flags |= kFileModule;
  return import;
}

// What the preprocessor would choose among is all there.
Node* conditional(Lowerer& l, TSNode node) {
  TSNode condition = l.field(node, "condition"), name = l.field(node, "name");
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    if (!ts_node_is_null(condition) && ts_node_eq(child.node, condition)) continue;
    if (!ts_node_is_null(name) && ts_node_eq(child.node, name)) continue;
    l.add(items, l.lower(child.node), Role::Item);
  }
  return l.multi(node, items);
}

Node* namespaceDefinition(Lowerer& l, TSNode node) {
  Node* result = build(l, Kind::Other, node,
                       {as(Role::Name, l.lower(l.field(node, "name"))), as(Role::Body, l.lower(l.field(node, "body")))});
  result->hash = hashOf("namespace");
  return result;
}

Node* templateDeclaration(Lowerer& l, TSNode node) {
  Node* result = nullptr;
  for (const Child& child : l.childrenOf(node))
    if (child.named && l.type(child.node) != "template_parameter_list") result = l.lower(child.node);
  if (result && result->kind != Kind::Multi) result->start = ts_node_start_byte(node);
  return result;
}

Node* usingDeclaration(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (child.named) l.add(items, l.lower(child.node), Role::Path);
  return build(l, Kind::Import, node, items);
}

Node* lambda(Lowerer& l, TSNode node) {
  Declared declared;
  declarator(l, l.field(node, "declarator"), declared);
  Items items;
  for (Node* param : declared.params) l.add(items, param, Role::Param);
  l.add(items, l.lower(l.field(node, "body")), Role::Body);
  Node* result = build(l, Kind::Lambda, node, items);
  wrapParams(l, result);
  return result;
}

Node* typedefinition(Lowerer& l, TSNode node) {
  Node* result = declaration(l, node);
  if (result && result->kind == Kind::VarDef) {
    Node* modifier = l.leaf(Kind::Modifier, ts_node_start_byte(node), ts_node_start_byte(node) + 7);
    l.append(result, modifier, Role::Modifier);
    l.setText(result, "typedef");
  }
  return result;
}

Node* number(Lowerer& l, TSNode node) {
  Node* result = numberLeaf(l, node);
  std::string_view text = result->text;
  while (text.size() > 1 && std::string_view("uUlL").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  l.setText(result, text);
  return result;
}

constexpr LowerSpecial kSpecials[] = {
    {"expression_statement", expressionStatement},
    {"number_literal", number},
    {"assignment_expression", assignmentByOperator},
    {"declaration", declaration},
    {"field_declaration", declaration},
    {"type_definition", typedefinition},
    {"function_definition", functionDefinition},
    {"parameter_declaration", parameter},
    {"optional_parameter_declaration", parameter},
    {"variadic_parameter_declaration", parameter},
    {"type_descriptor", typeDescriptor},
    {"field_expression", fieldExpression},
    {"qualified_identifier", qualified},
    {"sizeof_expression", word},
    {"alignof_expression", word},
    {"offsetof_expression", word},
    {"delete_expression", word},
    {"string_literal", string},
    {"raw_string_literal", rawString},
    {"char_literal", character},
    {"case_statement", caseLike},
    {"for_range_loop", rangeLoop},
    {"preproc_include", include},
    {"preproc_if", conditional},
    {"preproc_ifdef", conditional},
    {"preproc_else", conditional},
    {"preproc_elif", conditional},
    {"namespace_definition", namespaceDefinition},
    {"template_declaration", templateDeclaration},
    {"using_declaration", usingDeclaration},
    {"lambda_expression", lambda},
    {"field_declaration_list", memberBlock},
    {"enumerator_list", memberBlock},
    {"update_expression", updateByToken},
    {"this", specialName},
};

}  // namespace

const LowerTable kCTable{"c", kLines, kSpecials};
const LowerTable kCppTable{"cpp", kLines, kSpecials};

}  // namespace vireon
