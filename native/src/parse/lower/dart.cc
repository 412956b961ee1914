#include <algorithm>

#include "parse/lower/shapes.h"
#include "parse/word.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"program", Kind::Block, "*:Item"},
    {"block", Kind::Block, "*:Item"},
    {"class_body", Kind::Block, "*:Item"},
    {"extension_body", Kind::Block, "*:Item"},
    {"enum_body", Kind::Block, "*:Item"},
    {"parenthesized_expression", Kind::Through},
    {"assignable_expression", Kind::Through},
    {"cascade_selector", Kind::Through},
    {"label", Kind::Through},
    {"type_bound", Kind::Through},
    {"identifier", Kind::Name},
    {"identifier_dollar_escaped", Kind::Name},
    {"type_identifier", Kind::Name},
    {"void_type", Kind::Name},
    {"true", Kind::Bool},
    {"false", Kind::Bool},
    {"null_literal", Kind::Null},
    {"nullable_type", Kind::Drop},
    {"inferred_type", Kind::Drop},
    {"final_builtin", Kind::Drop},
    {"const_builtin", Kind::Drop},
    {"assignable_operator", Kind::Drop},
    {"null_assertion_operator", Kind::Drop},
    {"type_parameter", Kind::TypeParam, "#type_identifier:Name #type_bound:Base"},
    {"conditional_expression", Kind::Ternary, "*:Cond consequence:Then alternative:Else"},
    {"if_null_expression", Kind::Binary, "=?? first:Left second:Right"},
    {"await_expression", Kind::Await, "*:Operand"},
    {"throw_expression", Kind::Throw, "*:Operand"},
    {"throw_expression_without_cascade", Kind::Throw, "*:Operand"},
    {"rethrow_expression", Kind::Throw, "-#rethrow_builtin"},
    {"return_statement", Kind::Return, "*:Operand"},
    {"yield_statement", Kind::Yield, "*:Operand"},
    {"yield_each_statement", Kind::Yield, "*:Operand"},
    {"break_statement", Kind::Break, "-#break_builtin *:Name"},
    {"continue_statement", Kind::Continue, "*:Name"},
    {"assertion_arguments", Kind::Through},
    {"list_literal", Kind::Array, "-#type_arguments *:Item"},
    {"record_literal", Kind::Tuple, "*:Item"},
    {"pair", Kind::Pair, "key:Key value:Value"},
    {"spread_element", Kind::Spread, "*:Operand"},
    {"while_statement", Kind::While, "condition:Cond body:Body"},
    {"do_statement", Kind::DoWhile, "condition:Cond body:Body"},
    {"if_statement", Kind::If, "*:Cond consequence:Then alternative:Else"},
    {"annotation", Kind::Attribute, "name:Name arguments:Arg* *:Arg"},
    {"enum_constant", Kind::VarDef, "=enum name:Name"},
    {"switch_statement_default", Kind::Case, "*:Item"},
};

using Nodes = std::vector<TSNode>;

Nodes namedOf(Lowerer& l, TSNode node) {
  Nodes list;
  if (!ts_node_is_null(node))
    for (const Child& child : l.childrenOf(node))
      if (child.named) list.push_back(child.node);
  return list;
}

bool isType(std::string_view type) {
  return oneOf(type, {"type_identifier", "void_type", "function_type", "record_type", "scoped_type_identifier"});
}

constexpr size_t kMaxChain = 500;

/** The grammar spells chains flat, the tree holds them deep. */
size_t withinDepth(Lowerer& l, size_t links) {
  if (links > kMaxChain && l.tree().bound.empty()) l.tree().bound = "nested deeper than " + std::to_string(kMaxChain) + " levels";
  return std::min(links, kMaxChain);
}

/** The type that starts at `at` of these parts, its arguments and `?` taken with it. */
Node* typeAt(Lowerer& l, const Nodes& parts, size_t& at, size_t depth = 0) {
  Node* type = l.lower(parts[at++]);
  if (at < parts.size() && l.type(parts[at]) == "type_arguments" && type) {
    TSNode list = parts[at++];
    Items items{as(Role::Name, type)};
    const Nodes inner = withinDepth(l, depth) < depth ? Nodes{} : namedOf(l, list);
    for (size_t i = 0; i < inner.size();) l.add(items, typeAt(l, inner, i, depth + 1), Role::TypeArg);
    type = build(l, Kind::TypeApply, type->start, ts_node_end_byte(list), items);
  }
  if (at < parts.size() && l.type(parts[at]) == "nullable_type") at++;
  return type;
}

void addArguments(Lowerer& l, Items& items, TSNode list);

Node* namedArgument(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  if (parts.size() < 2) return parts.empty() ? nullptr : l.lower(parts[0]);
  return build(l, Kind::Keyword, node, {as(Role::Name, l.lower(parts[0])), as(Role::Value, l.lower(parts.back()))});
}

