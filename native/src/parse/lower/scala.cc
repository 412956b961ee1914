#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"compilation_unit", Kind::Block, "*:Item"},
    {"block", Kind::Block, "*:Item"},
    {"indented_block", Kind::Block, "*:Item"},
    {"template_body", Kind::Block, "*:Item"},
    {"with_template_body", Kind::Block, "*:Item"},
    {"enum_body", Kind::Block, "*:Item"},
    {"parenthesized_expression", Kind::Through},
    {"self_type", Kind::Drop},
    {"identifier", Kind::Name},
    {"operator_identifier", Kind::Name},
    {"type_identifier", Kind::Name},
    {"package_identifier", Kind::Name},
    {"wildcard", Kind::Name},
    {"boolean_literal", Kind::Bool},
    {"null_literal", Kind::Null},
    {"unit", Kind::Tuple},
    {"character_literal", Kind::Other},
    {"call_expression", Kind::Call, "function:Callee arguments:Arg*"},
    {"field_expression", Kind::Member, "value:Object field:Name"},
    {"generic_function", Kind::Through, "function:Item"},
    {"generic_type", Kind::TypeApply, "type:Name type_arguments:TypeArg*"},
    {"prefix_expression", Kind::Unary, "*:Operand"},
    {"assignment_expression", Kind::Assign, "left:Left right:Right"},
    {"ascription_expression", Kind::Through},
    {"tuple_expression", Kind::Tuple, "*:Item"},
    {"tuple_pattern", Kind::Tuple, "*:Item"},
    {"case_class_pattern", Kind::Call, "type:Callee pattern:Arg"},
    {"typed_pattern", Kind::Other, "pattern:Target type:Type"},
    {"if_expression", Kind::If, "condition:Cond consequence:Then alternative:Else"},
    {"while_expression", Kind::While, "condition:Cond body:Body"},
    {"do_while_expression", Kind::DoWhile, "condition:Cond body:Body"},
    {"match_expression", Kind::Switch, "value:Cond body:Case*"},
    {"case_clause", Kind::Case, "pattern:Cond #guard:Update body:Body"},
    {"guard", Kind::Through},
    {"for_expression", Kind::Other, "=for enumerators:Init* body:Body +yield"},
    {"enumerator", Kind::Other, "*:Item"},
    {"try_expression", Kind::Try, "body:Try #catch_clause:Handler* #finally_clause:Finally"},
    {"finally_clause", Kind::Finally, "*:Body"},
    {"return_expression", Kind::Return, "*:Operand"},
    {"throw_expression", Kind::Throw, "*:Operand"},
    {"function_definition", Kind::Function, "name:Name #type_parameters:TypeParam* parameters:Param* return_type:Result body:Body"},
    {"function_declaration", Kind::Function, "name:Name parameters:Param* return_type:Result"},
    {"parameter", Kind::Param, "name:Name type:Type default_value:Value"},
    {"class_parameter", Kind::Param, "+val +var name:Name type:Type default_value:Value"},
    {"binding", Kind::Param, "name:Name type:Type"},
    {"val_declaration", Kind::VarDef, "+val name:Name type:Type"},
    {"var_declaration", Kind::VarDef, "+var name:Name type:Type"},
    {"type_definition", Kind::VarDef, "=type name:Name type:Value"},
    {"class_definition", Kind::Class, "+case name:Name type_parameters:TypeParam* class_parameters:Param* extend:Base* body:Body"},
    {"object_definition", Kind::Class, "=object +case name:Name extend:Base* body:Body"},
    {"trait_definition", Kind::Class, "=trait name:Name type_parameters:TypeParam* class_parameters:Param* extend:Base* body:Body"},
    {"enum_definition", Kind::Class, "=enum name:Name class_parameters:Param* extend:Base* body:Body"},
    {"lambda_expression", Kind::Lambda, "parameters:Param* *:Body"},
};

