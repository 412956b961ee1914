#include "parse/lower.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"module", Kind::Block, "*:Item"},
    {"block", Kind::Block, "alternative:Item *:Item"},
    {"expression_statement", Kind::ExprStmt, "*:Item"},
    {"parenthesized_expression", Kind::Through},
    {"expression_list", Kind::Tuple, "*:Item"},
    {"pattern_list", Kind::Tuple, "*:Item"},
    {"tuple", Kind::Tuple, "*:Item"},
    {"tuple_pattern", Kind::Tuple, "*:Item"},
    {"list", Kind::Array, "*:Item"},
    {"list_pattern", Kind::Array, "*:Item"},
    {"set", Kind::Set, "*:Item"},
    {"dictionary", Kind::Dict, "*:Item"},
    {"pair", Kind::Pair, "key:Key value:Value"},
    {"identifier", Kind::Name},
    {"integer", Kind::Int},
    {"float", Kind::Float},
    {"true", Kind::Bool},
    {"false", Kind::Bool},
    {"none", Kind::Null},
    {"dotted_name", Kind::Through},
    {"attribute", Kind::Member, "object:Object attribute:Name"},
    {"subscript", Kind::Index, "value:Object subscript:Item"},
    {"keyword_argument", Kind::Keyword, "name:Name value:Value"},
    {"list_splat", Kind::Spread, "=* *:Operand"},
    {"dictionary_splat", Kind::Spread, "=** *:Operand"},
    {"list_splat_pattern", Kind::Spread, "=* *:Operand"},
    {"dictionary_splat_pattern", Kind::Spread, "=** *:Operand"},
    {"assignment", Kind::Assign, "left:Left type:Type right:Right"},
    {"named_expression", Kind::Assign, "=:= name:Left value:Right"},
    {"augmented_assignment", Kind::AugAssign, "left:Left operator@ right:Right"},
    {"binary_operator", Kind::Binary, "left:Left operator@ right:Right"},
    {"boolean_operator", Kind::Binary, "left:Left operator@ right:Right"},
    {"not_operator", Kind::Unary, "=not argument:Operand"},
    {"unary_operator", Kind::Unary, "operator@ argument:Operand"},
    {"await", Kind::Await, "*:Operand"},
    {"yield", Kind::Yield, "*:Operand"},
    {"lambda", Kind::Lambda, "parameters:Param* body:Body"},
    {"function_definition", Kind::Function,
     "+async name:Name type_parameters:TypeParam parameters:Param* return_type:Result body:Body"},
    {"default_parameter", Kind::Param, "name:Name value:Value"},
    {"typed_parameter", Kind::Param, "type:Type *:Name"},
    {"typed_default_parameter", Kind::Param, "name:Name type:Type value:Value"},
    {"positional_separator", Kind::Drop},
    {"keyword_separator", Kind::Drop},
    {"class_definition", Kind::Class, "name:Name type_parameters:TypeParam superclasses:Base* body:Body"},
    {"decorator", Kind::Attribute, "*:Item"},
    {"if_clause", Kind::CompIf, "*:Cond"},
    {"for_in_clause", Kind::CompFor, "left:Target right:Value"},
    {"list_comprehension", Kind::Comprehension, "=list body:Body *:Item"},
    {"set_comprehension", Kind::Comprehension, "=set body:Body *:Item"},
    {"dictionary_comprehension", Kind::Comprehension, "=dict body:Body *:Item"},
    {"generator_expression", Kind::Comprehension, "=generator body:Body *:Item"},
    {"interpolation", Kind::Through, "expression:Item -#format_specifier -#type_conversion"},
    {"type", Kind::Through},
    {"generic_type", Kind::TypeApply, "#identifier:Name #type_parameter:TypeArg*"},
    {"union_type", Kind::Binary, "=| *:Left"},
    {"while_statement", Kind::While, "condition:Cond body:Body alternative:Else"},
    {"for_statement", Kind::ForEach, "left:Target right:Value body:Body alternative:Else"},
    {"else_clause", Kind::Through, "body:Body"},
    {"with_statement", Kind::With, "#with_clause:Item* body:Body"},
    {"with_item", Kind::Through, "value:Item"},
    {"as_pattern_target", Kind::Through},
    {"try_statement", Kind::Try,
     "body:Try #except_clause:Handler #except_group_clause:Handler #else_clause:Else #finally_clause:Finally"},
    {"except_clause", Kind::Catch, "value:Param alias:Alias #block:Body"},
    {"finally_clause", Kind::Finally, "#block:Body"},
    {"return_statement", Kind::Return, "*:Operand"},
    {"raise_statement", Kind::Throw, "*:Operand cause:Value"},
    {"assert_statement", Kind::Assert, "*:Arg"},
    {"break_statement", Kind::Break},
    {"continue_statement", Kind::Continue},
    {"match_statement", Kind::Switch, "subject:Cond body:Case*"},
    {"case_clause", Kind::Case, "*:Cond guard:Update consequence:Body"},
    {"case_pattern", Kind::Through},
    {"ellipsis", Kind::Other},
};