/** What has no node of its own where the grammar spells an expression as parts: `a`, selectors, operators. */
Node* joined(Lowerer& l, const Nodes& parts, size_t from, size_t to);

Node* argument(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  return joined(l, parts, 0, parts.size());
}

void addArguments(Lowerer& l, Items& items, TSNode list) {
  for (TSNode part : namedOf(l, list)) l.add(items, l.lower(part), Role::Arg);
}

/** `callee<T>(arguments)`, the parts of the call in `part`. */
Node* called(Lowerer& l, Node* callee, TSNode part) {
  if (!callee) return nullptr;
  Items items, types;
  TSNode arguments = part;
  for (TSNode inner : namedOf(l, part)) {
    if (l.type(inner) == "arguments") arguments = inner;
    if (l.type(inner) != "type_arguments") continue;
    Nodes list = namedOf(l, inner);
    for (size_t i = 0; i < list.size();) l.add(types, typeAt(l, list, i), Role::TypeArg);
  }
  if (!types.empty()) {
    types.insert(types.begin(), as(Role::Name, callee));
    callee = build(l, Kind::TypeApply, callee->start, types.back()->end + 1, types);
  }
  l.add(items, callee, Role::Callee);
  addArguments(l, items, arguments);
  return build(l, Kind::Call, callee->start, ts_node_end_byte(part), items);
}

/** One selector behind an expression: `.name`, `[index]`, `(arguments)`, `!`. */
Node* selected(Lowerer& l, Node* object, TSNode part) {
  std::string_view type = l.type(part);
  if (oneOf(type, {"selector", "unconditional_assignable_selector", "conditional_assignable_selector"})) {
    for (TSNode inner : namedOf(l, part)) object = selected(l, object, inner);
    return object;
  }
  if (type == "argument_part" || type == "arguments") return called(l, object, part);
  if (type == "index_selector") {
    Items items{as(Role::Object, object)};
    for (TSNode inner : namedOf(l, part)) l.add(items, l.lower(inner), Role::Item);
    return build(l, Kind::Index, object ? object->start : ts_node_start_byte(part), ts_node_end_byte(part), items);
  }
  if (type == "identifier" || type == "new") return memberOf(l, object, l.leaf(Kind::Name, part));
  if (type == "cascade_selector") {
    Nodes inner = namedOf(l, part);
    if (inner.empty()) {
      // `..[index]`
      return object;
    }
    for (TSNode each : inner) object = l.type(each) == "identifier" ? memberOf(l, object, l.leaf(Kind::Name, each)) : selected(l, object, each);
    return object;
  }
  return object;
}

bool isSelector(std::string_view type) {
  return oneOf(type, {"selector", "unconditional_assignable_selector", "conditional_assignable_selector", "argument_part", "index_selector"});
}

Node* joined(Lowerer& l, const Nodes& parts, size_t from, size_t to) {
  if (from >= to) return nullptr;
  Node* value = l.lower(parts[from]);
  to = from + withinDepth(l, to - from);
  for (size_t i = from + 1; i < to; i++)
    if (value && isSelector(l.type(parts[i]))) value = selected(l, value, parts[i]);
  return value;
}

// obj?.foo, obj.foo, obj[0]: the object, then what is selected from it.
Node* selection(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  if (parts.empty()) return nullptr;
  Node* object = l.lower(parts[0]);
  for (size_t i = 1, end = withinDepth(l, parts.size()); i < end; i++) object = selected(l, object, parts[i]);
  return object;
}

Node* invocation(Lowerer& l, TSNode node) {
  TSNode arguments = l.field(node, "arguments");
  if (ts_node_is_null(arguments)) arguments = l.childOfType(node, "argument_part");
  return ts_node_is_null(arguments) ? l.byTable(node) : called(l, l.lower(l.field(node, "function")), arguments);
}

// new Foo(1), const Foo.named(2)
Node* creation(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  Node* type = nullptr;
  TSNode arguments{};
  for (size_t i = 0; i < parts.size();) {
    std::string_view kind = l.type(parts[i]);
    if (kind == "arguments") {
      arguments = parts[i++];
    } else if (isType(kind)) {
      type = typeAt(l, parts, i);
    } else {
      if (kind == "identifier" && type) type = memberOf(l, type, l.leaf(Kind::Name, parts[i]));
      i++;
    }
  }
  Items items;
  l.add(items, type, Role::Callee);
  addArguments(l, items, arguments);
  return build(l, Kind::Call, node, items);
}