Node* definition(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, l.leaf(Kind::Modifier, ts_node_start_byte(node), ts_node_start_byte(node)), Role::Modifier);
  items.clear();
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "val" || type == "var") l.add(items, l.leaf(Kind::Modifier, child.node), Role::Modifier);
    if (type == "modifiers")
      for (const Child& each : l.childrenOf(child.node)) l.add(items, l.leaf(Kind::Modifier, each.node), Role::Modifier);
    if (type == "annotation") l.add(items, l.lower(child.node), Role::Attribute);
  }
  Node* pattern = l.lower(l.field(node, "pattern"));
  if (pattern) l.add(items, pattern, pattern->kind == Kind::Name ? Role::Name : Role::Target);
  l.add(items, l.lower(l.field(node, "type")), Role::Type);
  l.add(items, l.lower(l.field(node, "value")), Role::Value);
  return build(l, Kind::VarDef, node, items);
}

Node* modified(Lowerer& l, TSNode node) {
  Node* result = functionWithParams(l, node);
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "modifiers")
      for (const Child& each : l.childrenOf(child.node)) l.append(result, l.leaf(Kind::Modifier, each.node), Role::Modifier);
    if (type == "annotation") l.append(result, l.lower(child.node), Role::Attribute);
  }
  for (Node* child : result->children())
    if (child->role == Role::Body && result->kind == Kind::Class) child->flags |= kClassBody;
  return result;
}

Node* annotation(Lowerer& l, TSNode node) {
  Node* name = l.lower(l.field(node, "name"));
  TSNode arguments = l.field(node, "arguments");
  if (!ts_node_is_null(arguments)) {
    Items items;
    l.add(items, name, Role::Callee);
    addEach(l, items, arguments, Role::Arg);
    name = build(l, Kind::Call, node, items);
  }
  return build(l, Kind::Attribute, node, {as(Role::Item, name)});
}

// `x => …` in braces is a function.
Node* call(Lowerer& l, TSNode node) {
  TSNode arguments = l.field(node, "arguments");
  std::string_view type = l.type(arguments);
  if (type == "arguments") return l.byTable(node);
  Node* body = l.lower(arguments);
  const Node* only = body && body->kind == Kind::Block && body->count == 1 ? body->items[0] : nullptr;
  if (only && only->kind == Kind::ExprStmt && only->count == 1 && only->items[0]->kind == Kind::Lambda) body = only->items[0];
  return build(l, Kind::Call, node, {as(Role::Callee, l.lower(l.field(node, "function"))), as(Role::Arg, body)});
}

// An operator is one where it is a sign; a name is a method.
Node* infix(Lowerer& l, TSNode node) {
  TSNode op = l.field(node, "operator");
  Node* left = l.lower(l.field(node, "left"));
  Node* right = l.lower(l.field(node, "right"));
  if (l.type(op) == "operator_identifier") {
    Node* result = build(l, Kind::Binary, node, {as(Role::Left, left), as(Role::Right, right)});
    l.setText(result, l.text(op));
    return result;
  }
  Node* callee = memberOf(l, left, l.leaf(Kind::Name, op));
  return build(l, Kind::Call, node, {as(Role::Callee, callee), as(Role::Arg, right)});
}

Node* postfix(Lowerer& l, TSNode node) {
  Node* whole = nullptr;
  for (const Child& child : l.childrenOf(node))
    if (child.named) whole = memberOf(l, whole, l.lower(child.node));
  return whole;
}

Node* prefix(Lowerer& l, TSNode node) { return unaryByToken(l, node); }

Node* creation(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    std::string_view type = l.type(child.node);
    if (type == "arguments")
      addEach(l, items, child.node, Role::Arg);
    else if (type == "template_body")
      l.add(items, l.lower(child.node), Role::Body);
    else
      l.add(items, l.lower(child.node), items.empty() ? Role::Type : Role::Item);
  }
  return build(l, Kind::New, node, items);
}

Node* stable(Lowerer& l, TSNode node) {
  Node* whole = nullptr;
  for (const Child& child : l.childrenOf(node))
    if (child.named) whole = memberOf(l, whole, l.lower(child.node));
  return whole;
}

Node* string(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::String, node);
  std::string_view text = l.text(node);
  size_t quotes = text.substr(0, 3) == "\"\"\"" ? 3 : 1;
  if (text.size() >= 2 * quotes) l.setText(result, text.substr(quotes, text.size() - 2 * quotes));
  return result;
}

