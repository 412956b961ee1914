#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"source_file", Kind::Block, "*:Item"},
    {"block", Kind::Block, "*:Item"},
    {"class_body", Kind::Block, "*:Item"},
    {"enum_class_body", Kind::Block, "*:Item"},
    {"parenthesized_expression", Kind::Through},
    {"function_body", Kind::Through},
    {"shebang", Kind::Drop},
    {"identifier", Kind::Name},
    {"character_literal", Kind::Other},
    {"user_type", Kind::Through},
    {"nullable_type", Kind::Other, "*:Type"},
    {"non_nullable_type", Kind::Through},
    {"parenthesized_type", Kind::Through},
    {"type_projection", Kind::Through},
    {"type_arguments", Kind::Multi, "*:Item"},
    {"binary_expression", Kind::Binary, "left:Left operator@ right:Right"},
    {"in_expression", Kind::Binary, "left:Left right:Right"},
    {"is_expression", Kind::Binary, "=is left:Left right:Right"},
    {"as_expression", Kind::Cast, "left:Operand right:Type"},
    {"unary_expression", Kind::Unary, "operator@ argument:Operand"},
    {"spread_expression", Kind::Spread, "*:Operand"},
    {"collection_literal", Kind::Array, "*:Item"},
    {"throw_expression", Kind::Throw, "*:Operand"},
    {"return_expression", Kind::Return, "*:Operand"},
    {"finally_block", Kind::Finally, "#block:Body"},
    {"lambda_literal", Kind::Lambda, "#lambda_parameters:Param* *:Body"},
    {"when_subject", Kind::Through},
    {"getter", Kind::Drop},
    {"setter", Kind::Drop},
    {"parameter", Kind::Param, "#identifier:Name *:Type"},
    {"class_parameter", Kind::Param, "+val +var #modifiers:Modifier* #identifier:Name *:Type"},
    {"variable_declaration", Kind::Param, "#identifier:Name *:Type"},
    {"constructor_invocation", Kind::Call, "#value_arguments:Arg* *:Callee"},
    {"delegation_specifier", Kind::Through},
    {"annotated_expression", Kind::Through, "-#annotation *:Item"},
    {"annotated_lambda", Kind::Through},
    {"visibility_modifier", Kind::Modifier},
    {"inheritance_modifier", Kind::Modifier},
    {"member_modifier", Kind::Modifier},
    {"function_modifier", Kind::Modifier},
    {"property_modifier", Kind::Modifier},
    {"class_modifier", Kind::Modifier},
    {"parameter_modifier", Kind::Modifier},
    {"platform_modifier", Kind::Modifier},
    {"type_parameter", Kind::TypeParam, "#identifier:Name *:Base"},
};

void addModifiers(Lowerer& l, Items& items, TSNode node) {
  TSNode modifiers = l.childOfType(node, "modifiers");
  if (ts_node_is_null(modifiers)) return;
  for (const Child& child : l.childrenOf(modifiers)) {
    if (!child.named) continue;
    Node* lowered = l.lower(child.node);
    if (lowered) l.add(items, lowered, lowered->kind == Kind::Attribute ? Role::Attribute : Role::Modifier);
  }
}

Node* annotation(Lowerer& l, TSNode node) {
  Node* inner = nullptr;
  for (const Child& child : l.childrenOf(node))
    if (child.named && l.type(child.node) != "use_site_target") inner = l.lower(child.node);
  return build(l, Kind::Attribute, node, {as(Role::Item, inner)});
}

Node* property(Lowerer& l, TSNode node) {
  Items items;
  addModifiers(l, items, node);
  bool named = false;
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "val" || type == "var") l.add(items, l.leaf(Kind::Modifier, child.node), Role::Modifier);
    if (!child.named || type == "modifiers" || type == "getter" || type == "setter" || type == "type_parameters" || type == "type_constraints") continue;
    if (type == "variable_declaration") {
      Node* declared = l.lower(child.node);
      for (Node* part : declared->children()) l.add(items, part, part->role);
      if (declared->count == 1 && isPlaceholderName(declared->items[0]->text) && ts_node_end_byte(child.node) == ts_node_end_byte(node)) return declared->items[0];
      named = true;
    } else if (type == "multi_variable_declaration") {
      l.add(items, l.lower(child.node), Role::Target);
      named = true;
    } else if (type == "property_delegate") {
      l.add(items, l.lower(child.node), Role::Init);
    } else if (named) {
      l.add(items, l.lower(child.node), Role::Value);
    }
  }
  return build(l, Kind::VarDef, node, items);
}