// Each section acts on the receiver itself; the cascade as a whole is the receiver.
Node* applied(Lowerer& l, TSNode receiver, TSNode node, size_t depth = 0) {
  if (withinDepth(l, depth) < depth) return l.lower(receiver);
  std::string_view type = l.type(node);
  if (type == "cascade_selector") {
    Node* object = l.lower(receiver);
    for (const Child& child : l.childrenOf(node)) {
      if (!child.named) continue;
      if (l.type(child.node) == "identifier") object = memberOf(l, object, l.leaf(Kind::Name, child.node));
      else if (object) object = build(l, Kind::Index, object->start, ts_node_end_byte(node), {as(Role::Object, object), as(Role::Item, l.lower(child.node))});
    }
    return object;
  }
  if (type == "method_invocation") return called(l, applied(l, receiver, l.field(node, "function"), depth + 1), l.field(node, "arguments"));
  if (type == "assignment_expression_without_cascade") {
    TSNode op = l.field(node, "operator");
    std::string_view sign = ts_node_is_null(op) ? "=" : l.text(op);
    Node* target = applied(l, receiver, l.field(node, "left"), depth + 1);
    Node* result = build(l, sign == "=" ? Kind::Assign : Kind::AugAssign, node, {as(Role::Left, target), as(Role::Right, l.lower(l.field(node, "right")))});
    if (sign != "=") l.setText(result, sign);
    return result;
  }
  Nodes parts = namedOf(l, node);
  if (parts.empty()) return l.lower(receiver);
  Node* object = applied(l, receiver, parts[0], depth + 1);
  for (size_t i = 1; i < parts.size(); i++) object = selected(l, object, parts[i]);
  return object;
}

Node* cascade(Lowerer& l, TSNode node) {
  TSNode receiver = l.field(node, "target");
  Nodes parts = namedOf(l, node);
  if (parts.empty()) return nullptr;
  if (ts_node_is_null(receiver)) receiver = parts[0];
  Items items;
  for (TSNode part : parts) {
    if (!oneOf(l.type(part), {"unconditional_cascade_section", "conditional_cascade_section", "cascade_section"})) continue;
    Nodes inner = namedOf(l, part);
    std::erase_if(inner, [&](TSNode each) { return l.type(each) == "assignable_operator"; });
    if (inner.empty()) continue;
    Node* section = applied(l, receiver, inner[0]);
    for (size_t i = 1; i < inner.size(); i++) section = selected(l, section, inner[i]);
    if (section) {
      section->start = ts_node_start_byte(node);
      section->end = ts_node_end_byte(part);
    }
    l.add(items, section, Role::Item);
  }
  if (items.size() == 1) return items[0];
  return build(l, Kind::Sequence, node, items);
}

Node* assigned(Lowerer& l, TSNode node) { return assignmentByOperator(l, node); }

Node* binary(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  parts.resize(withinDepth(l, parts.size()));
  Node* left = nullptr;
  std::string_view sign;
  size_t from = 0;
  auto close = [&](size_t to) {
    Node* right = joined(l, parts, from, to);
    if (sign.empty() || !left) {
      left = right;
      return;
    }
    Node* whole = build(l, Kind::Binary, left->start, right ? right->end : left->end, {as(Role::Left, left), as(Role::Right, right)});
    l.setText(whole, sign);
    left = whole;
  };
  for (size_t i = 0; i < parts.size(); i++) {
    std::string_view type = l.type(parts[i]);
    if (type.size() < 9 || type.substr(type.size() - 9) != "_operator") continue;
    close(i);
    sign = l.text(parts[i]);
    from = i + 1;
  }
  close(parts.size());
  return left;
}

Node* unary(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  if (parts.empty()) return nullptr;
  std::string_view type = l.type(parts[0]);
  if (type != "prefix_operator" && type != "increment_operator") return joined(l, parts, 0, parts.size());
  std::string_view sign = l.text(parts[0]);
  Node* result = build(l, type == "increment_operator" ? Kind::Update : Kind::Unary, node, {as(Role::Operand, joined(l, parts, 1, parts.size()))});
  l.setText(result, type == "increment_operator" ? (sign == "++" ? "++x" : "--x") : sign);
  return result;
}

Node* postfix(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  TSNode op = l.childOfType(node, "postfix_operator");
  if (ts_node_is_null(op)) return joined(l, parts, 0, parts.size());
  Node* result = build(l, Kind::Update, node, {as(Role::Operand, joined(l, parts, 0, parts.size()))});
  l.setText(result, l.text(op));
  return result;
}

Node* typeTest(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  Items items;
  std::string_view word = l.type(node) == "type_cast_expression" ? "as" : "is";
  for (TSNode part : parts) {
    if (l.type(part) != "type_test" && l.type(part) != "type_cast") {
      l.add(items, l.lower(part), Role::Operand);
      continue;
    }
    Nodes inner = namedOf(l, part);
    if (!inner.empty() && l.text(inner[0]) == "is!") word = "is!";
    for (size_t i = 0; i < inner.size();) {
      if (isType(l.type(inner[i]))) l.add(items, typeAt(l, inner, i), Role::Type);
      else i++;
    }
  }
  Node* result = build(l, word == "as" ? Kind::Cast : Kind::Other, node, items);
  if (word != "as") l.setText(result, word);
  return result;
}