Node* functionLike(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  if (result) wrapParams(l, result);
  return result;
}

Node* classLike(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  for (Node* child : result->children())
    if (child->role == Role::Body) child->flags |= kClassBody;
  return result;
}

Node* decorated(Lowerer& l, TSNode node) {
  Node* result = l.lower(l.field(node, "definition"));
  if (!result) return l.byTable(node);
  result->start = ts_node_start_byte(node);
  for (const Child& child : l.childrenOf(node))
    if (l.type(child.node) == "decorator") l.append(result, l.lower(child.node), Role::Attribute);
  return result;
}

Node* statement(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  if (result && result->count > 1) {
    Node* tuple = l.make(Kind::Tuple, result->start, result->end);
    std::vector<Node*> items(result->items, result->items + result->count), only{tuple};
    l.finish(tuple, items);
    tuple->role = Role::Item;
    l.finish(result, only);
  }
  return result;
}

// A declaration without a value (`x: int`) declares and writes nothing.
Node* assignment(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  if (result->child(Role::Right)) return result;
  result->kind = Kind::VarDef;
  for (Node* child : result->children())
    if (child->role == Role::Left) child->role = child->kind == Kind::Name ? Role::Name : Role::Target;
  return result;
}

// elif becomes an `if` in the `else` of the one before.
Node* ifStatement(Lowerer& l, TSNode node) {
  Node* first = l.make(Kind::If, node);
  std::vector<Node*> items;
  l.add(items, l.lower(l.field(node, "condition")), Role::Cond);
  l.add(items, l.lower(l.field(node, "consequence")), Role::Then);
  std::vector<TSNode> alternatives;
  for (const Child& child : l.childrenOf(node))
    if (l.type(child.node) == "elif_clause" || l.type(child.node) == "else_clause") alternatives.push_back(child.node);
  Node* rest = nullptr;
  for (size_t i = alternatives.size(); i-- > 0;) {
    TSNode clause = alternatives[i];
    if (l.type(clause) == "else_clause") {
      rest = l.lower(l.field(clause, "body"));
      continue;
    }
    Node* nested = l.make(Kind::If, clause);
    nested->end = first->end;
    std::vector<Node*> parts;
    l.add(parts, l.lower(l.field(clause, "condition")), Role::Cond);
    l.add(parts, l.lower(l.field(clause, "consequence")), Role::Then);
    l.add(parts, rest, Role::Else);
    l.finish(nested, parts);
    rest = nested;
  }
  l.add(items, rest, Role::Else);
  l.finish(first, items);
  return first;
}

Node* conditional(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Ternary, node);
  std::vector<Node*> items;
  constexpr Role roles[] = {Role::Then, Role::Cond, Role::Else};
  size_t at = 0;
  for (const Child& child : l.childrenOf(node))
    if (child.named && at < 3) l.add(items, l.lower(child.node), roles[at++]);
  l.finish(result, items);
  return result;
}