Node* multiVariable(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (child.named) {
      Node* declared = l.lower(child.node);
      if (const Node* name = declared->child(Role::Name)) l.add(items, const_cast<Node*>(name), Role::Item);
    }
  return build(l, Kind::Tuple, node, items);
}

Node* parameters(Lowerer& l, TSNode node) {
  Items items;
  Node* last = nullptr;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named || l.type(child.node) == "parameter_modifiers") continue;
    Node* lowered = l.lower(child.node);
    if (!lowered) continue;
    // A default stands behind its parameter.
    if (last && lowered->kind != Kind::Param && last->kind == Kind::Param) {
      l.append(last, lowered, Role::Value);
      last->end = lowered->end;
      continue;
    }
    l.add(items, lowered, Role::Item);
    last = lowered;
  }
  Node* list = l.make(Kind::Multi, node);
  l.finish(list, items);
  return list;
}

Node* classParameter(Lowerer& l, TSNode node) {
  Items items;
  addModifiers(l, items, node);
  bool typed = false;
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "val" || type == "var") l.add(items, l.leaf(Kind::Modifier, child.node), Role::Modifier);
    if (!child.named || type == "modifiers") continue;
    if (type == "identifier" && !typed) {
      bool named = false;
      for (Node* item : items) named = named || item->role == Role::Name;
      l.add(items, l.lower(child.node), named ? Role::Value : Role::Name);
    } else if (!typed) {
      typed = true;
      l.add(items, l.lower(child.node), Role::Type);
    } else {
      l.add(items, l.lower(child.node), Role::Value);
    }
  }
  return build(l, Kind::Param, node, items);
}

Node* function(Lowerer& l, TSNode node) {
  Items items;
  addModifiers(l, items, node);
  TSNode name = l.field(node, "name");
  bool params = false;
  std::string_view own = l.type(node);
  if (own == "secondary_constructor") {
    Node* word = l.leaf(Kind::Name, node);
    l.setText(word, "constructor");
    word->end = word->start + 11;
    l.add(items, word, Role::Name);
  }
  if (!ts_node_is_null(name)) l.add(items, l.lower(name), Role::Name);
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named || (!ts_node_is_null(name) && ts_node_eq(child.node, name))) continue;
    std::string_view type = l.type(child.node);
    if (type == "function_value_parameters") {
      params = true;
      l.add(items, l.lower(child.node), Role::Param);
    } else if (type == "function_body" || type == "block") {
      l.add(items, l.lower(child.node), Role::Body);
    } else if (type == "type_parameters") {
      addEach(l, items, child.node, Role::TypeParam);
    } else if (type != "modifiers" && type != "type_constraints" && type != "constructor_delegation_call") {
      l.add(items, l.lower(child.node), params ? Role::Result : Role::Receiver);
    }
  }
  std::erase_if(items, [](Node* item) { return item->role == Role::Receiver; });
  Node* result = build(l, own == "anonymous_function" ? Kind::Lambda : Kind::Function, node, items);
  wrapParams(l, result);
  return result;
}