// Names and values that follow one type: `int a = 1, b`.
void addDefinitions(Lowerer& l, Items& definitions, TSNode node, const Nodes& parts) {
  Node* type = nullptr;
  std::vector<std::pair<TSNode, TSNode>> declared;
  bool first = true;
  for (size_t i = 0; i < parts.size();) {
    std::string_view kind = l.type(parts[i]);
    if (first && declared.empty() && isType(kind)) {
      type = typeAt(l, parts, i);
      first = false;
    } else if (kind == "identifier") {
      TSNode value{};
      if (declared.empty()) value = l.field(node, "value");
      declared.emplace_back(parts[i++], value);
    } else if (oneOf(kind, {"initialized_identifier", "static_final_declaration"})) {
      Nodes inner = namedOf(l, parts[i++]);
      if (!inner.empty()) declared.emplace_back(inner[0], inner.size() > 1 ? inner.back() : TSNode{});
    } else if (oneOf(kind, {"initialized_identifier_list", "static_final_declaration_list", "identifier_list"})) {
      for (TSNode each : namedOf(l, parts[i])) {
        Nodes inner = l.type(each) == "identifier" ? Nodes{each} : namedOf(l, each);
        if (!inner.empty()) declared.emplace_back(inner[0], inner.size() > 1 ? inner.back() : TSNode{});
      }
      i++;
    } else {
      i++;
    }
  }
  for (size_t i = 0; i < declared.size(); i++) {
    Node* own = type;
    if (i > 0 && type) {
      size_t at = 0;
      Nodes again;
      for (TSNode part : parts)
        if (isType(l.type(part)) || !again.empty()) again.push_back(part);
      own = typeAt(l, again, at);
    }
    uint32_t start = i == 0 ? ts_node_start_byte(node) : ts_node_start_byte(declared[i].first);
    Items items;
    for (const Child& child : l.childrenOf(node)) {
      std::string_view kind = l.type(child.node);
      if (!child.named ? oneOf(kind, {"static", "late", "external", "covariant"}) : oneOf(kind, {"final_builtin", "const_builtin"}))
        l.add(items, l.leaf(Kind::Modifier, child.node), Role::Modifier);
    }
    l.add(items, l.leaf(Kind::Name, declared[i].first), Role::Name);
    l.add(items, own, Role::Type);
    l.add(items, l.lower(declared[i].second), Role::Value);
    definitions.push_back(build(l, Kind::VarDef, start, ts_node_end_byte(node), items));
  }
}

Node* definition(Lowerer& l, TSNode node) {
  TSNode inner = l.childOfType(node, "initialized_variable_definition");
  if (ts_node_is_null(inner)) {
    TSNode pattern = l.childOfType(node, "pattern_variable_declaration");
    return ts_node_is_null(pattern) ? l.byTable(node) : l.lower(pattern);
  }
  Items definitions;
  addDefinitions(l, definitions, inner, namedOf(l, inner));
  for (Node* each : definitions) each->end = ts_node_end_byte(node);
  return l.multi(node, definitions);
}

Node* patternDefinition(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  std::erase_if(parts, [&](TSNode each) { return oneOf(l.type(each), {"final_builtin", "inferred_type"}); });
  if (parts.size() < 2) return l.byTable(node);
  return build(l, Kind::VarDef, node, {as(Role::Target, l.lower(parts[0])), as(Role::Value, l.lower(parts.back()))});
}

Node* parameter(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  Items items;
  TSNode name = l.field(node, "name");
  for (size_t i = 0; i < parts.size();) {
    std::string_view kind = l.type(parts[i]);
    if (isType(kind)) {
      l.add(items, typeAt(l, parts, i), Role::Type);
      continue;
    }
    if (oneOf(kind, {"constructor_param", "super_formal_parameter"})) {
      for (TSNode inner : namedOf(l, parts[i]))
        if (l.type(inner) == "identifier") l.add(items, l.leaf(Kind::Name, inner), Role::Name);
    } else if (kind == "annotation") {
      l.add(items, l.lower(parts[i]), Role::Attribute);
    } else if (kind == "identifier" && (ts_node_is_null(name) || ts_node_eq(name, parts[i]))) {
      l.add(items, l.leaf(Kind::Name, parts[i]), Role::Name);
    }
    i++;
  }
  return build(l, Kind::Param, node, items);
}

void addParameters(Lowerer& l, Items& items, TSNode list) {
  for (const Child& child : l.childrenOf(list)) {
    std::string_view kind = l.type(child.node);
    if (kind == "optional_formal_parameters") {
      addParameters(l, items, child.node);
    } else if (kind == "formal_parameter") {
      l.add(items, parameter(l, child.node), Role::Param);
    } else if (child.named && kind != "annotation" && !items.empty() && items.back()->role == Role::Param && items.back()->kind == Kind::Param) {
      l.append(items.back(), l.lower(child.node), Role::Value);
      items.back()->end = ts_node_end_byte(child.node);
    }
  }
}

