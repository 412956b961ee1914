#include <algorithm>

#include "parse/lower/shapes.h"
#include "parse/word.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"line_comment", Kind::Drop},
    {"block_comment", Kind::Drop},
    {"identifier", Kind::Name},
    {"operator", Kind::Name},
    {"boolean_literal", Kind::Bool},
    {"string_interpolation", Kind::Through},
    {"parenthesized_expression", Kind::Through},
    {"splat_expression", Kind::Spread, "*:Operand"},
    {"field_expression", Kind::Member, "value:Object *:Name"},
    {"scoped_identifier", Kind::Member, "*:Item"},
    {"ternary_expression", Kind::Ternary, "*:Item"},
    {"tuple_expression", Kind::Tuple, "*:Item"},
    {"open_tuple", Kind::Tuple, "*:Item"},
    {"vector_expression", Kind::Array, "*:Item"},
    {"matrix_expression", Kind::Array, "=[; *:Item"},
    {"matrix_row", Kind::Array, "*:Item"},
    {"named_field", Kind::Keyword, "*:Name"},
    {"adjoint_expression", Kind::Unary, "=' *:Operand"},
    {"juxtaposition_expression", Kind::Binary, "=* *:Left"},
    {"return_statement", Kind::Return, "*:Operand"},
    {"break_statement", Kind::Break},
    {"continue_statement", Kind::Continue},
    {"macro_argument_list", Kind::Through},
};

bool isComment(std::string_view type) { return type == "line_comment" || type == "block_comment"; }

Listed<TSNode> namedChildren(Lowerer& l, TSNode node) {
  Listed<TSNode> found;
  if (ts_node_is_null(node)) return found;
  for (const Child& child : l.childrenOf(node))
    if (child.named && !isComment(l.type(child.node))) found.push_back(child.node);
  return found;
}

/** The statements among the children, apart from those of these types and from those before `from`. */
Node* blockFrom(Lowerer& l, TSNode node, uint32_t from, std::initializer_list<std::string_view> left = {}) {
  Items items;
  for (TSNode child : namedChildren(l, node))
    if (ts_node_start_byte(child) >= from && !oneOf(l.type(child), left)) l.add(items, l.lower(child), Role::Item);
  uint32_t start = items.empty() ? from : items.front()->start, end = items.empty() ? from : items.back()->end;
  return statements(l, build(l, Kind::Block, start, end, items));
}

Node* wholeBlock(Lowerer& l, TSNode node) {
  Node* block = blockFrom(l, node, ts_node_start_byte(node));
  block->start = ts_node_start_byte(node);
  block->end = ts_node_end_byte(node);
  return block;
}

bool isOpenPlaceholder(const Node* node) {
  return node->kind == Kind::Name && (isPlaceholderName(node->text) || node->text.substr(0, 4) == "vvm_");
}

void returnLast(Lowerer& l, Node* block);

// What a function's last statement yields is returned.
void returnFrom(Lowerer& l, Node*& statement) {
  switch (statement->kind) {
    case Kind::ExprStmt: {
      if (statement->count != 1) return;
      Node* value = statement->items[0];
      if (isOpenPlaceholder(value) || value->kind == Kind::Assign || value->kind == Kind::AugAssign) return;
      Role role = statement->role;
      statement = build(l, Kind::Return, statement->start, statement->end, {as(Role::Operand, value)});
      statement->flags |= kSynthetic;
      statement->role = role;
      return;
    }
    case Kind::Block:
      return returnLast(l, statement);
    case Kind::If:
      for (uint32_t i = 0; i < statement->count; i++)
        if (statement->items[i]->role != Role::Cond) returnFrom(l, statement->items[i]);
      return;
    case Kind::Finally:
      for (uint32_t i = 0; i < statement->count; i++) returnFrom(l, statement->items[i]);
      return;
    case Kind::Try:
      // The part that is run last where nothing is thrown.
      for (Role role : {Role::Finally, Role::Else, Role::Try})
        for (uint32_t i = 0; i < statement->count; i++)
          if (statement->items[i]->role == role) return returnFrom(l, statement->items[i]);
      return;
    default:
      return;
  }
}

void returnLast(Lowerer& l, Node* block) {
  if (block->count > 0) returnFrom(l, block->items[block->count - 1]);
}

