#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"program", Kind::Block, "*:Item"},
    {"php_tag", Kind::Drop},
    {"text", Kind::Drop},
    {"text_interpolation", Kind::Drop},
    {"empty_statement", Kind::Drop},
    {"compound_statement", Kind::Block, "*:Item"},
    {"colon_block", Kind::Block, "*:Item"},
    {"declaration_list", Kind::Block, "*:Item"},
    {"enum_declaration_list", Kind::Block, "*:Item"},
    {"expression_statement", Kind::ExprStmt, "*:Item"},
    {"parenthesized_expression", Kind::Through},
    {"name", Kind::Name},
    {"primitive_type", Kind::Name},
    {"bottom_type", Kind::Name},
    {"cast_type", Kind::Name},
    {"named_type", Kind::Through},
    {"optional_type", Kind::Other, "*:Type"},
    {"type_list", Kind::TupleOrOne},
    {"boolean", Kind::Bool},
    {"null", Kind::Null},
    {"function_call_expression", Kind::Call, "function:Callee arguments:Arg*"},
    {"variadic_placeholder", Kind::Drop},
    {"variadic_unpacking", Kind::Spread, "=... *:Operand"},
    {"member_access_expression", Kind::Member, "object:Object name:Name"},
    {"scoped_property_access_expression", Kind::Member, "scope:Object name:Name"},
    {"subscript_expression", Kind::Index, "*:Item"},
    {"assignment_expression", Kind::Assign, "left:Left right:Right"},
    {"reference_assignment_expression", Kind::Assign, "left:Left right:Right"},
    {"augmented_assignment_expression", Kind::AugAssign, "left:Left operator@ right:Right"},
    {"binary_expression", Kind::Binary, "left:Left operator@ right:Right"},
    {"unary_op_expression", Kind::Unary, "operator@ argument:Operand *:Operand"},
    {"error_suppression_expression", Kind::Unary, "=@ *:Operand"},
    {"by_ref", Kind::Unary, "=& *:Operand"},
    {"cast_expression", Kind::Cast, "type:Type value:Operand"},
    {"conditional_expression", Kind::Ternary, "condition:Cond body:Then alternative:Else"},
    {"array_creation_expression", Kind::Array, "*:Item"},
    {"list_literal", Kind::Array, "*:Item"},
    {"sequence_expression", Kind::Sequence, "*:Item"},
    {"while_statement", Kind::While, "condition:Cond body:Body"},
    {"do_statement", Kind::DoWhile, "condition:Cond body:Body"},
    {"for_statement", Kind::For, "initialize:Init condition:Cond update:Update body:Body"},
    {"switch_statement", Kind::Switch, "condition:Cond body:Case*"},
    {"match_expression", Kind::Switch, "=match condition:Cond body:Case*"},
    {"match_conditional_expression", Kind::Case, "conditional_expressions:Cond* return_expression:Body"},
    {"match_default_expression", Kind::Case, "return_expression:Body"},
    {"try_statement", Kind::Try, "body:Try #catch_clause:Handler #finally_clause:Finally"},
    {"finally_clause", Kind::Finally, "body:Body"},
    {"return_statement", Kind::Return, "*:Operand"},
    {"throw_expression", Kind::Throw, "*:Operand"},
    {"break_statement", Kind::Break},
    {"continue_statement", Kind::Continue},
    {"yield_expression", Kind::Yield, "*:Operand"},
    {"function_definition", Kind::Function, "name:Name parameters:Param* return_type:Result body:Body attributes:Attribute*"},
    {"method_declaration", Kind::Function,
     "#visibility_modifier:Modifier #static_modifier:Modifier #abstract_modifier:Modifier #final_modifier:Modifier "
     "name:Name parameters:Param* return_type:Result body:Body attributes:Attribute*"},
    {"anonymous_function", Kind::Lambda, "parameters:Param* return_type:Result body:Body attributes:Attribute*"},
    {"arrow_function", Kind::Lambda, "parameters:Param* return_type:Result body:Body"},
    {"visibility_modifier", Kind::Modifier},
    {"static_modifier", Kind::Modifier},
    {"abstract_modifier", Kind::Modifier},
    {"final_modifier", Kind::Modifier},
    {"readonly_modifier", Kind::Modifier},
    {"var_modifier", Kind::Modifier},
    {"reference_modifier", Kind::Modifier},
    {"simple_parameter", Kind::Param, "type:Type name:Name default_value:Value attributes:Attribute*"},
    {"variadic_parameter", Kind::Param, "+... type:Type name:Name"},
    {"property_promotion_parameter", Kind::Param,
     "visibility:Modifier readonly:Modifier type:Type name:Name default_value:Value"},
    {"class_declaration", Kind::Class,
     "name:Name #base_clause:Base* #class_interface_clause:Interface* body:Body #abstract_modifier:Modifier "
     "#final_modifier:Modifier #readonly_modifier:Modifier attributes:Attribute*"},
    {"anonymous_class", Kind::Class, "#base_clause:Base* #class_interface_clause:Interface* body:Body"},
    {"interface_declaration", Kind::Class, "=interface name:Name #base_clause:Interface* body:Body"},
    {"trait_declaration", Kind::Class, "=trait name:Name body:Body"},
    {"enum_declaration", Kind::Class, "=enum name:Name #class_interface_clause:Interface* body:Body"},
    {"enum_case", Kind::VarDef, "=case name:Name value:Value"},
    {"attribute_list", Kind::Multi, "*:Item"},
    {"attribute_group", Kind::Multi, "*:Item"},
    {"named_label_statement", Kind::Label, "*:Name"},
};