/** The type that is returned, the name and the parameters, out of a signature of any kind. */
void addSignature(Lowerer& l, Items& items, TSNode node) {
  Nodes parts = namedOf(l, node);
  Node* name = nullptr;
  for (size_t i = 0; i < parts.size();) {
    std::string_view kind = l.type(parts[i]);
    if (isType(kind)) {
      l.add(items, typeAt(l, parts, i), Role::Result);
      continue;
    }
    if (kind.size() > 10 && kind.substr(kind.size() - 10) == "_signature") {
      addSignature(l, items, parts[i]);
    } else if (kind == "identifier") {
      name = name ? memberOf(l, name, l.leaf(Kind::Name, parts[i])) : l.leaf(Kind::Name, parts[i]);
    } else if (kind == "binary_operator" || kind == "tilde_operator") {
      name = l.leaf(Kind::Name, parts[i]);
    } else if (kind == "formal_parameter_list") {
      addParameters(l, items, parts[i]);
    } else if (kind == "type_parameters") {
      for (TSNode each : namedOf(l, parts[i])) l.add(items, l.lower(each), Role::TypeParam);
    } else if (kind == "initializers" || kind == "redirection") {
      // Values given to fields before the body runs.
      for (TSNode each : namedOf(l, parts[i])) l.add(items, l.lower(each), Role::Init);
    }
    i++;
  }
  for (const Child& child : l.childrenOf(node))
    if (!child.named && oneOf(l.type(child.node), {"static", "get", "set", "factory", "external", "operator"}))
      l.add(items, l.leaf(Kind::Modifier, child.node), Role::Modifier);
  l.add(items, name, Role::Name);
}

Node* functionBody(Lowerer& l, TSNode node) {
  for (TSNode part : namedOf(l, node))
    if (l.type(part) == "block") return l.lower(part);
  Nodes parts = namedOf(l, node);
  Node* value = joined(l, parts, 0, parts.size());
  if (!value) return nullptr;
  Node* result = build(l, Kind::Return, value->start, value->end, {as(Role::Operand, value)});
  return build(l, Kind::Block, node, {as(Role::Item, result)});
}

Node* function(Lowerer& l, TSNode node) {
  Items items;
  TSNode signature = l.field(node, "signature"), body = l.field(node, "body");
  if (l.type(node) == "local_function_declaration") {
    TSNode inner = l.childOfType(node, "lambda_expression");
    if (ts_node_is_null(inner)) return l.byTable(node);
    signature = l.field(inner, "parameters");
    body = l.field(inner, "body");
  }
  addSignature(l, items, ts_node_is_null(signature) ? node : signature);
  if (!ts_node_is_null(body)) {
    if (l.hasToken(body, "async")) l.add(items, l.leaf(Kind::Modifier, l.childrenOf(body)[0].node), Role::Modifier);
    l.add(items, functionBody(l, body), Role::Body);
  }
  Node* result = build(l, Kind::Function, node, items);
  wrapParams(l, result);
  return result;
}

Node* lambda(Lowerer& l, TSNode node) {
  Items items;
  TSNode parameters = l.field(node, "parameters");
  if (!ts_node_is_null(parameters)) addParameters(l, items, parameters);
  TSNode body = l.field(node, "body");
  if (!ts_node_is_null(body)) l.add(items, functionBody(l, body), Role::Body);
  Node* result = build(l, Kind::Lambda, node, items);
  wrapParams(l, result);
  return result;
}

// A field, or a method without a body.
Node* declaration(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  for (TSNode part : parts) {
    std::string_view kind = l.type(part);
    if (kind.size() > 10 && kind.substr(kind.size() - 10) == "_signature") return function(l, node);
  }
  Items definitions;
  addDefinitions(l, definitions, node, parts);
  return l.multi(node, definitions);
}

// The grammar spells a variable of the file, or an annotation, in parts beside each other.
Node* members(Lowerer& l, TSNode node, bool ofClass) {
  Items items, attributes;
  std::vector<Child> children = l.childrenOf(node);
  Nodes pending;
  auto flush = [&](uint32_t end) {
    if (pending.empty()) return;
    Node* type = nullptr;
    Items modifiers;
    for (size_t i = 0; i < pending.size();) {
      std::string_view kind = l.type(pending[i]);
      if (isType(kind)) {
        type = typeAt(l, pending, i);
        continue;
      }
      if (oneOf(kind, {"final_builtin", "const_builtin"})) l.add(modifiers, l.leaf(Kind::Modifier, pending[i]), Role::Modifier);
      if (oneOf(kind, {"initialized_identifier_list", "static_final_declaration_list"}))
        for (TSNode each : namedOf(l, pending[i])) {
          Nodes inner = namedOf(l, each);
          Items parts = modifiers;
          modifiers.clear();
          l.add(parts, l.leaf(Kind::Name, inner.empty() ? each : inner[0]), Role::Name);
          l.add(parts, type, Role::Type);
          type = nullptr;
          if (inner.size() > 1) l.add(parts, l.lower(inner.back()), Role::Value);
          items.push_back(as(Role::Item, build(l, Kind::VarDef, ts_node_start_byte(pending[0]), end, parts)));
        }
      i++;
    }
    pending.clear();
  };
  for (const Child& child : children) {
    std::string_view kind = l.type(child.node);
    if (!child.named) {
      if (kind == ";") flush(ts_node_end_byte(child.node));
      continue;
    }
    if (kind == "annotation") {
      l.add(attributes, l.lower(child.node), Role::Attribute);
      continue;
    }
    if (isType(kind) || oneOf(kind, {"inferred_type", "final_builtin", "const_builtin", "type_arguments", "nullable_type",
                                     "initialized_identifier_list", "static_final_declaration_list"})) {
      pending.push_back(child.node);
      continue;
    }
    flush(ts_node_start_byte(child.node));
    Node* item = l.lower(child.node);
    if (item && !attributes.empty() && item->kind != Kind::Multi) {
      for (Node* each : attributes) l.append(item, each, Role::Attribute);
      item->start = std::min(item->start, attributes[0]->start);
    }
    attributes.clear();
    l.add(items, item, Role::Item);
  }
  flush(ts_node_end_byte(node));
  Node* block = build(l, Kind::Block, node, items);
  if (ofClass) block->flags |= kClassBody;
  return ofClass ? block : statements(l, block);
}

