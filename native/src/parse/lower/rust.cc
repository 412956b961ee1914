#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"source_file", Kind::Block, "*:Item"},
    {"block", Kind::Block, "*:Item"},
    {"declaration_list", Kind::Block, "*:Item"},
    {"field_declaration_list", Kind::Block, "*:Item"},
    {"ordered_field_declaration_list", Kind::Block, "*:Item"},
    {"enum_variant_list", Kind::Block, "*:Item"},
    {"empty_statement", Kind::Drop},
    {"lifetime", Kind::Drop},
    {"expression_statement", Kind::ExprStmt, "*:Item"},
    {"parenthesized_expression", Kind::Through},
    {"else_clause", Kind::Through},
    {"match_pattern", Kind::Through},
    {"unsafe_block", Kind::Other, "*:Body"},
    {"identifier", Kind::Name},
    {"type_identifier", Kind::Name},
    {"field_identifier", Kind::Name},
    {"shorthand_field_identifier", Kind::Name},
    {"primitive_type", Kind::Name},
    {"crate", Kind::Name},
    {"super", Kind::Name},
    {"metavariable", Kind::Name},
    {"boolean_literal", Kind::Bool},
    {"char_literal", Kind::Other},
    {"visibility_modifier", Kind::Modifier},
    {"mutable_specifier", Kind::Modifier},
    {"call_expression", Kind::Call, "function:Callee arguments:Arg*"},
    {"generic_function", Kind::Through, "function:Item"},
    {"generic_type_with_turbofish", Kind::TypeApply, "type:Name type_arguments:TypeArg*"},
    {"generic_type", Kind::TypeApply, "type:Name type_arguments:TypeArg*"},
    {"field_expression", Kind::Member, "value:Object field:Name"},
    {"reference_type", Kind::PointerType, "=& type:Type #mutable_specifier:Modifier"},
    {"pointer_type", Kind::PointerType, "=* type:Type #mutable_specifier:Modifier"},
    {"array_type", Kind::ArrayType, "element:Type length:Item"},
    {"tuple_type", Kind::Tuple, "*:Item"},
    {"unit_type", Kind::Tuple, "*:Item"},
    {"unit_expression", Kind::Tuple, "*:Item"},
    {"binary_expression", Kind::Binary, "left:Left operator@ right:Right"},
    {"assignment_expression", Kind::Assign, "left:Left right:Right"},
    {"compound_assignment_expr", Kind::AugAssign, "left:Left operator@ right:Right"},
    {"reference_expression", Kind::Unary, "=& value:Operand"},
    {"try_expression", Kind::Unary, "=? *:Operand"},
    {"await_expression", Kind::Await, "*:Operand"},
    {"type_cast_expression", Kind::Cast, "type:Type value:Operand"},
    {"tuple_expression", Kind::Tuple, "*:Item"},
    {"tuple_pattern", Kind::Tuple, "*:Item"},
    {"array_expression", Kind::Array, "*:Item length:Value"},
    {"slice_pattern", Kind::Array, "*:Item"},
    {"struct_expression", Kind::New, "=struct name:Type body:Arg*"},
    {"field_initializer", Kind::Pair, "field:Key value:Value"},
    {"shorthand_field_initializer", Kind::Through},
    {"base_field_initializer", Kind::Spread, "*:Operand"},
    {"closure_expression", Kind::Lambda, "parameters:Param* return_type:Result body:Body"},
    {"if_expression", Kind::If, "condition:Cond consequence:Then alternative:Else"},
    {"let_condition", Kind::Other, "=let pattern:Left value:Right"},
    {"while_expression", Kind::While, "condition:Cond body:Body"},
    {"loop_expression", Kind::While, "=loop body:Body"},
    {"for_expression", Kind::ForEach, "pattern:Target value:Value body:Body"},
    {"match_expression", Kind::Switch, "value:Cond body:Case*"},
    {"match_arm", Kind::Case, "pattern:Cond value:Body"},
    {"return_expression", Kind::Return, "*:Operand"},
    {"break_expression", Kind::Break, "*:Name"},
    {"continue_expression", Kind::Continue, "*:Name"},
    {"yield_expression", Kind::Yield, "*:Operand"},
    {"tuple_struct_pattern", Kind::Call, "type:Callee *:Arg"},
    {"or_pattern", Kind::Binary, "=| *:Left"},
    {"mut_pattern", Kind::Through, "-#mutable_specifier *:Item"},
    {"ref_pattern", Kind::Unary, "=ref *:Operand"},
    {"reference_pattern", Kind::Unary, "=& -#mutable_specifier *:Operand"},
    {"struct_pattern", Kind::New, "=struct type:Type *:Arg"},
    {"field_pattern", Kind::Pair, "name:Key pattern:Value"},
    {"function_item", Kind::Function,
     "name:Name #visibility_modifier:Modifier #function_modifiers:Modifier type_parameters:TypeParam* parameters:Param* "
     "return_type:Result body:Body"},
    {"function_signature_item", Kind::Function,
     "name:Name #visibility_modifier:Modifier #function_modifiers:Modifier type_parameters:TypeParam* parameters:Param* "
     "return_type:Result"},
    {"function_modifiers", Kind::Modifier},
    {"parameter", Kind::Param, "#mutable_specifier:Modifier pattern:Name type:Type"},
    {"self_parameter", Kind::Param, "#self:Name #mutable_specifier:Modifier +&"},
    {"type_parameter", Kind::TypeParam, "name:Name bounds:Base*"},
    {"struct_item", Kind::Class,
     "=struct name:Name #visibility_modifier:Modifier type_parameters:TypeParam* body:Body"},
    {"union_item", Kind::Class, "=union name:Name #visibility_modifier:Modifier type_parameters:TypeParam* body:Body"},
    {"enum_item", Kind::Class, "=enum name:Name #visibility_modifier:Modifier type_parameters:TypeParam* body:Body"},
    {"trait_item", Kind::Class,
     "=trait name:Name #visibility_modifier:Modifier type_parameters:TypeParam* bounds:Base* body:Body"},
    {"impl_item", Kind::Class, "=impl type:Name trait:Base type_parameters:TypeParam* body:Body"},
    {"mod_item", Kind::Class, "=mod name:Name #visibility_modifier:Modifier body:Body"},
    {"enum_variant", Kind::VarDef, "=enum name:Name value:Value body:Body"},
    {"field_declaration", Kind::VarDef, "name:Name type:Type #visibility_modifier:Modifier"},
    {"const_item", Kind::VarDef, "+const name:Name type:Type value:Value #visibility_modifier:Modifier"},
    {"static_item", Kind::VarDef, "+static name:Name type:Type value:Value #visibility_modifier:Modifier #mutable_specifier:Modifier"},
    {"type_item", Kind::VarDef, "=type name:Name type:Value #visibility_modifier:Modifier"},
};