Node* returning(Lowerer& l, Node* block) {
  if (block) returnLast(l, block);
  return block;
}

Node* assignment(Lowerer& l, TSNode node);

// `x::T`, `x = 1`, `xs...` in the place of a parameter.
Node* paramOf(Lowerer& l, TSNode node) {
  std::string_view type = l.type(node);
  Listed<TSNode> parts = namedChildren(l, node);
  if (type == "typed_expression" && parts.size() == 2)
    return build(l, Kind::Param, node, {as(Role::Name, l.lower(parts[0])), as(Role::Type, l.lower(parts[1]))});
  if (oneOf(type, {"named_argument", "assignment"}) && parts.size() >= 2) {
    Node* param = paramOf(l, parts[0]);
    if (!param || param->kind != Kind::Param) param = build(l, Kind::Param, node, {as(Role::Name, param)});
    l.append(param, l.lower(parts.back()), Role::Value);
    return param;
  }
  return l.lower(node);
}

void addParams(Lowerer& l, Items& items, TSNode list) {
  for (TSNode each : namedChildren(l, list)) l.add(items, paramOf(l, each), Role::Param);
}

// The call in `f(x)::T where T`; a null node where there is none.
TSNode callIn(Lowerer& l, TSNode head) {
  while (!ts_node_is_null(head) && oneOf(l.type(head), {"signature", "typed_expression", "where_expression"})) {
    Listed<TSNode> parts = namedChildren(l, head);
    head = parts.empty() ? TSNode{} : parts[0];
  }
  return head;
}

void addHead(Lowerer& l, Items& items, TSNode head) {
  TSNode inner = callIn(l, head);
  if (ts_node_is_null(inner)) return;
  if (l.type(inner) == "argument_list" || l.type(inner) == "tuple_expression") return addParams(l, items, inner);
  if (l.type(inner) != "call_expression") return l.add(items, l.lower(inner), Role::Name);
  Listed<TSNode> parts = namedChildren(l, inner);
  if (!parts.empty()) l.add(items, l.lower(parts[0]), Role::Name);
  addParams(l, items, l.childOfType(inner, "argument_list"));
}

Node* function(Lowerer& l, TSNode node) {
  TSNode head = l.childOfType(node, "signature");
  Items items;
  uint32_t from = ts_node_start_byte(node);
  if (!ts_node_is_null(head)) {
    addHead(l, items, head);
    from = ts_node_end_byte(head);
  }
  bool named = std::any_of(items.begin(), items.end(), [](const Node* item) { return item->role == Role::Name; });
  l.add(items, returning(l, blockFrom(l, node, from)), Role::Body);
  Node* result = build(l, named ? Kind::Function : Kind::Lambda, node, items);
  if (l.type(node) == "macro_definition") l.setText(result, "macro");
  wrapParams(l, result);
  return result;
}

Node* arrow(Lowerer& l, TSNode node) {
  Listed<TSNode> parts = namedChildren(l, node);
  if (parts.empty()) return l.byTable(node);
  Items items;
  if (parts.size() > 1) {
    if (l.type(parts[0]) == "argument_list" || l.type(parts[0]) == "tuple_expression") addParams(l, items, parts[0]);
    else l.add(items, paramOf(l, parts[0]), Role::Param);
  }
  l.add(items, returning(l, blockOf(l, l.lower(parts.back()))), Role::Body);
  Node* result = build(l, Kind::Lambda, node, items);
  wrapParams(l, result);
  return result;
}

Node* assignment(Lowerer& l, TSNode node) {
  Listed<TSNode> parts = namedChildren(l, node);
  if (parts.size() < 2) return l.byTable(node);
  TSNode head = callIn(l, parts[0]);
  if (!ts_node_is_null(head) && l.type(head) == "call_expression") {
    Items items;
    addHead(l, items, parts[0]);
    l.add(items, returning(l, blockOf(l, l.lower(parts.back()))), Role::Body);
    Node* result = build(l, Kind::Function, node, items);
    wrapParams(l, result);
    return result;
  }
  return build(l, Kind::Assign, node, {as(Role::Left, l.lower(parts[0])), as(Role::Right, l.lower(parts.back()))});
}