// Placeholders of variables are names like the others; `$x` keeps its sign.
Node* variableName(Lowerer& l, TSNode node) {
  Node* name = l.leaf(Kind::Name, node);
  std::string_view bare = name->text.substr(std::min<size_t>(1, name->text.size()));
  if (isPlaceholderName(bare) || bare.substr(0, 4) == "vvm_" || bare.substr(0, 4) == "vvt_") l.setText(name, bare);
  if (name->text == "$this") name->flags |= kSpecialName;
  return name;
}

// A\B is A.B, \A is A.
Node* qualified(Lowerer& l, TSNode node) {
  std::string_view all = l.text(node);
  uint32_t base = ts_node_start_byte(node);
  Node* whole = nullptr;
  for (size_t at = 0; at <= all.size();) {
    size_t end = std::min(all.find('\\', at), all.size());
    if (end > at) whole = memberOf(l, whole, l.leaf(Kind::Name, base + at, base + end));
    at = end + 1;
  }
  return whole;
}

void addQualifiedPath(Lowerer& l, Items& items, TSNode node, Role role) {
  std::string_view all = l.text(node);
  uint32_t base = ts_node_start_byte(node);
  for (size_t at = 0; at <= all.size();) {
    size_t end = std::min(all.find('\\', at), all.size());
    if (end > at) l.add(items, l.leaf(Kind::Name, base + at, base + end), role);
    at = end + 1;
  }
}

Node* argument(Lowerer& l, TSNode node) {
  TSNode name = l.field(node, "name");
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named || (!ts_node_is_null(name) && ts_node_eq(child.node, name)) || l.type(child.node) == "reference_modifier") continue;
    Node* value = l.lower(child.node);
    if (ts_node_is_null(name)) return value;
    return build(l, Kind::Keyword, node, {as(Role::Name, l.lower(name)), as(Role::Value, value)});
  }
  return nullptr;
}

// `f(...)` makes a closure of `f` and calls nothing: Closure::fromCallable('f').
Node* firstClassCallable(Lowerer& l, TSNode node, Node* callee) {
  auto word = [&](std::string_view text) {
    Node* name = l.leaf(Kind::Name, ts_node_start_byte(node), ts_node_start_byte(node));
    l.setText(name, text);
    return name;
  };
  return build(l, Kind::Call, node, {as(Role::Callee, memberOf(l, word("Closure"), word("fromCallable"))), as(Role::Arg, callee)});
}

bool makesClosure(Lowerer& l, TSNode node) {
  TSNode arguments = l.field(node, "arguments");
  return !ts_node_is_null(arguments) && !ts_node_is_null(l.childOfType(arguments, "variadic_placeholder"));
}

Node* functionCall(Lowerer& l, TSNode node) {
  return makesClosure(l, node) ? firstClassCallable(l, node, l.lower(l.field(node, "function"))) : l.byTable(node);
}

Node* methodCall(Lowerer& l, TSNode node) {
  TSNode object = l.field(node, "object"), scope = l.field(node, "scope");
  Items items;
  Node* callee = memberOf(l, l.lower(ts_node_is_null(object) ? scope : object), l.lower(l.field(node, "name")));
  if (makesClosure(l, node)) return firstClassCallable(l, node, callee);
  l.add(items, callee, Role::Callee);
  addEach(l, items, l.field(node, "arguments"), Role::Arg);
  return build(l, Kind::Call, node, items);
}

