#include <algorithm>

#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"comment", Kind::Drop},
    {"line_number_directive", Kind::Drop},
    {"shebang", Kind::Drop},
    {"attribute_id", Kind::Name},
    {"value_name", Kind::Name},
    {"value_pattern", Kind::Name},
    {"label_name", Kind::Name},
    {"field_name", Kind::Name},
    {"method_name", Kind::Name},
    {"class_name", Kind::Name},
    {"instance_variable_name", Kind::Name},
    {"type_constructor", Kind::Name},
    {"type_variable", Kind::Name},
    {"parenthesized_operator", Kind::Name},
    {"boolean", Kind::Bool},
    {"unit", Kind::Tuple, "*:Item"},
    {"parenthesized_type", Kind::Through},
    {"then_clause", Kind::Through},
    {"infix_expression", Kind::Binary, "left:Left operator@ right:Right"},
    {"prefix_expression", Kind::Unary, "operator@ expression:Operand"},
    {"sign_expression", Kind::Unary, "operator@ expression:Operand"},
    {"cons_expression", Kind::Binary, "=:: left:Left right:Right"},
    {"cons_pattern", Kind::Binary, "=:: left:Left right:Right"},
    {"or_pattern", Kind::Binary, "=| *:Left"},
    {"tuple_expression", Kind::Tuple, "*:Item"},
    {"tuple_pattern", Kind::Tuple, "*:Item"},
    {"list_expression", Kind::Array, "*:Item"},
    {"list_pattern", Kind::Array, "*:Item"},
    {"list_binding_pattern", Kind::Array, "*:Item"},
    {"array_expression", Kind::Array, "=[| *:Item"},
    {"array_pattern", Kind::Array, "=[| *:Item"},
    {"record_expression", Kind::Dict, "record:Item *:Item"},
    {"record_pattern", Kind::Dict, "*:Item"},
    {"record_binding_pattern", Kind::Dict, "*:Item"},
    {"field_get_expression", Kind::Member, "record:Object field:Name"},
    {"method_invocation", Kind::Member, "object:Object method:Name"},
    {"array_get_expression", Kind::Index, "array:Object index:Item"},
    {"string_get_expression", Kind::Index, "string:Object index:Item"},
    {"bigarray_get_expression", Kind::Index, "array:Object index:Item"},
    {"set_expression", Kind::Assign, "*:Left body:Right"},
    {"typed_expression", Kind::Cast, "expression:Operand type:Type"},
    {"assert_expression", Kind::Assert, "expression:Cond"},
    {"new_expression", Kind::New, "*:Type"},
    {"function_type", Kind::FunctionType, "domain:Param codomain:Result"},
    {"parameter", Kind::Param, "pattern:Name type:Type default:Value"},
    {"typed_pattern", Kind::Param, "pattern:Name type:Type"},
};

// Placeholders begin with a small letter; where a module or constructor must stand they are spelled with a large one.
Node* upperName(Lowerer& l, TSNode node) {
  Node* name = l.leaf(Kind::Name, node);
  if (name->text.substr(0, 2) != "Vv" || name->text.size() < 4 || name->text[3] != '_') return name;
  std::string_view copy = l.tree().arena.keep(name->text);
  const_cast<char*>(copy.data())[0] = 'v';
  l.setText(name, copy);
  return name;
}

// `A.B.c`
Node* path(Lowerer& l, TSNode node) {
  Node* result = nullptr;
  for (const Child& child : l.childrenOf(node))
    if (child.named) result = memberOf(l, result, l.lower(child.node));
  return result;
}

bool isPlaceholder(const Node* node) { return node && node->kind == Kind::Name && isPlaceholderName(node->text); }

void addStatements(Lowerer& l, Items& items, TSNode node);

// The statements that an expression is made of: `let … in …` and `…; …` hold several.
Node* body(Lowerer& l, TSNode node) {
  if (ts_node_is_null(node)) return nullptr;
  Items items;
  addStatements(l, items, node);
  return statements(l, build(l, Kind::Block, node, items));
}