Node* interpolated(Lowerer& l, TSNode node) {
  TSNode inner = l.childOfType(node, "interpolated_string"), sign = l.field(node, "interpolator");
  Node* result = l.string(inner, {"interpolation"});
  std::string_view text = l.text(inner);
  if (result->kind == Kind::String) {
    size_t quotes = text.substr(0, 3) == "\"\"\"" ? 3 : 1;
    if (text.size() >= 2 * quotes) l.setText(result, text.substr(quotes, text.size() - 2 * quotes));
    Items items;
    if (!result->text.empty()) l.add(items, result, Role::Item);
    result = build(l, Kind::Template, node, items);
  }
  result->start = ts_node_start_byte(node);
  if (l.text(sign) == "s" || l.text(sign) == "f" || l.text(sign) == "raw") {
    result->flags |= kFormatString;
    return result;
  }
  return build(l, Kind::Call, node, {as(Role::Callee, l.leaf(Kind::Name, sign)), as(Role::Arg, result)});
}

Node* interpolation(Lowerer& l, TSNode node) {
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    Node* inner = l.lower(child.node);
    if (inner && inner->kind == Kind::Block && inner->count == 1) {
      inner = inner->items[0];
      if (inner->kind == Kind::ExprStmt && inner->count == 1) inner = inner->items[0];
    }
    return inner;
  }
  return nullptr;
}

Node* extends(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    if (l.type(child.node) == "arguments" && !items.empty()) {
      Items call{as(Role::Callee, items.back())};
      addEach(l, call, child.node, Role::Arg);
      items.back() = build(l, Kind::Call, call[0]->start, ts_node_end_byte(child.node), call);
      items.back()->role = Role::Item;
    } else {
      l.add(items, l.lower(child.node), Role::Item);
    }
  }
  return l.multi(node, items);
}

Node* catchClause(Lowerer& l, TSNode node) {
  Items cases;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    std::string_view type = l.type(child.node);
    if (type != "case_block" && type != "indented_cases") {
      Node* handler = l.lower(child.node);
      l.add(cases, handler, Role::Item);
      continue;
    }
    for (const Child& clause : l.childrenOf(child.node)) {
      Node* lowered = clause.named ? l.lower(clause.node) : nullptr;
      if (!lowered) continue;
      if (lowered->kind == Kind::Case) {
        lowered->kind = Kind::Catch;
        for (Node* part : lowered->children())
          if (part->role == Role::Cond) part->role = Role::Param;
        Items parts(lowered->items, lowered->items + lowered->count);
        l.finish(lowered, parts);
      }
      l.add(cases, lowered, Role::Item);
    }
  }
  Node* list = l.make(Kind::Multi, node);
  l.finish(list, cases);
  return list;
}

Node* caseClause(Lowerer& l, TSNode node) {
  Items items, body;
  TSNode pattern = l.field(node, "pattern");
  if (isPlaceholderName(l.text(pattern)) && ts_node_named_child_count(node) == 1) return l.leaf(Kind::Name, pattern);
  l.add(items, l.lower(pattern), Role::Cond);
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named || ts_node_eq(child.node, pattern)) continue;
    if (l.type(child.node) == "guard")
      l.add(items, l.lower(child.node), Role::Update);
    else
      l.add(body, l.lower(child.node), Role::Item);
  }
  uint32_t end = ts_node_end_byte(node);
  Node* block = body.size() == 1 && body[0]->kind == Kind::Block ? body[0]
                : statements(l, build(l, Kind::Block, body.empty() ? end : body.front()->start, end, body));
  l.add(items, block, Role::Body);
  return build(l, Kind::Case, node, items);
}

// `{ case x => … }` is a function of one argument.
Node* caseBlock(Lowerer& l, TSNode node) {
  TSNode parent = ts_node_parent(node);
  Items cases;
  addEach(l, cases, node, Role::Case);
  if (!ts_node_is_null(parent) && l.type(parent) == "match_expression") return l.multi(node, cases);
  return build(l, Kind::Lambda, node, {as(Role::Body, build(l, Kind::Switch, node, cases))});
}

Node* matchExpression(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, l.lower(l.field(node, "value")), Role::Cond);
  addEach(l, items, l.field(node, "body"), Role::Case);
  return build(l, Kind::Switch, node, items);
}