Node* nullsafe(Lowerer& l, TSNode node) {
  Node* member = memberOf(l, l.lower(l.field(node, "object")), l.lower(l.field(node, "name")));
  member->flags |= kOptionalChain;
  return member;
}

Node* classConstant(Lowerer& l, TSNode node) {
  Node* whole = nullptr;
  for (const Child& child : l.childrenOf(node))
    if (child.named) whole = memberOf(l, whole, l.lower(child.node));
  return whole;
}

Node* index(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (child.named) l.add(items, l.lower(child.node), items.empty() ? Role::Object : Role::Item);
  return build(l, Kind::Index, node, items);
}

Node* creation(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    if (l.type(child.node) == "arguments")
      addEach(l, items, child.node, Role::Arg);
    else if (l.type(child.node) == "anonymous_class")
      l.add(items, l.lower(child.node), Role::Body);
    else
      l.add(items, l.lower(child.node), Role::Type);
  }
  return build(l, Kind::New, node, items);
}

// echo, exit and unset are statements, include and print expressions; all are calls.
Node* wordExpression(Lowerer& l, TSNode node) {
  Listed<Child> children = l.childrenOf(node);
  if (children.empty()) return nullptr;
  return wordCall(l, node, children[0].node);
}

Node* wordStatement(Lowerer& l, TSNode node) {
  Node* call = wordExpression(l, node);
  for (uint32_t i = 0; call && i < call->count; i++)
    if (call->items[i]->kind == Kind::Sequence) {
      Items flat{call->items[0]};
      for (Node* each : call->items[i]->children()) l.add(flat, each, Role::Arg);
      l.finish(call, flat);
    }
  Node* statement = build(l, Kind::ExprStmt, node, {as(Role::Item, call)});
  if (statement->end > 0 && l.source()[statement->end - 1] == ';') statement->flags |= kSemicolon;
  return statement;
}

Node* element(Lowerer& l, TSNode node) {
  Items items;
  addEach(l, items, node, Role::Key);
  if (items.size() == 1) return items[0];
  if (items.size() == 2) items[1]->role = Role::Value;
  return build(l, Kind::Pair, node, items);
}

Node* string(Lowerer& l, TSNode node) {
  return l.string(node, {"variable_name", "member_access_expression", "subscript_expression", "dynamic_variable_name",
                         "function_call_expression", "member_call_expression", "scoped_call_expression",
                         "scoped_property_access_expression", "nullsafe_member_access_expression"});
}

Node* heredoc(Lowerer& l, TSNode node) {
  TSNode value = l.field(node, "value");
  if (ts_node_is_null(value)) return l.make(Kind::String, node);
  Node* body = string(l, value);
  // The text of its own has no quotes to lose.
  if (body->kind == Kind::String) l.setText(body, l.text(value));
  return body;
}

Node* shell(Lowerer& l, TSNode node) {
  Node* inner = string(l, node);
  if (inner->kind == Kind::String && inner->text == "...") {
    inner->kind = Kind::Name;
    l.setText(inner, "vve_");
  }
  Node* result = build(l, Kind::Other, node, {as(Role::Item, inner)});
  result->hash = hashOf("subshell");
  return result;
}

Node* ifStatement(Lowerer& l, TSNode node) {
  std::vector<TSNode> clauses;
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "else_if_clause" || type == "else_clause") clauses.push_back(child.node);
  }
  uint32_t end = ts_node_end_byte(node);
  Node* rest = nullptr;
  for (size_t i = clauses.size(); i-- > 0;) {
    TSNode clause = clauses[i];
    Node* body = l.lower(l.field(clause, "body"));
    if (l.type(clause) == "else_clause")
      rest = body;
    else
      rest = build(l, Kind::If, ts_node_start_byte(clause), end,
                   {as(Role::Cond, l.lower(l.field(clause, "condition"))), as(Role::Then, body), as(Role::Else, rest)});
  }
  return build(l, Kind::If, node,
               {as(Role::Cond, l.lower(l.field(node, "condition"))), as(Role::Then, l.lower(l.field(node, "body"))),
                as(Role::Else, rest)});
}

Node* foreach(Lowerer& l, TSNode node) {
  TSNode body = l.field(node, "body");
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named || (!ts_node_is_null(body) && ts_node_eq(child.node, body))) continue;
    l.add(items, l.lower(child.node), items.empty() ? Role::Value : Role::Target);
  }
  l.add(items, l.lower(body), Role::Body);
  return build(l, Kind::ForEach, node, items);
}

