#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"source_file", Kind::Block, "*:Item"},
    {"statements", Kind::Block, "*:Item"},
    {"class_body", Kind::Block, "*:Item"},
    {"enum_class_body", Kind::Block, "*:Item"},
    {"protocol_body", Kind::Block, "*:Item"},
    {"shebang_line", Kind::Drop},
    {"statement_label", Kind::Drop},
    {"else", Kind::Drop},
    {"try_operator", Kind::Drop},
    {"throws", Kind::Drop},
    {"simple_identifier", Kind::Name},
    {"type_identifier", Kind::Name},
    {"wildcard_pattern", Kind::Name},
    {"identifier", Kind::Through},
    {"boolean_literal", Kind::Bool},
    {"directly_assignable_expression", Kind::Through},
    {"value_argument_label", Kind::Through},
    {"additive_expression", Kind::Binary, "lhs:Left op@ rhs:Right"},
    {"multiplicative_expression", Kind::Binary, "lhs:Left op@ rhs:Right"},
    {"comparison_expression", Kind::Binary, "lhs:Left op@ rhs:Right"},
    {"equality_expression", Kind::Binary, "lhs:Left op@ rhs:Right"},
    {"conjunction_expression", Kind::Binary, "lhs:Left op@ rhs:Right"},
    {"disjunction_expression", Kind::Binary, "lhs:Left op@ rhs:Right"},
    {"bitwise_operation", Kind::Binary, "lhs:Left op@ rhs:Right"},
    {"infix_expression", Kind::Binary, "lhs:Left op@ rhs:Right"},
    {"range_expression", Kind::Binary, "start:Left op@ end:Right"},
    {"nil_coalescing_expression", Kind::Binary, "=?? value:Left if_nil:Right"},
    {"as_expression", Kind::Cast, "expr:Operand type:Type"},
    {"check_expression", Kind::Binary, "=is target:Left type:Right"},
    {"prefix_expression", Kind::Unary, "operation@ target:Operand"},
    {"postfix_expression", Kind::Unary, "operation@ target:Operand"},
    {"await_expression", Kind::Await, "expr:Operand"},
    {"try_expression", Kind::Through, "expr:Item"},
    {"ternary_expression", Kind::Ternary, "condition:Cond if_true:Then if_false:Else"},
    {"array_literal", Kind::Array, "element:Item"},
    {"user_type", Kind::Through},
    {"optional_type", Kind::Other, "wrapped:Type"},
    {"array_type", Kind::ArrayType, "element:Type"},
    {"if_statement", Kind::If, "condition:Cond"},
    {"parameter", Kind::Param, "name:Name type:Type"},
    {"lambda_parameter", Kind::Param, "name:Name type:Type"},
    {"catch_block", Kind::Catch, "error:Param #statements:Body"},
    {"visibility_modifier", Kind::Modifier},
    {"member_modifier", Kind::Modifier},
    {"function_modifier", Kind::Modifier},
    {"property_modifier", Kind::Modifier},
    {"ownership_modifier", Kind::Modifier},
    {"inheritance_modifier", Kind::Modifier},
    {"mutation_modifier", Kind::Modifier},
    {"inheritance_specifier", Kind::Through},
    {"type_annotation", Kind::Through, "type:Item"},
    {"interpolated_expression", Kind::Through, "value:Item"},
    {"enum_entry", Kind::VarDef, "=case name:Name raw_value:Value"},
    {"type_parameter", Kind::TypeParam, "*:Name"},
};

void addModifiers(Lowerer& l, Items& items, TSNode node) {
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "modifiers") addModifiers(l, items, child.node);
    if (type == "attribute")
      l.add(items, l.lower(child.node), Role::Attribute);
    else if (type.ends_with("_modifier"))
      l.add(items, l.leaf(Kind::Modifier, child.node), Role::Modifier);
  }
}

Node* attribute(Lowerer& l, TSNode node) {
  Items items;
  addEach(l, items, node, Role::Arg);
  if (items.empty()) return nullptr;
  Node* inner = items[0];
  if (items.size() > 1) {
    items[0]->role = Role::Callee;
    inner = build(l, Kind::Call, node, items);
  }
  return build(l, Kind::Attribute, node, {as(Role::Item, inner)});
}