// `a < b < c` is `a < b and b < c` without the second reading of b.
Node* comparison(Lowerer& l, TSNode node) {
  Node* left = nullptr;
  std::string_view op;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named || l.type(child.node) == "is not" || l.type(child.node) == "not in") {
      op = l.text(child.node);
      continue;
    }
    Node* operand = l.lower(child.node);
    if (!operand) continue;
    if (!left) {
      left = operand;
      continue;
    }
    Node* both = l.make(Kind::Binary, left->start, operand->end);
    l.setText(both, op);
    std::vector<Node*> items;
    l.add(items, left, Role::Left);
    l.add(items, operand, Role::Right);
    l.finish(both, items);
    left = both;
  }
  return left;
}

Node* call(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Call, node);
  std::vector<Node*> items;
  l.add(items, l.lower(l.field(node, "function")), Role::Callee);
  TSNode arguments = l.field(node, "arguments");
  if (l.type(arguments) == "generator_expression")
    l.add(items, l.lower(arguments), Role::Arg);
  else
    for (const Child& child : l.childrenOf(arguments))
      if (child.named) l.add(items, l.lower(child.node), Role::Arg);
  l.finish(result, items);
  return result;
}

// Python 2's statements are calls as well.
Node* printStatement(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::ExprStmt, node);
  Node* inner = l.make(Kind::Call, node);
  std::vector<Node*> items, only{inner};
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named && items.empty())
      l.add(items, l.leaf(Kind::Name, child.node), Role::Callee);
    else if (child.named)
      l.add(items, l.lower(child.node), Role::Arg);
  }
  l.finish(inner, items);
  inner->role = Role::Item;
  l.finish(result, only);
  return result;
}

Node* string(Lowerer& l, TSNode node) {
  Node* result = l.string(node, {"interpolation"});
  std::string_view text = l.text(node);
  size_t quote = text.find_first_of("\"'");
  std::string_view prefix = text.substr(0, quote == text.npos ? 0 : quote);
  if (prefix.find_first_of("rR") != prefix.npos) result->flags |= kRawText;
  if (prefix.find_first_of("fFtT") == prefix.npos) return result;
  if (result->kind == Kind::String) {
    Node* whole = l.make(Kind::Template, node);
    std::vector<Node*> items;
    if (!result->text.empty()) l.add(items, result, Role::Item);
    l.finish(whole, items);
    result = whole;
  }
  result->flags |= kFormatString;
  return result;
}

Node* concatenated(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Template, node);
  std::vector<Node*> items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    Node* part = l.lower(child.node);
    if (part && part->kind == Kind::Template && part->has(kFormatString)) {
      result->flags |= kFormatString;
      for (Node* piece : part->children()) l.add(items, piece, Role::Item);
    } else {
      l.add(items, part, Role::Item);
    }
  }
  l.finish(result, items);
  return result;
}

// x[1, 2] is x[(1, 2)].
Node* subscript(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  if (result->count <= 2) return result;
  Node* tuple = l.make(Kind::Tuple, result->items[1]->start, result->items[result->count - 1]->end);
  std::vector<Node*> items(result->items + 1, result->items + result->count), both{result->items[0], tuple};
  l.finish(tuple, items);
  tuple->role = Role::Item;
  l.finish(result, both);
  return result;
}

// Of `a or b or c` only the whole is an expression, unless brackets make another.
Node* boolean(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  TSNode left = l.field(node, "left");
  Node* inner = result->count ? result->items[0] : nullptr;
  if (inner && l.type(left) == "boolean_operator" && inner->kind == Kind::Binary && inner->text == result->text) inner->flags |= kNotExpression;
  return result;
}

// A range as written, brackets included.
Node* parenthesized(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  if (!result || result->kind == Kind::Multi) return result;
  result->start = ts_node_start_byte(node);
  result->end = ts_node_end_byte(node);
  return result;
}

Node* slice(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Slice, node);
  std::vector<Node*> items;
  constexpr Role roles[] = {Role::Left, Role::Right, Role::Update};
  size_t at = 0;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named && l.text(child.node) == ":")
      at++;
    else if (child.named && at < 3)
      l.add(items, l.lower(child.node), roles[at]);
  }
  l.finish(result, items);
  return result;
}