Node* classLike(Lowerer& l, TSNode node) {
  Items items;
  addModifiers(l, items, node);
  std::string_view word;
  TSNode name = l.field(node, "name");
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "interface" || type == "object" || type == "enum") word = type;
    if (!child.named) continue;
    if (!ts_node_is_null(name) && ts_node_eq(child.node, name)) l.add(items, l.lower(child.node), Role::Name);
    if (type == "primary_constructor") {
      TSNode list = l.childOfType(child.node, "class_parameters");
      addModifiers(l, items, child.node);
      if (!ts_node_is_null(list)) addEach(l, items, list, Role::Param);
    }
    if (type == "type_parameters") addEach(l, items, child.node, Role::TypeParam);
    if (type == "delegation_specifiers")
      for (const Child& each : l.childrenOf(child.node)) {
        Node* parent = each.named ? l.lower(each.node) : nullptr;
        // What is not constructed may be an interface: those stand in any order.
        if (parent) l.add(items, parent, parent->kind == Kind::Call ? Role::Base : Role::Interface);
      }
    if (type == "class_body" || type == "enum_class_body") l.add(items, l.lower(child.node), Role::Body);
  }
  if (l.type(node) == "object_literal") {
    Node* body = nullptr;
    for (Node* item : items)
      if (item->role == Role::Base || item->role == Role::Interface) item->role = Role::Type;
    (void)body;
    return build(l, Kind::New, node, items);
  }
  Node* result = build(l, Kind::Class, node, items);
  if (!word.empty()) l.setText(result, word);
  wrapParams(l, result);
  return result;
}

Node* call(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    std::string_view type = l.type(child.node);
    if (items.empty())
      l.add(items, l.lower(child.node), Role::Callee);
    else if (type == "value_arguments")
      addEach(l, items, child.node, Role::Arg);
    else if (type == "annotated_lambda")
      l.add(items, l.lower(child.node), Role::Arg);
  }
  // `f(x) { … }`: the function comes last among the arguments.
  Node* callee = items.empty() ? nullptr : items[0];
  bool trailing = items.size() == 2 && items[1]->kind == Kind::Lambda && callee->kind == Kind::Call;
  if (trailing && ts_node_child_count(node) == 2 && l.type(ts_node_child(node, 1)) == "annotated_lambda") {
    Items merged(callee->items, callee->items + callee->count);
    l.add(merged, items[1], Role::Arg);
    return build(l, Kind::Call, node, merged);
  }
  return build(l, Kind::Call, node, items);
}

Node* argument(Lowerer& l, TSNode node) {
  bool named = l.hasToken(node, "=");
  bool spread = l.hasToken(node, "*");
  Items items;
  addEach(l, items, node, Role::Value);
  if (items.empty()) return nullptr;
  if (named && items.size() == 2) {
    items[0]->role = Role::Name;
    return build(l, Kind::Keyword, node, items);
  }
  if (!spread) return items.back();
  return build(l, Kind::Spread, node, {as(Role::Operand, items.back())});
}

Node* navigation(Lowerer& l, TSNode node) {
  Node* whole = nullptr;
  for (const Child& child : l.childrenOf(node))
    if (child.named) whole = memberOf(l, whole, l.lower(child.node));
  if (whole && l.hasToken(node, "?.")) whole->flags |= kOptionalChain;
  return whole;
}

Node* qualified(Lowerer& l, TSNode node) { return navigation(l, node); }

// Name<Argument>, a.b.Name
Node* userType(Lowerer& l, TSNode node) {
  Node* whole = nullptr;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    if (l.type(child.node) != "type_arguments") {
      whole = memberOf(l, whole, l.lower(child.node));
      continue;
    }
    Items items{as(Role::Name, whole)};
    addEach(l, items, child.node, Role::TypeArg);
    whole = build(l, Kind::TypeApply, whole->start, ts_node_end_byte(child.node), items);
  }
  return whole;
}

Node* index(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (child.named) l.add(items, l.lower(child.node), items.empty() ? Role::Object : Role::Item);
  return build(l, Kind::Index, node, items);
}

// `a to b` calls a method by its name.
Node* infix(Lowerer& l, TSNode node) {
  Items parts;
  addEach(l, parts, node, Role::Item);
  if (parts.size() != 3) return l.byTable(node);
  return build(l, Kind::Call, node, {as(Role::Callee, memberOf(l, parts[0], parts[1])), as(Role::Arg, parts[2])});
}

Node* ifExpression(Lowerer& l, TSNode node) {
  TSNode condition = l.field(node, "condition");
  Items items;
  Role role = Role::Then;
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) == "else") role = Role::Else;
    if (!child.named) continue;
    bool test = ts_node_eq(child.node, condition);
    Node* part = l.lower(child.node);
    if (!test && part && part->kind < Kind::Block) part = build(l, Kind::ExprStmt, part->start, part->end, {as(Role::Item, part)});
    l.add(items, part, test ? Role::Cond : role);
  }
  return build(l, Kind::If, node, items);
}