Node* call(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    std::string_view type = l.type(child.node);
    if (type != "call_suffix" && type != "constructor_suffix") {
      if (items.empty()) l.add(items, l.lower(child.node), Role::Callee);
      continue;
    }
    for (const Child& part : l.childrenOf(child.node)) {
      if (l.type(part.node) == "value_arguments") {
        // f[x] is spelled as a call of brackets.
        if (l.text(part.node).substr(0, 1) == "[" && !items.empty()) {
          items[0]->role = Role::Object;
          addEach(l, items, part.node, Role::Item);
          return build(l, Kind::Index, node, items);
        }
        addEach(l, items, part.node, Role::Arg);
      } else if (l.type(part.node) == "lambda_literal") {
        l.add(items, l.lower(part.node), Role::Arg);
      }
    }
  }
  return build(l, Kind::Call, node, items);
}

Node* argument(Lowerer& l, TSNode node) {
  TSNode name = l.field(node, "name"), given = l.field(node, "value");
  if (ts_node_is_null(given)) return ts_node_is_null(name) ? nullptr : l.lower(name);
  Node* value = l.lower(given);
  if (ts_node_is_null(name)) return value;
  return build(l, Kind::Keyword, node, {as(Role::Name, l.lower(name)), as(Role::Value, value)});
}

Node* navigation(Lowerer& l, TSNode node) {
  Node* object = l.lower(l.field(node, "target"));
  TSNode suffix = l.field(node, "suffix");
  Node* name = l.lower(l.field(suffix, "suffix"));
  // `[a].map { … }` reads like the type of a list.
  if (TSNode target = l.field(node, "target"); object && object->kind == Kind::ArrayType) {
    Items items;
    addEach(l, items, target, Role::Item);
    object = build(l, Kind::Array, target, items);
  }
  if (object && object->kind == Kind::Unary && object->text == "?" && object->count == 1) {
    object = object->items[0];
    Node* member = memberOf(l, object, name);
    member->flags |= kOptionalChain;
    return member;
  }
  return memberOf(l, object, name);
}

Node* assignment(Lowerer& l, TSNode node) {
  std::string_view op = l.text(l.field(node, "operator"));
  Items items;
  l.add(items, l.lower(l.field(node, "target")), Role::Left);
  l.add(items, l.lower(l.field(node, "result")), Role::Right);
  Node* result = build(l, op == "=" ? Kind::Assign : Kind::AugAssign, node, items);
  if (op != "=") l.setText(result, op);
  return result;
}

Node* pattern(Lowerer& l, TSNode node) {
  TSNode bound = l.field(node, "bound_identifier");
  if (!ts_node_is_null(bound)) return l.lower(bound);
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (child.named && l.type(child.node) != "value_binding_pattern") l.add(items, l.lower(child.node), Role::Item);
  if (items.size() == 1) return items[0];
  if (items.empty()) return l.leaf(Kind::Name, node);
  return build(l, Kind::Tuple, node, items);
}

Node* property(Lowerer& l, TSNode node) {
  Items items;
  addModifiers(l, items, node);
  TSNode binding = l.childOfType(node, "value_binding_pattern");
  if (!ts_node_is_null(binding)) l.add(items, l.leaf(Kind::Modifier, binding), Role::Modifier);
  Node* name = l.lower(l.field(node, "name"));
  TSNode type = l.childOfType(node, "type_annotation"), value = l.field(node, "value");
  if (name && isPlaceholderName(name->text) && ts_node_is_null(type) && ts_node_is_null(value)) return name;
  if (name) l.add(items, name, name->kind == Kind::Name ? Role::Name : Role::Target);
  if (!ts_node_is_null(type)) l.add(items, l.lower(type), Role::Type);
  l.add(items, l.lower(value), Role::Value);
  return build(l, Kind::VarDef, node, items);
}

Node* function(Lowerer& l, TSNode node) {
  Items items;
  addModifiers(l, items, node);
  TSNode name = l.field(node, "name");
  if (!ts_node_is_null(name)) l.add(items, l.leaf(Kind::Name, name), Role::Name);
  Node* last = nullptr;
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) == "parameter") {
      last = l.lower(child.node);
      l.add(items, last, Role::Param);
    } else if (child.named && child.field && ts_language_field_name_for_id(ts_node_language(node), child.field) == std::string_view("default_value") && last) {
      l.append(last, l.lower(child.node), Role::Value);
    }
  }
  l.add(items, l.lower(l.field(node, "return_type")), Role::Result);
  TSNode body = l.field(node, "body");
  if (!ts_node_is_null(body)) {
    Node* block = l.lower(l.childOfType(body, "statements"));
    if (!block) block = build(l, Kind::Block, body, {});
    l.add(items, block, Role::Body);
  }
  Node* result = build(l, Kind::Function, node, items);
  wrapParams(l, result);
  return result;
}