Node* program(Lowerer& l, TSNode node) { return members(l, node, false); }
Node* classBody(Lowerer& l, TSNode node) { return members(l, node, true); }

void addTypes(Lowerer& l, Items& items, TSNode list, Role role) {
  Nodes parts = namedOf(l, list);
  for (size_t i = 0; i < parts.size();) {
    if (l.type(parts[i]) == "mixins") addTypes(l, items, parts[i++], Role::Interface);
    else if (isType(l.type(parts[i]))) l.add(items, typeAt(l, parts, i), role);
    else i++;
  }
}

Node* classLike(Lowerer& l, TSNode node) {
  Items items;
  std::string_view sort = l.type(node);
  bool named = false;
  for (const Child& child : l.childrenOf(node)) {
    std::string_view kind = l.type(child.node);
    if (kind == "identifier" && !named) {
      named = true;
      l.add(items, l.leaf(Kind::Name, child.node), Role::Name);
    } else if (kind == "annotation") {
      l.add(items, l.lower(child.node), Role::Attribute);
    } else if (kind == "type_parameters") {
      for (TSNode each : namedOf(l, child.node)) l.add(items, l.lower(each), Role::TypeParam);
    } else if (kind == "superclass") {
      addTypes(l, items, child.node, Role::Base);
    } else if (kind == "interfaces" || kind == "mixins") {
      addTypes(l, items, child.node, Role::Interface);
    } else if (oneOf(kind, {"class_body", "extension_body", "enum_body"})) {
      l.add(items, l.lower(child.node), Role::Body);
    } else if (kind == "abstract" || kind == "sealed" || kind == "base" || kind == "final") {
      l.add(items, l.leaf(Kind::Modifier, child.node), Role::Modifier);
    } else if (kind == "type_identifier") {
      l.add(items, l.leaf(Kind::Name, child.node), Role::Base);
    }
  }
  Node* result = build(l, Kind::Class, node, items);
  if (sort != "class_definition") l.setText(result, sort.substr(0, sort.find('_')));
  return result;
}

Node* expression(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  Node* value = joined(l, parts, 0, parts.size());
  if (!value) return nullptr;
  // A cascade's sections are statements one after the other.
  if (value->kind >= Kind::Block && value->kind < Kind::Attribute) return value;
  Items items;
  std::vector<Node*> all = value->kind == Kind::Sequence ? std::vector<Node*>(value->items, value->items + value->count) : std::vector<Node*>{value};
  for (Node* each : all) {
    each->role = Role::Item;
    Node* statement = build(l, Kind::ExprStmt, node, {each});
    statement->flags |= kSemicolon;
    items.push_back(statement);
  }
  return l.multi(node, items);
}

Node* forStatement(Lowerer& l, TSNode node) {
  TSNode parts = l.childOfType(node, "for_loop_parts");
  Node* body = l.lower(l.field(node, "body"));
  if (ts_node_is_null(parts)) return l.byTable(node);
  if (l.hasToken(parts, "in")) {
    Items items;
    Nodes named = namedOf(l, parts);
    TSNode name = l.field(parts, "name");
    for (size_t i = 0; i < named.size();) {
      if (isType(l.type(named[i]))) l.add(items, typeAt(l, named, i), Role::Type);
      else i++;
    }
    l.add(items, ts_node_is_null(name) ? nullptr : l.leaf(Kind::Name, name), Role::Target);
    l.add(items, l.lower(l.field(parts, "value")), Role::Value);
    l.add(items, body, Role::Body);
    return build(l, Kind::ForEach, node, items);
  }
  Items items;
  for (const Child& child : l.childrenOf(parts)) {
    if (!child.named) continue;
    Role role = ts_node_eq(child.node, l.field(parts, "init")) ? Role::Init : ts_node_eq(child.node, l.field(parts, "condition")) ? Role::Cond : Role::Update;
    l.add(items, l.lower(child.node), role);
  }
  l.add(items, body, Role::Body);
  return build(l, Kind::For, node, items);
}