Node* loop(Lowerer& l, TSNode node) {
  TSNode condition = l.field(node, "condition");
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (child.named && l.type(child.node) != "label") l.add(items, l.lower(child.node), ts_node_eq(child.node, condition) ? Role::Cond : Role::Body);
  return build(l, l.type(node) == "while_statement" ? Kind::While : Kind::DoWhile, node, items);
}

Node* forStatement(Lowerer& l, TSNode node) {
  Items items;
  constexpr Role roles[] = {Role::Target, Role::Value, Role::Body};
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named || l.type(child.node) == "annotation" || l.type(child.node) == "label" || items.size() == 3) continue;
    Node* part = l.lower(child.node);
    if (!part) continue;
    if (part->kind == Kind::Param && part->count == 1) part = part->items[0];
    l.add(items, part, roles[items.size()]);
  }
  return build(l, Kind::ForEach, node, items);
}

Node* when(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    l.add(items, l.lower(child.node), l.type(child.node) == "when_subject" ? Role::Cond : Role::Case);
  }
  return build(l, Kind::Switch, node, items);
}

Node* whenEntry(Lowerer& l, TSNode node) {
  Items items;
  Role role = Role::Cond;
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) == "->") role = Role::Body;
    if (child.named) l.add(items, l.lower(child.node), role);
  }
  return build(l, Kind::Case, node, items);
}

Node* tryExpression(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "block") l.add(items, l.lower(child.node), Role::Try);
    if (type == "finally_block") l.add(items, l.lower(child.node), Role::Finally);
    if (type != "catch_block") continue;
    Items parts, param;
    for (const Child& part : l.childrenOf(child.node)) {
      if (!part.named || l.type(part.node) == "annotation") continue;
      if (l.type(part.node) == "block")
        l.add(parts, l.lower(part.node), Role::Body);
      else
        l.add(param, l.lower(part.node), l.type(part.node) == "identifier" ? Role::Name : Role::Type);
    }
    if (!param.empty()) l.add(parts, build(l, Kind::Param, param.front()->start, param.back()->end, param), Role::Param);
    l.add(items, build(l, Kind::Catch, child.node, parts), Role::Handler);
  }
  return build(l, Kind::Try, node, items);
}

Node* lambda(Lowerer& l, TSNode node) {
  Items items, body;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    if (l.type(child.node) == "lambda_parameters")
      addEach(l, items, child.node, Role::Param);
    else
      l.add(body, l.lower(child.node), Role::Item);
  }
  uint32_t end = ts_node_end_byte(node);
  l.add(items, statements(l, build(l, Kind::Block, body.empty() ? end : body.front()->start, body.empty() ? end : body.back()->end, body)), Role::Body);
  Node* result = build(l, Kind::Lambda, node, items);
  wrapParams(l, result);
  return result;
}

// `$name` in a text: the grammar knows `${name}` only.
void addPieces(Lowerer& l, Items& out, std::string_view text) {
  uint32_t base = text.data() - l.source().data();
  size_t from = 0;
  auto word = [&](size_t at) { return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) || text[at] == '_'); };
  for (size_t at = 0; at < text.size(); at++) {
    if (text[at] == '\\') {
      at++;
      continue;
    }
    if (text[at] != '$' || !word(at + 1) || std::isdigit(static_cast<unsigned char>(text[at + 1]))) continue;
    if (at > from) l.add(out, l.leaf(Kind::String, base + from, base + at), Role::Item);
    size_t end = at + 1;
    while (word(end)) end++;
    l.add(out, l.leaf(Kind::Name, base + at + 1, base + end), Role::Item);
    from = end;
    at = end - 1;
  }
  if (from < text.size()) l.add(out, l.leaf(Kind::String, base + from, base + text.size()), Role::Item);
}