Node* classLike(Lowerer& l, TSNode node) {
  Items items;
  addModifiers(l, items, node);
  l.add(items, l.lower(l.field(node, "name")), Role::Name);
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) == "inheritance_specifier") l.add(items, l.lower(child.node), Role::Base);
    if (l.type(child.node) == "type_parameters") addEach(l, items, child.node, Role::TypeParam);
  }
  l.add(items, l.lower(l.field(node, "body")), Role::Body);
  Node* result = build(l, Kind::Class, node, items);
  std::string_view word = l.text(l.field(node, "declaration_kind"));
  // Structures, actors and extensions are classes to a pattern.
  if (word == "enum") l.setText(result, word);
  return result;
}

// Bindings and tests of one condition stand side by side; each `let x = y` is told apart.
void addConditions(Lowerer& l, TSNode node, Items& items, TSNode& body) {
  Node* bound = nullptr;
  bool equals = false;
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "{" || type == "else") break;
    if (type == "statements") {
      body = child.node;
      break;
    }
    if (!child.named) {
      if (type == "=") equals = true;
      continue;
    }
    if (type == "value_binding_pattern") {
      bound = l.make(Kind::Other, child.node);
      bound->hash = hashOf("binding");
      continue;
    }
    Node* part = l.lower(child.node);
    if (!part) continue;
    if (bound) {
      l.append(bound, part, equals ? Role::Right : Role::Left);
      bound->end = part->end;
      if (equals) {
        l.add(items, bound, Role::Cond);
        bound = nullptr;
        equals = false;
      }
      continue;
    }
    l.add(items, part, Role::Cond);
  }
  if (bound) l.add(items, bound, Role::Cond);
  if (items.size() > 1) {
    Node* all = l.make(Kind::Binary, items.front()->start, items.back()->end);
    for (Node* each : items) each->role = Role::Left;
    l.setText(all, "&&");
    l.finish(all, items);
    items = {as(Role::Cond, all)};
  }
}

Node* conditional(Lowerer& l, TSNode node) {
  std::string_view type = l.type(node);
  Items items;
  TSNode ignored{};
  addConditions(l, node, items, ignored);
  bool guard = type == "guard_statement", seen = false, otherwise = false;
  Role first = type == "if_statement" ? Role::Then : guard ? Role::Else : Role::Body;
  for (const Child& child : l.childrenOf(node)) {
    std::string_view kind = l.type(child.node);
    if (kind == "else") {
      otherwise = true;
      if (!seen && !guard) l.add(items, build(l, Kind::Block, ts_node_start_byte(child.node), ts_node_start_byte(child.node), {}), first);
      seen = true;
    }
    if (kind == "statements") {
      l.add(items, l.lower(child.node), otherwise && !guard ? Role::Else : first);
      seen = true;
    }
    if (kind == "if_statement") l.add(items, l.lower(child.node), Role::Else);
  }
  if (!seen) l.add(items, build(l, Kind::Block, ts_node_end_byte(node), ts_node_end_byte(node), {}), first);
  return build(l, type == "while_statement" ? Kind::While : type == "repeat_while_statement" ? Kind::DoWhile : Kind::If, node, items);
}

Node* forStatement(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, l.lower(l.field(node, "item")), Role::Target);
  l.add(items, l.lower(l.field(node, "collection")), Role::Value);
  Node* body = l.lower(l.childOfType(node, "statements"));
  l.add(items, body ? body : build(l, Kind::Block, ts_node_end_byte(node), ts_node_end_byte(node), {}), Role::Body);
  return build(l, Kind::ForEach, node, items);
}

Node* doStatement(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) == "statements") l.add(items, l.lower(child.node), Role::Try);
    if (l.type(child.node) == "catch_block") l.add(items, l.lower(child.node), Role::Handler);
  }
  return build(l, Kind::Try, node, items);
}

Node* switchStatement(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, l.lower(l.field(node, "expr")), Role::Cond);
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) != "switch_entry") continue;
    Items parts;
    for (const Child& part : l.childrenOf(child.node)) {
      if (!part.named) continue;
      if (l.type(part.node) == "switch_pattern")
        l.add(parts, l.lower(ts_node_named_child(part.node, 0)), Role::Cond);
      else if (l.type(part.node) == "statements")
        l.add(parts, l.lower(part.node), Role::Body);
    }
    l.add(items, build(l, Kind::Case, child.node, parts), Role::Case);
  }
  return build(l, Kind::Switch, node, items);
}