// Operands with an operator between them.
Node* operation(Lowerer& l, TSNode node) {
  Listed<TSNode> parts = namedChildren(l, node);
  if (parts.size() != 3) return l.byTable(node);
  std::string_view op = l.text(parts[1]);
  Node *left = l.lower(parts[0]), *right = l.lower(parts[2]);
  if (op == "=>") return build(l, Kind::Pair, node, {as(Role::Key, left), as(Role::Value, right)});
  bool changes = l.type(node) == "compound_assignment_expression";
  Node* result = build(l, changes ? Kind::AugAssign : Kind::Binary, node, {as(Role::Left, left), as(Role::Right, right)});
  l.setText(result, op);
  return result;
}

Node* range(Lowerer& l, TSNode node) {
  Listed<TSNode> parts = namedChildren(l, node);
  Items items;
  for (TSNode part : parts) l.add(items, l.lower(part), items.empty() ? Role::Left : Role::Right);
  Node* result = build(l, Kind::Binary, node, items);
  l.setText(result, ":");
  return result;
}

Node* unary(Lowerer& l, TSNode node) {
  Listed<TSNode> parts = namedChildren(l, node);
  if (parts.size() != 2) return l.byTable(node);
  Node* result = build(l, Kind::Unary, node, {as(Role::Operand, l.lower(parts[1]))});
  l.setText(result, l.text(parts[0]));
  return result;
}

Node* typed(Lowerer& l, TSNode node) {
  Listed<TSNode> parts = namedChildren(l, node);
  if (parts.size() != 2) return l.byTable(node);
  return build(l, Kind::Cast, node, {as(Role::Operand, l.lower(parts[0])), as(Role::Type, l.lower(parts[1]))});
}

Node* named(Lowerer& l, TSNode node) {
  Listed<TSNode> parts = namedChildren(l, node);
  if (parts.size() < 2) return l.byTable(node);
  return build(l, Kind::Keyword, node, {as(Role::Name, l.lower(parts[0])), as(Role::Value, l.lower(parts.back()))});
}

Node* call(Lowerer& l, TSNode node) {
  Items items;
  bool broadcast = l.type(node) == "broadcast_call_expression";
  for (TSNode part : namedChildren(l, node)) {
    std::string_view type = l.type(part);
    if (items.empty()) {
      l.add(items, l.lower(part), Role::Callee);
    } else if (type == "argument_list") {
      addEach(l, items, part, Role::Arg);
    } else if (type == "do_clause") {
      TSNode list = l.childOfType(part, "argument_list");
      Items parts;
      uint32_t from = ts_node_start_byte(part);
      if (!ts_node_is_null(list)) {
        addParams(l, parts, list);
        from = ts_node_end_byte(list);
      }
      l.add(parts, returning(l, blockFrom(l, part, from)), Role::Body);
      Node* lambda = build(l, Kind::Lambda, part, parts);
      wrapParams(l, lambda);
      l.add(items, lambda, Role::Arg);
    } else {
      l.add(items, l.lower(part), Role::Arg);
    }
  }
  Node* result = build(l, Kind::Call, node, items);
  if (broadcast) l.setText(result, ".");
  return result;
}

// `@name` is part of a macro's name.
Node* macroName(Lowerer& l, TSNode node) {
  std::string_view text = l.text(node);
  Node* result = l.leaf(Kind::Name, node);
  if (text.substr(0, 5) == "@vvm_" || text.substr(0, 5) == "@vve_") l.setText(result, text.substr(1));
  return result;
}

Node* macroCall(Lowerer& l, TSNode node) {
  Items items;
  for (TSNode part : namedChildren(l, node)) {
    bool list = oneOf(l.type(part), {"macro_argument_list", "argument_list"});
    if (list) addEach(l, items, part, Role::Arg);
    else l.add(items, l.lower(part), items.empty() ? Role::Callee : Role::Arg);
  }
  return build(l, Kind::Call, node, items);
}

Node* index(Lowerer& l, TSNode node) {
  Items items;
  for (TSNode part : namedChildren(l, node)) {
    if (items.empty()) l.add(items, l.lower(part), Role::Object);
    else if (l.type(part) == "vector_expression") addEach(l, items, part, Role::Item);
    else l.add(items, l.lower(part), Role::Item);
  }
  return build(l, Kind::Index, node, items);
}