Node* caseLike(Lowerer& l, TSNode node) {
  TSNode value = l.field(node, "value");
  Items items, body;
  l.add(items, l.lower(value), Role::Cond);
  for (const Child& child : l.childrenOf(node))
    if (child.named && (ts_node_is_null(value) || !ts_node_eq(child.node, value))) l.add(body, l.lower(child.node), Role::Item);
  uint32_t start = body.empty() ? ts_node_end_byte(node) : body.front()->start;
  l.add(items, build(l, Kind::Block, start, ts_node_end_byte(node), body), Role::Body);
  return build(l, Kind::Case, node, items);
}

Node* catchClause(Lowerer& l, TSNode node) {
  Node* param = build(l, Kind::Param, l.field(node, "type"),
                      {as(Role::Type, l.lower(l.field(node, "type"))), as(Role::Name, l.lower(l.field(node, "name")))});
  return build(l, Kind::Catch, node, {as(Role::Param, param), as(Role::Body, l.lower(l.field(node, "body")))});
}

// What a constructor promotes is a property of the class.
void addPromoted(Lowerer& l, Node* body, TSNode method) {
  TSNode parameters = l.field(method, "parameters");
  if (ts_node_is_null(parameters)) return;
  for (const Child& child : l.childrenOf(parameters)) {
    if (l.type(child.node) != "property_promotion_parameter") continue;
    Items items;
    for (std::string_view field : {"visibility", "readonly"}) l.add(items, l.lower(l.field(child.node, field)), Role::Modifier);
    l.add(items, l.lower(l.field(child.node, "type")), Role::Type);
    l.add(items, l.lower(l.field(child.node, "name")), Role::Name);
    l.append(body, build(l, Kind::VarDef, child.node, items), Role::Item);
  }
}

Node* classBody(Lowerer& l, TSNode node) {
  Node* body = memberBlock(l, node);
  // The class around a pattern that is a member is none of the pattern's.
  TSNode name = l.field(l.parent(), "name");
  if (!ts_node_is_null(name) && l.text(name) == "vvc_") return body;
  for (const Child& child : l.childrenOf(node))
    if (l.type(child.node) == "method_declaration") addPromoted(l, body, child.node);
  return body;
}

// `use ...;` stands for any members.
Node* useDeclaration(Lowerer& l, TSNode node) {
  for (const Child& child : l.childrenOf(node))
    if (child.named && isPlaceholderName(l.text(child.node))) return l.leaf(Kind::Name, child.node);
  return l.byTable(node);
}

Node* definitions(Lowerer& l, TSNode node, std::string_view element, Node* (*part)(Lowerer&, TSNode, Items&)) {
  Items modifiers, found;
  std::vector<TSNode> elements;
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == element)
      elements.push_back(child.node);
    else if (type.ends_with("_modifier"))
      l.add(modifiers, l.leaf(Kind::Modifier, child.node), Role::Modifier);
    else if (!child.named && type == "const")
      l.add(modifiers, l.leaf(Kind::Modifier, child.node), Role::Modifier);
  }
  for (TSNode each : elements) {
    Items items = modifiers;
    l.add(items, l.lower(l.field(node, "type")), Role::Type);
    found.push_back(part(l, each, items));
    found.back()->start = ts_node_start_byte(node);
    found.back()->end = ts_node_end_byte(node);
  }
  return l.multi(node, found);
}

Node* property(Lowerer& l, TSNode node) {
  return definitions(l, node, "property_element", [](Lowerer& l, TSNode each, Items& items) {
    l.add(items, l.lower(l.field(each, "name")), Role::Name);
    l.add(items, l.lower(l.field(each, "default_value")), Role::Value);
    return build(l, Kind::VarDef, each, items);
  });
}

Node* constants(Lowerer& l, TSNode node) {
  return definitions(l, node, "const_element", [](Lowerer& l, TSNode each, Items& items) {
    Role role = Role::Name;
    for (const Child& child : l.childrenOf(each))
      if (child.named) {
        l.add(items, l.lower(child.node), role);
        role = Role::Value;
      }
    return build(l, Kind::VarDef, each, items);
  });
}