Node* transfer(Lowerer& l, TSNode node) {
  std::string_view text = l.text(node);
  Kind kind = text.substr(0, 6) == "return" ? Kind::Return : text.substr(0, 5) == "throw" ? Kind::Throw
              : text.substr(0, 5) == "break" ? Kind::Break : text.substr(0, 8) == "continue" ? Kind::Continue : Kind::Yield;
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (child.named && l.type(child.node) != "throw_keyword") l.add(items, l.lower(child.node), Role::Operand);
  return build(l, kind, node, items);
}

Node* lambda(Lowerer& l, TSNode node) {
  Items items;
  TSNode type = l.field(node, "type");
  if (!ts_node_is_null(type)) {
    TSNode list = l.childOfType(type, "lambda_function_type_parameters");
    if (!ts_node_is_null(list)) addEach(l, items, list, Role::Param);
  }
  Node* body = l.lower(l.childOfType(node, "statements"));
  l.add(items, body ? body : build(l, Kind::Block, ts_node_end_byte(node), ts_node_end_byte(node), {}), Role::Body);
  Node* result = build(l, Kind::Lambda, node, items);
  wrapParams(l, result);
  return result;
}

Node* tuple(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    l.add(items, l.lower(child.node), Role::Item);
  }
  if (items.size() == 1) return items[0];
  return build(l, Kind::Tuple, node, items);
}

Node* dictionary(Lowerer& l, TSNode node) {
  Items items;
  Node* key = nullptr;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    Node* part = l.lower(child.node);
    if (!key) {
      key = part;
      continue;
    }
    l.add(items, build(l, Kind::Pair, key->start, part->end, {as(Role::Key, key), as(Role::Value, part)}), Role::Item);
    key = nullptr;
  }
  return build(l, Kind::Dict, node, items);
}

Node* string(Lowerer& l, TSNode node) {
  Node* result = l.string(node, {"interpolated_expression"});
  std::string_view text = l.text(node);
  size_t quotes = text.substr(0, 3) == "\"\"\"" ? 3 : 1;
  if (result->kind == Kind::String && text.size() >= 2 * quotes) l.setText(result, text.substr(quotes, text.size() - 2 * quotes));
  return result;
}

Node* import(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (l.type(child.node) == "identifier") l.addPath(items, child.node, Role::Path);
  return build(l, Kind::Import, node, items);
}

Node* userType(Lowerer& l, TSNode node) {
  Node* whole = nullptr;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    if (l.type(child.node) == "type_arguments") {
      Items items{as(Role::Name, whole)};
      addEach(l, items, child.node, Role::TypeArg);
      whole = build(l, Kind::TypeApply, whole->start, ts_node_end_byte(child.node), items);
    } else {
      whole = memberOf(l, whole, l.lower(child.node));
    }
  }
  return whole;
}

// nil, break and the like are tokens alone.
Node* sourceFile(Lowerer& l, TSNode node) { return bodyBlock(l, node); }

constexpr LowerSpecial kSpecials[] = {
    {"source_file", sourceFile},
    {"statements", bodyBlock},
    {"class_body", memberBlock},
    {"enum_class_body", memberBlock},
    {"protocol_body", memberBlock},
    {"self_expression", specialName},
    {"super_expression", specialName},
    {"integer_literal", numberLeaf},
    {"real_literal", numberLeaf},
    {"hex_literal", numberLeaf},
    {"attribute", attribute},
    {"call_expression", call},
    {"constructor_expression", call},
    {"value_argument", argument},
    {"navigation_expression", navigation},
    {"assignment", assignment},
    {"pattern", pattern},
    {"property_declaration", property},
    {"function_declaration", function},
    {"protocol_function_declaration", function},
    {"init_declaration", function},
    {"deinit_declaration", function},
    {"class_declaration", classLike},
    {"protocol_declaration", classLike},
    {"if_statement", conditional},
    {"guard_statement", conditional},
    {"while_statement", conditional},
    {"repeat_while_statement", conditional},
    {"for_statement", forStatement},
    {"do_statement", doStatement},
    {"switch_statement", switchStatement},
    {"control_transfer_statement", transfer},
    {"lambda_literal", lambda},
    {"tuple_expression", tuple},
    {"dictionary_literal", dictionary},
    {"line_string_literal", string},
    {"multi_line_string_literal", string},
    {"import_declaration", import},
    {"user_type", userType},
};

}  // namespace

const LowerTable kSwiftTable{"swift", kLines, kSpecials};

}  // namespace vireon