void addStatements(Lowerer& l, Items& items, TSNode node) {
  std::string_view type = l.type(node);
  if (type == "sequence_expression") {
    for (const Child& child : l.childrenOf(node))
      if (child.named) addStatements(l, items, child.node);
    return;
  }
  bool lets = type == "let_expression" || type == "let_open_expression" || type == "let_module_expression" || type == "let_exception_expression";
  if (!lets) return l.add(items, l.lower(node), Role::Item);
  TSNode rest = l.field(node, "body");
  for (const Child& child : l.childrenOf(node))
    if (child.named && !(!ts_node_is_null(rest) && ts_node_eq(child.node, rest))) l.add(items, l.lower(child.node), Role::Item);
  if (!ts_node_is_null(rest)) addStatements(l, items, rest);
}

Node* unit(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    if (l.type(child.node) == "expression_item") {
      for (const Child& inner : l.childrenOf(child.node))
        if (inner.named) addStatements(l, items, inner.node);
    } else {
      l.add(items, l.lower(child.node), Role::Item);
    }
  }
  Node* block = statements(l, build(l, Kind::Block, node, items));
  if (l.type(node) == "structure") block->flags |= kClassBody;
  return block;
}

Node* parenthesized(Lowerer& l, TSNode node) {
  for (const Child& child : l.childrenOf(node))
    if (child.named && l.type(child.node) != "attribute_id" && l.type(child.node) != "comment") return l.lower(child.node);
  return nullptr;
}

Node* binding(Lowerer& l, TSNode node) {
  Items items;
  bool function = false;
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "parameter") {
      function = true;
      l.add(items, l.lower(child.node), Role::Param);
    } else if (type == "item_attribute") {
      TSNode id = l.childOfType(child.node, "attribute_id");
      if (!ts_node_is_null(id)) l.add(items, build(l, Kind::Attribute, child.node, {as(Role::Item, l.lower(id))}), Role::Attribute);
    }
  }
  Node* name = l.lower(l.field(node, "pattern"));
  l.add(items, name, name && name->kind == Kind::Name ? Role::Name : Role::Target);
  l.add(items, l.lower(l.field(node, "type")), function ? Role::Result : Role::Type);
  TSNode value = l.field(node, "body");
  if (function) l.add(items, body(l, value), Role::Body);
  else if (!ts_node_is_null(value)) l.add(items, l.lower(value), Role::Value);
  Node* result = build(l, function ? Kind::Function : Kind::VarDef, node, items);
  if (function) wrapParams(l, result);
  return result;
}

// The first of several bindings begins at its `let`.
Node* definition(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) != "let_binding") continue;
    Node* each = l.lower(child.node);
    if (each && items.empty()) each->start = ts_node_start_byte(node);
    l.add(items, each, Role::Item);
  }
  return l.multi(node, items);
}

Node* isConstructor(Node* callee) {
  Node* last = callee;
  while (last && last->kind == Kind::Member) last = last->items[last->count - 1];
  bool upper = last && last->kind == Kind::Name && !last->text.empty() && last->text[0] >= 'A' && last->text[0] <= 'Z';
  return upper ? last : nullptr;
}

// A constructor takes what its one tuple holds.
Node* construct(Lowerer& l, TSNode node, Items items) {
  if (items.size() == 2 && items[0]->role == Role::Callee && isConstructor(items[0]) && items[1]->kind == Kind::Tuple) {
    Node* tuple = items[1];
    items.pop_back();
    for (Node* item : tuple->children()) l.add(items, item, Role::Arg);
  }
  return build(l, Kind::Call, node, items);
}

Node* application(Lowerer& l, TSNode node) {
  TSNode function = l.field(node, "function");
  Items items;
  l.add(items, l.lower(function), Role::Callee);
  for (const Child& child : l.childrenOf(node))
    if (child.named && !ts_node_eq(child.node, function)) l.add(items, l.lower(child.node), Role::Arg);
  return construct(l, node, items);
}

Node* constructorPattern(Lowerer& l, TSNode node) {
  TSNode argument = l.field(node, "pattern");
  Items items;
  l.add(items, l.lower(l.childOfType(node, "constructor_path")), Role::Callee);
  l.add(items, l.lower(argument), Role::Arg);
  return construct(l, node, items);
}