Node* string(Lowerer& l, TSNode node) {
  Node* result = l.string(node, {"interpolation"});
  std::string_view text = l.text(node);
  size_t quotes = text.substr(0, 3) == "\"\"\"" ? 3 : 1;
  if (result->kind == Kind::String && text.size() >= 2 * quotes) l.setText(result, text.substr(quotes, text.size() - 2 * quotes));
  Items pieces;
  if (result->kind == Kind::String)
    addPieces(l, pieces, result->text);
  else
    for (Node* child : result->children()) {
      if (child->kind == Kind::String)
        addPieces(l, pieces, child->text);
      else
        l.add(pieces, child, Role::Item);
    }
  bool plain = pieces.empty() || (pieces.size() == 1 && pieces[0]->kind == Kind::String);
  return plain ? result : build(l, Kind::Template, node, pieces);
}

Node* interpolation(Lowerer& l, TSNode node) {
  for (const Child& child : l.childrenOf(node))
    if (child.named) return l.lower(child.node);
  return nullptr;
}

Node* import(Lowerer& l, TSNode node) {
  Items items;
  TSNode alias{};
  bool all = false;
  for (const Child& child : l.childrenOf(node)) {
    if (l.type(child.node) == "*") all = true;
    if (!child.named) continue;
    if (l.type(child.node) == "identifier" && !items.empty())
      alias = child.node;
    else
      l.addPath(items, child.node, Role::Path);
  }
  if (!all && !items.empty()) {
    Node* last = items.back();
    items.pop_back();
    Items parts{as(Role::Name, last)};
    if (!ts_node_is_null(alias)) l.add(parts, l.lower(alias), Role::Alias);
    l.add(items, build(l, Kind::ImportItem, last->start, last->end, parts), Role::Item);
  }
  Node* import = build(l, Kind::Import, node, items);
  import->flags |= all ? kImportAll : kImportFrom;
  return import;
}

Node* package(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (child.named) l.addPath(items, child.node, Role::Path);
  return build(l, Kind::Package, node, items);
}

Node* number(Lowerer& l, TSNode node) { return numberLeaf(l, node); }

Node* classBody(Lowerer& l, TSNode node) { return memberBlock(l, node); }

// true, false and null are words like others to this grammar.
Node* identifier(Lowerer& l, TSNode node) {
  Node* name = l.leaf(Kind::Name, node);
  if (name->text == "true" || name->text == "false") name->kind = Kind::Bool;
  if (name->text == "null") name->kind = Kind::Null;
  return name;
}

Node* labelled(Lowerer& l, TSNode node) {
  Node* last = nullptr;
  for (const Child& child : l.childrenOf(node))
    if (child.named && l.type(child.node) != "label") last = l.lower(child.node);
  return last;
}

Node* jump(Lowerer& l, TSNode node) { return l.byTable(node); }

constexpr LowerSpecial kSpecials[] = {
    {"source_file", bodyBlock},
    {"block", bodyBlock},
    {"class_body", classBody},
    {"enum_class_body", classBody},
    {"identifier", identifier},
    {"this_expression", specialName},
    {"super_expression", specialName},
    {"number_literal", number},
    {"float_literal", number},
    {"annotation", annotation},
    {"property_declaration", property},
    {"multi_variable_declaration", multiVariable},
    {"function_value_parameters", parameters},
    {"class_parameter", classParameter},
    {"function_declaration", function},
    {"anonymous_function", function},
    {"secondary_constructor", function},
    {"class_declaration", classLike},
    {"object_declaration", classLike},
    {"companion_object", classLike},
    {"object_literal", classLike},
    {"call_expression", call},
    {"value_argument", argument},
    {"navigation_expression", navigation},
    {"qualified_identifier", qualified},
    {"user_type", userType},
    {"index_expression", index},
    {"infix_expression", infix},
    {"range_expression", binaryByToken},
    {"in_expression", binaryByToken},
    {"assignment", assignmentByOperator},
    {"if_expression", ifExpression},
    {"while_statement", loop},
    {"do_while_statement", loop},
    {"for_statement", forStatement},
    {"when_expression", when},
    {"when_entry", whenEntry},
    {"try_expression", tryExpression},
    {"lambda_literal", lambda},
    {"string_literal", string},
    {"multiline_string_literal", string},
    {"interpolation", interpolation},
    {"import", import},
    {"package_header", package},
    {"labeled_expression", labelled},
    {"return_expression", jump},
};

}  // namespace

const LowerTable kKotlinTable{"kotlin", kLines, kSpecials};

}  // namespace vireon