bool isPattern(const Node* name) { return name->kind != Kind::Name; }

Node* letDeclaration(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (l.type(child.node) == "let" || l.type(child.node) == "mutable_specifier") l.add(items, l.leaf(Kind::Modifier, child.node), Role::Modifier);
  Node* name = l.lower(l.field(node, "pattern"));
  if (name) l.add(items, name, isPattern(name) ? Role::Target : Role::Name);
  l.add(items, l.lower(l.field(node, "type")), Role::Type);
  l.add(items, l.lower(l.field(node, "value")), Role::Value);
  l.add(items, l.lower(l.field(node, "alternative")), Role::Else);
  return build(l, Kind::VarDef, node, items);
}

constexpr int kMaxNesting = 200;

// What a macro is given, told apart at its commas.
void addTokens(Lowerer& l, TSNode tree, Items& out, int depth = 0) {
  if (depth > kMaxNesting) return;
  Items run;
  auto flush = [&] {
    if (run.size() == 1) l.add(out, run[0], Role::Arg);
    if (run.size() > 1) {
      Node* many = build(l, Kind::Other, run.front()->start, run.back()->end, run);
      many->hash = hashOf("tokens");
      l.add(out, many, Role::Arg);
    }
    run.clear();
  };
  for (const Child& child : l.childrenOf(tree)) {
    std::string_view text = l.text(child.node);
    if (!child.named && text == ",") {
      flush();
      continue;
    }
    bool outer = !child.named && (text == "(" || text == ")" || text == "[" || text == "]" || text == "{" || text == "}");
    if (outer) continue;
    if (l.type(child.node) == "token_tree" && !run.empty() && run.back()->kind == Kind::Name) {
      // `name(…)` among the tokens is a call.
      Items call{as(Role::Callee, run.back())};
      addTokens(l, child.node, call, depth + 1);
      run.back() = build(l, Kind::Call, run.back()->start, ts_node_end_byte(child.node), call);
      run.back()->role = Role::Item;
      continue;
    }
    Node* token = child.named && l.type(child.node) != "token_tree" ? l.lower(child.node) : nullptr;
    if (l.type(child.node) == "token_tree") {
      Items inner;
      addTokens(l, child.node, inner, depth + 1);
      token = build(l, Kind::Other, child.node, inner);
      token->hash = hashOf("token_tree");
    }
    if (!token) token = l.leaf(Kind::Other, child.node);
    if (token->kind == Kind::Other && token->count == 0) token->hash = hashOf(token->text);
    token->role = Role::Item;
    run.push_back(token);
  }
  flush();
}