Node* labeled(Lowerer& l, TSNode node) {
  Node *name = l.lower(l.childOfType(node, "label_name")), *value = l.lower(l.field(node, "expression"));
  if (!name) return value;
  if (!value) value = l.leaf(Kind::Name, name->start, name->end);
  return build(l, Kind::Keyword, node, {as(Role::Name, name), as(Role::Value, value)});
}

Node* fieldOf(Lowerer& l, TSNode node) {
  bool pattern = l.type(node) == "field_pattern";
  Node *key = l.lower(l.childOfType(node, "field_path")), *value = l.lower(l.field(node, pattern ? "pattern" : "body"));
  if (!value && isPlaceholder(key)) return key;
  if (!value && key) value = l.leaf(Kind::Name, key->start, key->end);
  return build(l, Kind::Pair, node, {as(Role::Key, key), as(Role::Value, value)});
}

Node* infix(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  if (result->text != ":=" || result->count != 2) return result;
  return build(l, Kind::Assign, node, {as(Role::Left, result->items[0]), as(Role::Right, result->items[1])});
}

Node* conditional(Lowerer& l, TSNode node) {
  TSNode then = l.childOfType(node, "then_clause"), otherwise = l.childOfType(node, "else_clause");
  Items items;
  l.add(items, l.lower(l.field(node, "condition")), Role::Cond);
  if (!ts_node_is_null(then)) l.add(items, body(l, l.field(then, "expression")), Role::Then);
  if (!ts_node_is_null(otherwise)) l.add(items, body(l, l.field(otherwise, "expression")), Role::Else);
  return build(l, Kind::If, node, items);
}

Node* caseOf(Lowerer& l, TSNode node) {
  Node* pattern = l.lower(l.field(node, "pattern"));
  TSNode guard = l.childOfType(node, "guard"), value = l.field(node, "body");
  // `... -> ...` stands for any number of cases.
  if (isPlaceholder(pattern) && !ts_node_is_null(value) && isPlaceholderName(l.text(value))) return pattern;
  Items items{as(Role::Cond, pattern)};
  if (!ts_node_is_null(guard)) l.add(items, l.lower(l.field(guard, "expression")), Role::Update);
  if (!ts_node_is_null(value)) l.add(items, body(l, value), Role::Body);
  return build(l, Kind::Case, node, items);
}

void addCases(Lowerer& l, Items& items, TSNode node) {
  for (const Child& child : l.childrenOf(node))
    if (l.type(child.node) == "match_case") l.add(items, l.lower(child.node), Role::Case);
}

Node* match(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, l.lower(l.field(node, "expression")), Role::Cond);
  addCases(l, items, node);
  return build(l, Kind::Switch, node, items);
}

Node* attempt(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, body(l, l.field(node, "expression")), Role::Try);
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) != "match_case") continue;
    Node* handler = l.lower(child.node);
    if (handler->kind == Kind::Case) {
      handler->kind = Kind::Catch;
      for (Node* part : handler->children())
        if (part->role == Role::Cond) part->role = Role::Param;
      Items parts(handler->items, handler->items + handler->count);
      l.finish(handler, parts);
    }
    l.add(items, handler, Role::Handler);
  }
  return build(l, Kind::Try, node, items);
}

Node* lambda(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (l.type(child.node) == "parameter") l.add(items, l.lower(child.node), Role::Param);
  l.add(items, body(l, l.field(node, "body")), Role::Body);
  Node* result = build(l, Kind::Lambda, node, items);
  wrapParams(l, result);
  return result;
}

// `function | … -> …`
Node* caseLambda(Lowerer& l, TSNode node) {
  Items cases;
  addCases(l, cases, node);
  Node* choice = build(l, Kind::Switch, node, cases);
  return build(l, Kind::Lambda, node, {as(Role::Body, build(l, Kind::Block, node, {as(Role::Item, choice)}))});
}