Node* scoped(Lowerer& l, TSNode node) {
  Node* result = nullptr;
  for (TSNode part : namedChildren(l, node)) result = memberOf(l, result, l.lower(part));
  return result;
}

Node* ternary(Lowerer& l, TSNode node) {
  Listed<TSNode> parts = namedChildren(l, node);
  if (parts.size() != 3) return l.byTable(node);
  return build(l, Kind::Ternary, node, {as(Role::Cond, l.lower(parts[0])), as(Role::Then, l.lower(parts[1])), as(Role::Else, l.lower(parts[2]))});
}

// `if` and `elseif`; each further clause hangs below the one before.
Node* conditional(Lowerer& l, TSNode node, const Listed<TSNode>& clauses, size_t next) {
  Items items;
  TSNode condition = l.field(node, "condition");
  l.add(items, l.lower(condition), Role::Cond);
  l.add(items, blockFrom(l, node, ts_node_end_byte(condition), {"elseif_clause", "else_clause"}), Role::Then);
  uint32_t end = ts_node_end_byte(node);
  if (next < clauses.size()) {
    bool last = l.type(clauses[next]) == "else_clause";
    Node* rest = last ? blockFrom(l, clauses[next], ts_node_start_byte(clauses[next])) : conditional(l, clauses[next], clauses, next + 1);
    end = std::max(end, ts_node_end_byte(clauses.back()));
    l.add(items, rest, Role::Else);
  }
  return build(l, Kind::If, ts_node_start_byte(node), end, items);
}

Node* ifStatement(Lowerer& l, TSNode node) {
  Listed<TSNode> clauses;
  for (TSNode part : namedChildren(l, node))
    if (oneOf(l.type(part), {"elseif_clause", "else_clause"})) clauses.push_back(part);
  return conditional(l, node, clauses, 0);
}

Node* whileStatement(Lowerer& l, TSNode node) {
  TSNode condition = l.field(node, "condition");
  return build(l, Kind::While, node, {as(Role::Cond, l.lower(condition)), as(Role::Body, blockFrom(l, node, ts_node_end_byte(condition)))});
}

void addBinding(Lowerer& l, Items& items, TSNode binding) {
  Listed<TSNode> parts = namedChildren(l, binding);
  if (parts.empty()) return;
  l.add(items, l.lower(parts[0]), Role::Target);
  if (parts.size() > 1) l.add(items, l.lower(parts.back()), Role::Value);
}

Node* forStatement(Lowerer& l, TSNode node) {
  Listed<TSNode> bindings;
  uint32_t from = ts_node_start_byte(node);
  for (TSNode part : namedChildren(l, node)) {
    if (l.type(part) != "for_binding") continue;
    bindings.push_back(part);
    from = ts_node_end_byte(part);
  }
  Node* body = blockFrom(l, node, from);
  for (size_t i = bindings.size(); i-- > 0;) {
    Items items;
    addBinding(l, items, bindings[i]);
    l.add(items, blockOf(l, body), Role::Body);
    body = build(l, Kind::ForEach, node, items);
  }
  return body;
}

Node* tryStatement(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, blockFrom(l, node, ts_node_start_byte(node), {"catch_clause", "else_clause", "finally_clause"}), Role::Try);
  for (TSNode part : namedChildren(l, node)) {
    std::string_view type = l.type(part);
    uint32_t from = ts_node_start_byte(part);
    if (type == "else_clause") l.add(items, blockFrom(l, part, from), Role::Else);
    if (type == "finally_clause") l.add(items, build(l, Kind::Finally, part, {as(Role::Body, blockFrom(l, part, from))}), Role::Finally);
    if (type != "catch_clause") continue;
    Items clause;
    Listed<TSNode> inner = namedChildren(l, part);
    // The name stands on the line of `catch`.
    bool name = !inner.empty() && l.type(inner[0]) == "identifier" && ts_node_start_point(inner[0]).row == ts_node_start_point(part).row;
    if (name) {
      l.add(clause, l.lower(inner[0]), Role::Param);
      from = ts_node_end_byte(inner[0]);
    }
    l.add(clause, blockFrom(l, part, from), Role::Body);
    l.add(items, build(l, Kind::Catch, part, clause), Role::Handler);
  }
  return build(l, Kind::Try, node, items);
}