Node* macro(Lowerer& l, TSNode node) {
  TSNode name = l.field(node, "macro"), tokens = l.childOfType(node, "token_tree");
  if (isPlaceholderName(l.text(name))) return l.leaf(Kind::Name, name);
  Items items;
  l.add(items, l.lower(name), Role::Callee);
  if (items[0]->kind == Kind::Name && items[0]->text.substr(0, 4) != "vvm_") {
    items[0]->end++;
    l.setText(items[0], l.source().substr(items[0]->start, items[0]->end - items[0]->start));
  }
  if (!ts_node_is_null(tokens)) addTokens(l, tokens, items);
  return build(l, Kind::Call, node, items);
}

Node* scoped(Lowerer& l, TSNode node) {
  TSNode path = l.field(node, "path");
  return memberOf(l, ts_node_is_null(path) ? nullptr : l.lower(path), l.lower(l.field(node, "name")));
}

Node* index(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (child.named) l.add(items, l.lower(child.node), items.empty() ? Role::Object : Role::Item);
  return build(l, Kind::Index, node, items);
}

Node* attributeOf(Lowerer& l, TSNode item) {
  TSNode attribute = l.childOfType(item, "attribute");
  if (ts_node_is_null(attribute)) return nullptr;
  Node* inner = nullptr;
  TSNode arguments = l.field(attribute, "arguments");
  for (const Child& child : l.childrenOf(attribute))
    if (child.named && !inner) inner = l.lower(child.node);
  if (!ts_node_is_null(arguments)) {
    Items items;
    l.add(items, inner, Role::Callee);
    addTokens(l, arguments, items);
    inner = build(l, Kind::Call, attribute, items);
  }
  return build(l, Kind::Attribute, item, {as(Role::Item, inner)});
}

// Attributes stand in front of what they belong to.
Node* items(Lowerer& l, TSNode node) {
  Items found, attributes;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    if (l.type(child.node) == "attribute_item") {
      if (Node* attribute = attributeOf(l, child.node)) attributes.push_back(attribute);
      continue;
    }
    Node* item = l.lower(child.node);
    if (!item) continue;
    if (item->kind != Kind::Multi && !attributes.empty()) {
      item->start = attributes.front()->start;
      for (Node* attribute : attributes) l.append(item, attribute, Role::Attribute);
    }
    attributes.clear();
    l.add(found, item, Role::Item);
  }
  Node* block = statements(l, build(l, Kind::Block, node, found));
  std::string_view type = l.type(node);
  if (type == "declaration_list" || type == "field_declaration_list" || type == "enum_variant_list") block->flags |= kClassBody;
  return block;
}

// `tests! {}` in the place of an item, `field: field` in a struct.
Node* fieldDeclaration(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  const Node* name = result->child(Role::Name);
  if (name && isPlaceholderName(name->text)) return const_cast<Node*>(name);
  return result;
}

Node* string(Lowerer& l, TSNode node) {
  Node* result = l.string(node, {});
  std::string_view text = l.text(node);
  size_t open = text.find('"'), close = text.rfind('"');
  if (open != text.npos && close > open) l.setText(result, text.substr(open + 1, close - open - 1));
  return result;
}