Node* importOf(Lowerer& l, TSNode node, TSNode prefix, TSNode name, TSNode alias) {
  Items items;
  if (!ts_node_is_null(prefix)) addQualifiedPath(l, items, prefix, Role::Path);
  addQualifiedPath(l, items, name, Role::Path);
  if (items.empty()) return nullptr;
  Node* last = items.back();
  items.pop_back();
  Items parts{as(Role::Name, last)};
  if (!ts_node_is_null(alias)) l.add(parts, l.lower(alias), Role::Alias);
  l.add(items, build(l, Kind::ImportItem, last->start, last->end, parts), Role::Item);
  Node* import = build(l, Kind::Import, node, items);
  import->flags |= kImportFrom;
  return import;
}

Node* importDeclaration(Lowerer& l, TSNode node) {
  Items imports;
  TSNode prefix = l.childOfType(node, "namespace_name"), group = l.field(node, "body");
  for (const Child& child : l.childrenOf(ts_node_is_null(group) ? node : group)) {
    if (l.type(child.node) != "namespace_use_clause") continue;
    TSNode alias = l.field(child.node, "alias");
    for (const Child& part : l.childrenOf(child.node))
      if (part.named) {
        if (Node* import = importOf(l, node, prefix, part.node, alias)) imports.push_back(import);
        break;
      }
  }
  return l.multi(node, imports);
}

Node* package(Lowerer& l, TSNode node) {
  Items items;
  TSNode name = l.field(node, "name");
  if (!ts_node_is_null(name)) addQualifiedPath(l, items, name, Role::Path);
  Node* result = build(l, Kind::Package, node, items);
  TSNode body = l.field(node, "body");
  if (ts_node_is_null(body)) return result;
  result->end = ts_node_end_byte(name);
  Items both{result, l.lower(body)};
  return l.multi(node, both);
}

Node* attribute(Lowerer& l, TSNode node) {
  TSNode arguments = l.field(node, "parameters");
  Node* name = nullptr;
  for (const Child& child : l.childrenOf(node))
    if (child.named && !name) name = l.lower(child.node);
  if (!ts_node_is_null(arguments)) {
    Items items;
    l.add(items, name, Role::Callee);
    addEach(l, items, arguments, Role::Arg);
    name = build(l, Kind::Call, node, items);
  }
  return build(l, Kind::Attribute, node, {as(Role::Item, name)});
}

Node* spliced(Lowerer& l, TSNode node) {
  Items items;
  addEach(l, items, node, Role::Item);
  return l.multi(node, items);
}

constexpr LowerSpecial kSpecials[] = {
    {"expression_statement", expressionStatement},
    {"update_expression", updateByToken},
    {"integer", numberLeaf},
    {"float", numberLeaf},
    {"variable_name", variableName},
    {"qualified_name", qualified},
    {"namespace_name", qualified},
    {"relative_name", qualified},
    {"argument", argument},
    {"function_call_expression", functionCall},
    {"member_call_expression", methodCall},
    {"nullsafe_member_call_expression", methodCall},
    {"scoped_call_expression", methodCall},
    {"nullsafe_member_access_expression", nullsafe},
    {"relative_scope", specialName},
    {"class_constant_access_expression", classConstant},
    {"subscript_expression", index},
    {"object_creation_expression", creation},
    {"echo_statement", wordStatement},
    {"exit_statement", wordStatement},
    {"unset_statement", wordStatement},
    {"print_intrinsic", wordExpression},
    {"include_expression", wordExpression},
    {"include_once_expression", wordExpression},
    {"require_expression", wordExpression},
    {"require_once_expression", wordExpression},
    {"clone_expression", wordExpression},
    {"array_element_initializer", element},
    {"pair", element},
    {"string", string},
    {"encapsed_string", string},
    {"heredoc", heredoc},
    {"nowdoc", heredoc},
    {"shell_command_expression", shell},
    {"if_statement", ifStatement},
    {"foreach_statement", foreach},
    {"case_statement", caseLike},
    {"default_statement", caseLike},
    {"catch_clause", catchClause},
    {"declaration_list", classBody},
    {"enum_declaration_list", classBody},
    {"use_declaration", useDeclaration},
    {"property_declaration", property},
    {"const_declaration", constants},
    {"namespace_use_declaration", importDeclaration},
    {"namespace_definition", package},
    {"attribute", attribute},
    {"attribute_list", spliced},
    {"attribute_group", spliced},
    {"function_definition", functionWithParams},
    {"method_declaration", functionWithParams},
    {"anonymous_function", functionWithParams},
    {"arrow_function", functionWithParams},
};

}  // namespace

const LowerTable kPhpTable{"php", kLines, kSpecials};

}  // namespace vireon