Node* tryStatement(Lowerer& l, TSNode node) {
  Items items, clause;
  Nodes parts = namedOf(l, node);
  TSNode body = l.field(node, "body");
  uint32_t start = 0;
  for (size_t i = 0; i < parts.size();) {
    std::string_view kind = l.type(parts[i]);
    if (ts_node_eq(parts[i], body)) {
      l.add(items, l.lower(body), Role::Try);
    } else if (kind == "finally_clause") {
      l.add(items, build(l, Kind::Finally, parts[i], {as(Role::Body, l.lower(l.childOfType(parts[i], "block")))}), Role::Finally);
    } else if (isType(kind)) {
      start = ts_node_start_byte(parts[i]);
      Node* type = typeAt(l, parts, i);
      l.add(clause, build(l, Kind::Param, type->start, type->end, {as(Role::Type, type)}), Role::Param);
      continue;
    } else if (kind == "catch_clause") {
      if (clause.empty()) start = ts_node_start_byte(parts[i]);
      Nodes names = namedOf(l, l.childOfType(parts[i], "catch_parameters"));
      if (!names.empty()) {
        Node* name = l.leaf(Kind::Name, names[0]);
        if (clause.empty()) l.add(clause, build(l, Kind::Param, names[0], {as(Role::Name, name)}), Role::Param);
        else l.append(clause[0], name, Role::Name);
      }
    } else if (kind == "block") {
      l.add(clause, l.lower(parts[i]), Role::Body);
      l.add(items, build(l, Kind::Catch, start, ts_node_end_byte(parts[i]), clause), Role::Handler);
      clause.clear();
    }
    i++;
  }
  return build(l, Kind::Try, node, items);
}

Node* switchCase(Lowerer& l, TSNode node) {
  Items items;
  bool arrow = l.type(node) == "switch_expression_case";
  for (const Child& child : l.childrenOf(node)) {
    std::string_view kind = l.type(child.node);
    if (!child.named || kind == "case_builtin") continue;
    bool pattern = ts_node_eq(child.node, l.field(node, "pattern"));
    l.add(items, l.lower(child.node), pattern ? Role::Cond : Role::Item);
  }
  Node* result = build(l, Kind::Case, node, items);
  return arrow ? result : statements(l, result);
}

Node* switchOf(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, l.lower(l.field(node, "condition")), Role::Cond);
  auto add = [&](TSNode list) {
    for (TSNode part : namedOf(l, list))
      if (oneOf(l.type(part), {"switch_statement_case", "switch_statement_default", "switch_expression_case"})) l.add(items, l.lower(part), Role::Case);
  };
  TSNode body = l.childOfType(node, "switch_block");
  add(ts_node_is_null(body) ? node : body);
  return build(l, Kind::Switch, node, items);
}

Node* constantPattern(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  return joined(l, parts, 0, parts.size());
}

Node* import(Lowerer& l, TSNode node) {
  TSNode spec = l.childOfType(node, "import_specification");
  if (ts_node_is_null(spec)) spec = node;
  TSNode uri = l.childOfType(spec, "configurable_uri");
  TSNode name = l.childOfType(spec, "identifier");
  Items items;
  if (!ts_node_is_null(uri)) l.add(items, l.lower(uri), Role::Path);
  if (!ts_node_is_null(name)) l.add(items, l.leaf(Kind::Name, name), Role::Alias);
  for (TSNode part : namedOf(l, spec)) {
    if (l.type(part) != "combinator" || !l.hasToken(part, "show")) continue;
    for (TSNode shown : namedOf(l, part))
      l.add(items, build(l, Kind::ImportItem, shown, {as(Role::Name, l.leaf(Kind::Name, shown))}), Role::Item);
  }
  Node* result = build(l, Kind::Import, node, items);
  result->flags |= kFileModule;
  return result;
}

Node* firstInside(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  return parts.empty() ? nullptr : l.lower(parts[0]);
}

// Adjacent literals are one text; the quotes are tokens of their own, one pair each.
Node* string(Lowerer& l, TSNode node) {
  Items parts;
  uint32_t at = 0;
  bool open = false, raw = false, any = false;
  size_t literals = 0;
  for (const Child& child : l.childrenOf(node)) {
    uint32_t start = ts_node_start_byte(child.node), end = ts_node_end_byte(child.node);
    if (child.named) {
      if (l.type(child.node) != "template_substitution") continue;
      any = true;
      if (start > at) l.add(parts, l.leaf(Kind::String, at, start), Role::Item);
      l.add(parts, l.lower(child.node), Role::Item);
      at = end;
      continue;
    }
    if (open) {
      if (start > at || literals == 0) l.add(parts, l.leaf(Kind::String, at, start), Role::Item);
      literals++;
    } else {
      raw = raw || l.text(child.node).starts_with('r');
      at = end;
    }
    open = !open;
  }
  if (!any && parts.size() <= 1) {
    Node* whole = l.make(Kind::String, node);
    l.setText(whole, parts.empty() ? std::string_view() : parts[0]->text);
    if (raw) whole->flags |= kRawText;
    return whole;
  }
  if (!any) {
    std::string all;
    for (Node* part : parts) all += part->text;
    Node* whole = l.make(Kind::String, node);
    l.setText(whole, l.tree().arena.keep(all));
    return whole;
  }
  std::erase_if(parts, [](Node* part) { return part->kind == Kind::String && part->text.empty(); });
  return build(l, Kind::Template, node, parts);
}