Node* matchArm(Lowerer& l, TSNode node) {
  TSNode pattern = l.field(node, "pattern");
  Items items;
  TSNode condition = l.field(pattern, "condition");
  for (const Child& child : l.childrenOf(pattern))
    if (child.named && (ts_node_is_null(condition) || !ts_node_eq(child.node, condition))) l.add(items, l.lower(child.node), Role::Cond);
  if (items.empty()) l.add(items, l.leaf(Kind::Name, pattern), Role::Cond);
  if (!ts_node_is_null(condition)) l.add(items, l.lower(condition), Role::Update);
  l.add(items, l.lower(l.field(node, "value")), Role::Body);
  return build(l, Kind::Case, node, items);
}

void useTree(Lowerer& l, TSNode whole, TSNode node, Items prefix, Items& imports) {
  if (prefix.size() > kMaxNesting) return;
  std::string_view type = l.type(node);
  auto addPath = [&](Items& into, TSNode path) {
    std::string_view all = l.text(path);
    uint32_t base = ts_node_start_byte(path);
    for (size_t at = 0; at <= all.size();) {
      size_t end = std::min(all.find("::", at), all.size());
      if (end > at) l.add(into, l.leaf(Kind::Name, base + at, base + end), Role::Path);
      at = end + 2;
    }
  };
  auto copies = [&] {
    Items copy;
    for (Node* part : prefix) l.add(copy, l.leaf(Kind::Name, part->start, part->end), Role::Path);
    return copy;
  };
  if (type == "scoped_use_list") {
    TSNode path = l.field(node, "path");
    if (ts_node_is_null(path)) return;
    addPath(prefix, path);
    for (const Child& child : l.childrenOf(l.field(node, "list")))
      if (child.named) useTree(l, whole, child.node, prefix, imports);
    return;
  }
  if (type == "use_list") {
    // A list right inside of a list names nothing more.
    for (const Child& child : l.childrenOf(node))
      if (child.named && l.type(child.node) != "use_list") useTree(l, whole, child.node, prefix, imports);
    return;
  }
  Items items = copies();
  if (type == "use_wildcard") {
    for (const Child& child : l.childrenOf(node))
      if (child.named) addPath(items, child.node);
    imports.push_back(build(l, Kind::Import, whole, items));
    imports.back()->flags |= kImportAll;
    return;
  }
  TSNode alias = l.field(node, "alias");
  addPath(items, ts_node_is_null(alias) ? node : l.field(node, "path"));
  if (items.empty()) return;
  Node* last = items.back();
  items.pop_back();
  Items parts{as(Role::Name, last)};
  if (!ts_node_is_null(alias)) l.add(parts, l.lower(alias), Role::Alias);
  l.add(items, build(l, Kind::ImportItem, last->start, last->end, parts), Role::Item);
  imports.push_back(build(l, Kind::Import, whole, items));
  imports.back()->flags |= kImportFrom;
}

Node* use(Lowerer& l, TSNode node) {
  Items imports;
  useTree(l, node, l.field(node, "argument"), {}, imports);
  return l.multi(node, imports);
}

constexpr LowerSpecial kSpecials[] = {
    {"expression_statement", expressionStatement},
    {"integer_literal", numberLeaf},
    {"float_literal", numberLeaf},
    {"self", specialName},
    {"let_declaration", letDeclaration},
    {"macro_invocation", macro},
    {"scoped_identifier", scoped},
    {"scoped_type_identifier", scoped},
    {"index_expression", index},
    {"unary_expression", unaryByToken},
    {"range_expression", binaryByToken},
    {"string_literal", string},
    {"raw_string_literal", string},
    {"match_arm", matchArm},
    {"use_declaration", use},
    {"source_file", items},
    {"block", items},
    {"declaration_list", items},
    {"field_declaration_list", items},
    {"enum_variant_list", items},
    {"field_declaration", fieldDeclaration},
    {"function_item", functionWithParams},
    {"function_signature_item", functionWithParams},
    {"closure_expression", functionWithParams},
};

}  // namespace

const LowerTable kRustTable{"rust", kLines, kSpecials};

}  // namespace vireon