Node* letStatement(Lowerer& l, TSNode node) {
  Items items;
  for (TSNode part : namedChildren(l, node)) {
    Listed<TSNode> parts = l.type(part) == "let_binding" ? namedChildren(l, part) : Listed<TSNode>{};
    if (parts.size() < 2) l.add(items, l.lower(part), Role::Item);
    else l.add(items, build(l, Kind::Assign, part, {as(Role::Left, l.lower(parts[0])), as(Role::Right, l.lower(parts.back()))}), Role::Item);
  }
  Node* body = statements(l, build(l, Kind::Block, node, items));
  Node* result = build(l, Kind::With, node, {as(Role::Body, body)});
  l.setText(result, "let");
  return result;
}

Node* moduleOf(Lowerer& l, TSNode node) {
  TSNode name = l.field(node, "name");
  Node* body = blockFrom(l, node, ts_node_end_byte(name));
  body->flags |= kClassBody;
  Node* result = build(l, Kind::Class, node, {as(Role::Name, l.lower(name)), as(Role::Body, body)});
  l.setText(result, "module");
  return result;
}

// `A{T} <: B`
void addTypeHead(Lowerer& l, Items& items, TSNode head) {
  Listed<TSNode> parts = namedChildren(l, head);
  if (parts.empty()) return;
  if (l.type(parts[0]) == "binary_expression") {
    Listed<TSNode> sides = namedChildren(l, parts[0]);
    if (sides.empty()) return;
    l.add(items, l.lower(sides.front()), Role::Name);
    l.add(items, l.lower(sides.back()), Role::Base);
    return;
  }
  l.add(items, l.lower(parts[0]), Role::Name);
}

Node* structOf(Lowerer& l, TSNode node) {
  TSNode head = l.childOfType(node, "type_head");
  Items items, members;
  if (!ts_node_is_null(head)) addTypeHead(l, items, head);
  for (TSNode part : namedChildren(l, node)) {
    if (l.type(part) == "type_head") continue;
    Listed<TSNode> sides = namedChildren(l, part);
    if (l.type(part) == "typed_expression" && sides.size() == 2)
      l.add(members, build(l, Kind::VarDef, part, {as(Role::Name, l.lower(sides[0])), as(Role::Type, l.lower(sides[1]))}), Role::Item);
    else
      l.add(members, l.lower(part), Role::Item);
  }
  Node* body = build(l, Kind::Block, node, members);
  body->flags |= kClassBody;
  l.add(items, body, Role::Body);
  Node* result = build(l, Kind::Class, node, items);
  l.setText(result, "struct");
  return result;
}

// `const x = 1`, `global x = 1`, `local x`
Node* declaration(Lowerer& l, TSNode node) {
  Listed<TSNode> parts = namedChildren(l, node);
  if (parts.empty()) return l.byTable(node);
  Node* inner = l.lower(parts[0]);
  if (inner && inner->kind == Kind::Assign) return inner;
  return build(l, Kind::VarDef, node, {as(Role::Name, inner)});
}

void addPathOf(Lowerer& l, Items& items, TSNode node) {
  Listed<TSNode> parts = namedChildren(l, node);
  if (parts.empty()) return l.add(items, l.lower(node), Role::Path);
  for (TSNode part : parts) addPathOf(l, items, part);
}

Node* importOne(Lowerer& l, TSNode node, TSNode whole, std::string_view word) {
  Items items;
  uint16_t flags = 0;
  Listed<TSNode> parts = namedChildren(l, node);
  if (l.type(node) == "import_alias" && parts.size() == 2) {
    addPathOf(l, items, parts[0]);
    l.add(items, l.lower(parts[1]), Role::Alias);
  } else if (l.type(node) == "selected_import" && !parts.empty()) {
    flags = kImportFrom;
    addPathOf(l, items, parts[0]);
    for (size_t i = 1; i < parts.size(); i++) {
      Listed<TSNode> names = l.type(parts[i]) == "import_alias" ? namedChildren(l, parts[i]) : Listed<TSNode>{parts[i]};
      Items item{as(Role::Name, l.lower(names[0]))};
      if (names.size() > 1) l.add(item, l.lower(names[1]), Role::Alias);
      l.add(items, build(l, Kind::ImportItem, parts[i], item), Role::Item);
    }
  } else {
    if (word == "using") flags = kImportAll;
    addPathOf(l, items, node);
  }
  uint32_t start = ts_node_start_byte(whole);
  l.add(items, l.leaf(Kind::Modifier, start, start + word.size()), Role::Modifier);
  Node* import = build(l, Kind::Import, whole, items);
  import->flags |= flags;
  return import;
}