Node* interpolation(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  return joined(l, parts, 0, parts.size());
}

Node* collection(Lowerer& l, TSNode node) {
  Items items;
  bool pairs = false, any = false;
  for (TSNode part : namedOf(l, node)) {
    if (l.type(part) == "type_arguments") continue;
    any = true;
    pairs = pairs || l.type(part) == "pair";
    l.add(items, l.lower(part), Role::Item);
  }
  return build(l, pairs || !any ? Kind::Dict : Kind::Set, node, items);
}

Node* assertion(Lowerer& l, TSNode node) {
  Items items;
  TSNode inner = l.childOfType(node, "assertion");
  addEach(l, items, l.childOfType(ts_node_is_null(inner) ? node : inner, "assertion_arguments"), Role::Arg);
  return build(l, Kind::Assert, node, items);
}

Node* returned(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  return build(l, l.type(node) == "return_statement" ? Kind::Return : Kind::Yield, node, {as(Role::Operand, joined(l, parts, 0, parts.size()))});
}

Node* conditional(Lowerer& l, TSNode node) {
  Nodes parts = namedOf(l, node);
  TSNode then = l.field(node, "consequence"), other = l.field(node, "alternative");
  size_t to = 0;
  while (to < parts.size() && !ts_node_eq(parts[to], then)) to++;
  bool statement = l.type(node) == "if_statement";
  return build(l, statement ? Kind::If : Kind::Ternary, node,
               {as(Role::Cond, joined(l, parts, 0, to)), as(Role::Then, l.lower(then)), as(Role::Else, ts_node_is_null(other) ? nullptr : l.lower(other))});
}

constexpr LowerSpecial kSpecials[] = {
    {"program", program},
    {"block", bodyBlock},
    {"class_body", classBody},
    {"extension_body", classBody},
    {"enum_body", classBody},
    {"class_definition", classLike},
    {"mixin_declaration", classLike},
    {"extension_declaration", classLike},
    {"enum_declaration", classLike},
    {"this", specialName},
    {"super", specialName},
    {"decimal_integer_literal", numberLeaf},
    {"hex_integer_literal", numberLeaf},
    {"decimal_floating_point_literal", numberLeaf},
    {"string_literal", string},
    {"template_substitution", interpolation},
    {"argument", argument},
    {"named_argument", namedArgument},
    {"method_invocation", invocation},
    {"unconditional_assignable_selector", selection},
    {"conditional_assignable_selector", selection},
    {"new_expression", creation},
    {"const_object_expression", creation},
    {"cascade_expression", cascade},
    {"assignment_expression", assigned},
    {"assignment_expression_without_cascade", assigned},
    {"additive_expression", binary},
    {"multiplicative_expression", binary},
    {"logical_and_expression", binary},
    {"logical_or_expression", binary},
    {"equality_expression", binary},
    {"relational_expression", binary},
    {"bitwise_and_expression", binary},
    {"bitwise_or_expression", binary},
    {"bitwise_xor_expression", binary},
    {"shift_expression", binary},
    {"unary_expression", unary},
    {"postfix_expression", postfix},
    {"type_test_expression", typeTest},
    {"type_cast_expression", typeTest},
    {"local_variable_declaration", definition},
    {"pattern_variable_declaration", patternDefinition},
    {"declaration", declaration},
    {"method_declaration", function},
    {"function_declaration", function},
    {"local_function_declaration", function},
    {"function_expression", lambda},
    {"formal_parameter", parameter},
    {"expression_statement", expression},
    {"for_statement", forStatement},
    {"try_statement", tryStatement},
    {"switch_statement", switchOf},
    {"switch_expression", switchOf},
    {"switch_statement_case", switchCase},
    {"switch_expression_case", switchCase},
    {"constant_pattern", constantPattern},
    {"import_or_export", firstInside},
    {"library_import", import},
    {"library_export", import},
    {"configurable_uri", firstInside},
    {"uri", firstInside},
    {"set_or_map_literal", collection},
    {"assert_statement", assertion},
    {"return_statement", returned},
    {"conditional_expression", conditional},
    {"if_statement", conditional},
};

}  // namespace

const LowerTable kDartTable{"dart", kLines, kSpecials};

}  // namespace vireon