Node* import(Lowerer& l, TSNode node) {
  Items path, imports;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    std::string_view type = l.type(child.node);
    if (type == "identifier" || type == "operator_identifier") {
      l.add(path, l.lower(child.node), Role::Path);
      continue;
    }
    auto copies = [&] {
      Items copy;
      for (Node* part : path) l.add(copy, l.leaf(Kind::Name, part->start, part->end), Role::Path);
      return copy;
    };
    auto add = [&](TSNode each) {
      std::string_view kind = l.type(each);
      Items items = copies();
      if (kind == "namespace_wildcard" || kind == "wildcard") {
        imports.push_back(build(l, Kind::Import, node, items));
        imports.back()->flags |= kImportAll;
        return;
      }
      TSNode alias = l.field(each, "alias");
      Items parts;
      l.add(parts, l.lower(ts_node_is_null(alias) ? each : l.field(each, "name")), Role::Name);
      if (!ts_node_is_null(alias)) l.add(parts, l.lower(alias), Role::Alias);
      l.add(items, build(l, Kind::ImportItem, each, parts), Role::Item);
      imports.push_back(build(l, Kind::Import, node, items));
      imports.back()->flags |= kImportFrom;
    };
    if (type == "namespace_selectors") {
      for (const Child& each : l.childrenOf(child.node))
        if (each.named) add(each.node);
    } else {
      add(child.node);
    }
    path.clear();
  }
  if (!path.empty()) {
    Node* last = path.back();
    path.pop_back();
    l.add(path, build(l, Kind::ImportItem, last->start, last->end, {as(Role::Name, last)}), Role::Item);
    imports.push_back(build(l, Kind::Import, node, path));
    imports.back()->flags |= kImportFrom;
  }
  return l.multi(node, imports);
}

Node* package(Lowerer& l, TSNode node) {
  Items items;
  l.addPath(items, l.field(node, "name"), Role::Path);
  Node* result = build(l, Kind::Package, node, items);
  TSNode body = l.field(node, "body");
  if (ts_node_is_null(body)) return result;
  result->end = ts_node_start_byte(body);
  Items both{result, l.lower(body)};
  return l.multi(node, both);
}

Node* spliced(Lowerer& l, TSNode node) {
  Items items;
  addEach(l, items, node, Role::Item);
  Node* list = l.make(Kind::Multi, node);
  l.finish(list, items);
  return list;
}

Node* assignment(Lowerer& l, TSNode node) {
  TSNode parent = ts_node_parent(node);
  Node* result = l.byTable(node);
  // `f(a = 1)` names an argument.
  if (ts_node_is_null(parent) || l.type(parent) != "arguments") return result;
  const Node *left = result->child(Role::Left), *right = result->child(Role::Right);
  if (!left || left->kind != Kind::Name || !right) return result;
  return build(l, Kind::Keyword, node, {as(Role::Name, const_cast<Node*>(left)), as(Role::Value, const_cast<Node*>(right))});
}

constexpr LowerSpecial kSpecials[] = {
    {"compilation_unit", bodyBlock},
    {"block", bodyBlock},
    {"indented_block", bodyBlock},
    {"template_body", bodyBlock},
    {"with_template_body", bodyBlock},
    {"this", specialName},
    {"super", specialName},
    {"integer_literal", numberLeaf},
    {"floating_point_literal", numberLeaf},
    {"val_definition", definition},
    {"var_definition", definition},
    {"function_definition", modified},
    {"function_declaration", modified},
    {"class_definition", modified},
    {"object_definition", modified},
    {"trait_definition", modified},
    {"enum_definition", modified},
    {"lambda_expression", functionWithParams},
    {"annotation", annotation},
    {"call_expression", call},
    {"infix_expression", infix},
    {"infix_pattern", infix},
    {"postfix_expression", postfix},
    {"prefix_expression", prefix},
    {"instance_expression", creation},
    {"stable_identifier", stable},
    {"stable_type_identifier", stable},
    {"string", string},
    {"interpolated_string_expression", interpolated},
    {"interpolation", interpolation},
    {"extends_clause", extends},
    {"parameters", spliced},
    {"class_parameters", spliced},
    {"bindings", spliced},
    {"enumerators", spliced},
    {"catch_clause", catchClause},
    {"case_clause", caseClause},
    {"case_block", caseBlock},
    {"indented_cases", caseBlock},
    {"match_expression", matchExpression},
    {"import_declaration", import},
    {"package_clause", package},
    {"assignment_expression", assignment},
};

}  // namespace

const LowerTable kScalaTable{"scala", kLines, kSpecials};

}  // namespace vireon