Node* imports(Lowerer& l, TSNode node) {
  Items items;
  std::string_view word = l.type(node) == "using_statement" ? "using" : "import";
  for (TSNode part : namedChildren(l, node)) l.add(items, importOne(l, part, node, word), Role::Item);
  return l.multi(node, items);
}

// The grammar's quotes are no nodes of their own.
Node* quoted(Lowerer& l, TSNode node) {
  uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
  std::string_view text = l.text(node);
  uint32_t mark = text.size() >= 6 && text.substr(0, 3) == text.substr(text.size() - 3) && text[0] == text[1] && text[1] == text[2] ? 3 : 1;
  uint32_t at = std::min(start + mark, end), last = std::max(at, end - std::min(mark, end));
  Items parts;
  bool any = false;
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) != "string_interpolation") continue;
    any = true;
    uint32_t from = ts_node_start_byte(child.node);
    if (from > at) l.add(parts, l.leaf(Kind::String, at, from), Role::Item);
    l.add(parts, l.lower(child.node), Role::Item);
    at = ts_node_end_byte(child.node);
  }
  if (!any) {
    Node* whole = l.make(Kind::String, node);
    l.setText(whole, l.source().substr(at, last - at));
    return whole;
  }
  if (last > at) l.add(parts, l.leaf(Kind::String, at, last), Role::Item);
  return build(l, Kind::Template, node, parts);
}

Node* interpolation(Lowerer& l, TSNode node) {
  Listed<TSNode> parts = namedChildren(l, node);
  return parts.empty() ? nullptr : l.lower(parts[0]);
}

Node* prefixed(Lowerer& l, TSNode node) {
  std::string_view prefix = l.text(l.field(node, "prefix"));
  TSNode content = l.childOfType(node, "content");
  Node* text = l.make(Kind::String, node);
  l.setText(text, ts_node_is_null(content) ? std::string_view() : l.text(content));
  text->flags |= kRawText;
  if (prefix == "r") text->kind = Kind::Regex;
  if (prefix == "r" || prefix == "raw") return text;
  Node* result = build(l, Kind::Other, node, {as(Role::Item, text)});
  result->hash = hashOf(prefix);
  return result;
}

Node* command(Lowerer& l, TSNode node) {
  Node* result = build(l, Kind::Other, node, {as(Role::Item, quoted(l, node))});
  result->hash = hashOf("command");
  return result;
}

constexpr LowerSpecial kSpecials[] = {
    {"source_file", wholeBlock},
    {"compound_statement", wholeBlock},
    {"assignment", assignment},
    {"function_definition", function},
    {"macro_definition", function},
    {"arrow_function_expression", arrow},
    {"binary_expression", operation},
    {"compound_assignment_expression", operation},
    {"range_expression", range},
    {"unary_expression", unary},
    {"typed_expression", typed},
    {"named_argument", named},
    {"named_field", named},
    {"call_expression", call},
    {"broadcast_call_expression", call},
    {"macrocall_expression", macroCall},
    {"macro_identifier", macroName},
    {"index_expression", index},
    {"scoped_identifier", scoped},
    {"ternary_expression", ternary},
    {"if_statement", ifStatement},
    {"while_statement", whileStatement},
    {"for_statement", forStatement},
    {"try_statement", tryStatement},
    {"let_statement", letStatement},
    {"module_definition", moduleOf},
    {"struct_definition", structOf},
    {"const_statement", declaration},
    {"global_statement", declaration},
    {"local_statement", declaration},
    {"using_statement", imports},
    {"import_statement", imports},
    {"integer_literal", numberLeaf},
    {"float_literal", numberLeaf},
    {"string_literal", quoted},
    {"string_interpolation", interpolation},
    {"prefixed_string_literal", prefixed},
    {"prefixed_command_literal", prefixed},
    {"command_literal", command},
};

}  // namespace

const LowerTable kJuliaTable{"julia", kLines, kSpecials};

}  // namespace vireon