Node* asPattern(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Other, node);
  l.setText(result, "as");
  std::vector<Node*> items;
  TSNode alias = l.field(node, "alias");
  size_t at = 0;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    bool target = !ts_node_is_null(alias) ? child.node.id == alias.id : at == 1;
    l.add(items, l.lower(child.node), target ? Role::Target : Role::Value);
    at++;
  }
  l.finish(result, items);
  return result;
}

Node* dottedName(Lowerer& l, TSNode node) {
  Node* left = nullptr;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    Node* name = l.leaf(Kind::Name, child.node);
    if (left) {
      Node* member = l.make(Kind::Member, left->start, name->end);
      std::vector<Node*> items;
      l.add(items, left, Role::Object);
      l.add(items, name, Role::Name);
      l.finish(member, items);
      left = member;
    } else {
      left = name;
    }
  }
  return left;
}

Node* importStatement(Lowerer& l, TSNode node) {
  std::vector<Node*> imports;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    Node* import = l.make(Kind::Import, node);
    std::vector<Node*> items;
    bool aliased = l.type(child.node) == "aliased_import";
    l.addPath(items, aliased ? l.field(child.node, "name") : child.node, Role::Path);
    if (aliased) l.add(items, l.lower(l.field(child.node, "alias")), Role::Alias);
    l.finish(import, items);
    imports.push_back(import);
  }
  return l.multi(node, imports);
}

Node* importFrom(Lowerer& l, TSNode node) {
  Node* import = l.make(Kind::Import, node);
  import->flags |= kImportFrom;
  std::vector<Node*> items;
  TSNode module = l.field(node, "module_name");
  if (ts_node_is_null(module)) {
    l.add(items, l.leaf(Kind::Name, import->start, import->start), Role::Path);
    l.setText(items[0], "__future__");
  } else {
    TSNode prefix = l.type(module) == "relative_import" ? l.childOfType(module, "import_prefix") : TSNode{};
    if (!ts_node_is_null(prefix)) {
      l.add(items, l.leaf(Kind::Name, prefix), Role::Path);
      TSNode rest = l.childOfType(module, "dotted_name");
      if (!ts_node_is_null(rest)) l.addPath(items, rest, Role::Path);
    } else {
      l.addPath(items, module, Role::Path);
    }
  }
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named || child.node.id == module.id) continue;
    std::string_view type = l.type(child.node);
    if (type == "wildcard_import") {
      import->flags |= kImportAll;
      continue;
    }
    Node* item = l.make(Kind::ImportItem, child.node);
    std::vector<Node*> parts;
    bool aliased = type == "aliased_import";
    l.add(parts, l.leaf(Kind::Name, aliased ? l.field(child.node, "name") : child.node), Role::Name);
    if (aliased) l.add(parts, l.lower(l.field(child.node, "alias")), Role::Alias);
    l.finish(item, parts);
    l.add(items, item, Role::Item);
  }
  l.finish(import, items);
  return import;
}

constexpr LowerSpecial kSpecials[] = {
    {"lambda", functionLike},
    {"parenthesized_expression", parenthesized},
    {"function_definition", functionLike},
    {"class_definition", classLike},
    {"decorated_definition", decorated},
    {"expression_statement", statement},
    {"assignment", assignment},
    {"if_statement", ifStatement},
    {"conditional_expression", conditional},
    {"comparison_operator", comparison},
    {"call", call},
    {"print_statement", printStatement},
    {"exec_statement", printStatement},
    {"string", string},
    {"concatenated_string", concatenated},
    {"slice", slice},
    {"subscript", subscript},
    {"boolean_operator", boolean},
    {"as_pattern", asPattern},
    {"dotted_name", dottedName},
    {"import_statement", importStatement},
    {"import_from_statement", importFrom},
    {"future_import_statement", importFrom},
};

}  // namespace

const LowerTable kPythonTable{"python", kLines, kSpecials};

}  // namespace vireon