Node* loop(Lowerer& l, TSNode node) {
  Items items, inner;
  TSNode block = l.childOfType(node, "do_clause");
  if (!ts_node_is_null(block)) {
    for (const Child& child : l.childrenOf(block))
      if (child.named) addStatements(l, inner, child.node);
    l.add(items, statements(l, build(l, Kind::Block, block, inner)), Role::Body);
  }
  if (l.type(node) == "while_expression") {
    l.add(items, l.lower(l.field(node, "condition")), Role::Cond);
    return build(l, Kind::While, node, items);
  }
  l.add(items, l.lower(l.field(node, "name")), Role::Target);
  TSNode from = l.field(node, "from"), to = l.field(node, "to");
  Node* range = build(l, Kind::Binary, ts_node_start_byte(from), ts_node_end_byte(to), {as(Role::Left, l.lower(from)), as(Role::Right, l.lower(to))});
  l.setText(range, l.hasToken(node, "downto") ? "downto" : "to");
  l.add(items, range, Role::Value);
  return build(l, Kind::ForEach, node, items);
}

void addPathParts(Lowerer& l, Items& items, TSNode node) {
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) == "module_path") addPathParts(l, items, child.node);
    else if (child.named) l.add(items, l.lower(child.node), Role::Path);
  }
}

Node* open(Lowerer& l, TSNode node) {
  TSNode module = l.field(node, "module");
  if (ts_node_is_null(module) || l.type(module) != "module_path") return l.byTable(node);
  Items items;
  addPathParts(l, items, module);
  Node* result = build(l, Kind::Import, node, items);
  result->flags |= kImportAll;
  return result;
}

// `module A = B.C` names a module anew.
Node* module(Lowerer& l, TSNode node) {
  TSNode binding = l.childOfType(node, "module_binding");
  if (ts_node_is_null(binding)) return l.byTable(node);
  TSNode value = l.field(binding, "body");
  Items items;
  Node* name = l.lower(l.childOfType(binding, "module_name"));
  if (!ts_node_is_null(value) && l.type(value) == "module_path") {
    addPathParts(l, items, value);
    l.add(items, name, Role::Alias);
    return build(l, Kind::Import, node, items);
  }
  l.add(items, name, Role::Name);
  l.add(items, l.lower(value), Role::Body);
  Node* result = build(l, Kind::Class, node, items);
  l.setText(result, "module");
  return result;
}

Node* string(Lowerer& l, TSNode node) { return l.string(node, {}); }

// {|…|}, {tag|…|tag}
Node* quotedString(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::String, node);
  TSNode content = l.childOfType(node, "quoted_string_content");
  l.setText(result, ts_node_is_null(content) ? std::string_view() : l.text(content));
  result->flags |= kRawText;
  return result;
}

constexpr LowerSpecial kSpecials[] = {
    {"compilation_unit", unit},
    {"structure", unit},
    {"let_expression", body},
    {"let_open_expression", body},
    {"let_module_expression", body},
    {"let_exception_expression", body},
    {"sequence_expression", body},
    {"parenthesized_expression", parenthesized},
    {"parenthesized_pattern", parenthesized},
    {"value_definition", definition},
    {"let_binding", binding},
    {"module_name", upperName},
    {"constructor_name", upperName},
    {"module_type_name", upperName},
    {"value_path", path},
    {"module_path", path},
    {"extended_module_path", path},
    {"constructor_path", path},
    {"field_path", path},
    {"class_path", path},
    {"type_constructor_path", path},
    {"application_expression", application},
    {"constructor_pattern", constructorPattern},
    {"labeled_argument", labeled},
    {"field_expression", fieldOf},
    {"field_pattern", fieldOf},
    {"infix_expression", infix},
    {"if_expression", conditional},
    {"match_case", caseOf},
    {"match_expression", match},
    {"try_expression", attempt},
    {"fun_expression", lambda},
    {"function_expression", caseLambda},
    {"for_expression", loop},
    {"while_expression", loop},
    {"open_module", open},
    {"module_definition", module},
    {"number", numberLeaf},
    {"signed_number", numberLeaf},
    {"string", string},
    {"quoted_string", quotedString},
};

}  // namespace

const LowerTable kOcamlTable{"ocaml", kLines, kSpecials};

}  // namespace vireon
