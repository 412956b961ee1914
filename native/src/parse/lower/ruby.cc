#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"program", Kind::Block, "*:Item"},
    {"then", Kind::Block, "*:Item"},
    {"do", Kind::Block, "*:Item"},
    {"else", Kind::Block, "*:Item"},
    {"block_body", Kind::Block, "*:Item"},
    {"begin_block", Kind::Block, "*:Item"},
    {"end_block", Kind::Block, "*:Item"},
    {"empty_statement", Kind::Drop},
    {"uninterpreted", Kind::Drop},
    {"heredoc_body", Kind::Drop},
    {"superclass", Kind::Through},
    {"in", Kind::Through},
    {"pattern", Kind::Through},
    {"exception_variable", Kind::Through},
    {"identifier", Kind::Name},
    {"instance_variable", Kind::Name},
    {"class_variable", Kind::Name},
    {"global_variable", Kind::Name},
    {"operator", Kind::Name},
    {"setter", Kind::Name},
    {"true", Kind::Bool},
    {"false", Kind::Bool},
    {"nil", Kind::Null},
    {"array", Kind::Array, "*:Item"},
    {"string_array", Kind::Array, "*:Item"},
    {"symbol_array", Kind::Array, "*:Item"},
    {"hash", Kind::Dict, "*:Item"},
    {"element_reference", Kind::Index, "object:Object block:Value *:Item"},
    {"binary", Kind::Binary, "left:Left operator@ right:Right"},
    {"unary", Kind::Unary, "operator@ operand:Operand"},
    {"range", Kind::Binary, "begin:Left operator@ end:Right"},
    {"assignment", Kind::Assign, "left:Left right:Right"},
    {"operator_assignment", Kind::AugAssign, "left:Left operator@ right:Right"},
    {"left_assignment_list", Kind::Tuple, "*:Item"},
    {"destructured_left_assignment", Kind::Tuple, "*:Item"},
    {"right_assignment_list", Kind::Array, "*:Item"},
    {"rest_assignment", Kind::Spread, "=* *:Operand"},
    {"splat_argument", Kind::Spread, "=* *:Operand"},
    {"hash_splat_argument", Kind::Spread, "=** *:Operand"},
    {"block_argument", Kind::Spread, "=& *:Operand"},
    {"conditional", Kind::Ternary, "condition:Cond consequence:Then alternative:Else"},
    {"if", Kind::If, "condition:Cond consequence:Then alternative:Else"},
    {"elsif", Kind::If, "condition:Cond consequence:Then alternative:Else"},
    {"while", Kind::While, "condition:Cond body:Body"},
    {"for", Kind::ForEach, "pattern:Target value:Value body:Body"},
    {"case", Kind::Switch, "value:Cond *:Case"},
    {"case_match", Kind::Switch, "value:Cond clauses:Case else:Case"},
    {"when", Kind::Case, "pattern:Cond body:Body"},
    {"in_clause", Kind::Case, "pattern:Cond guard:Update body:Body"},
    {"return", Kind::Return, "#argument_list:Operand"},
    {"break", Kind::Break, "*:Name"},
    {"next", Kind::Continue, "*:Name"},
    {"method", Kind::Function, "name:Name parameters:Param* body:Body"},
    {"singleton_method", Kind::Function, "name:Name parameters:Param* body:Body"},
    {"lambda", Kind::Lambda, "parameters:Param* body:Body"},
    {"block", Kind::Lambda, "parameters:Param* body:Body"},
    {"do_block", Kind::Lambda, "parameters:Param* body:Body"},
    {"optional_parameter", Kind::Param, "name:Name value:Value"},
    {"keyword_parameter", Kind::Param, "+: name:Name value:Value"},
    {"splat_parameter", Kind::Param, "+* name:Name"},
    {"hash_splat_parameter", Kind::Param, "+** name:Name"},
    {"block_parameter", Kind::Param, "+& name:Name"},
    {"destructured_parameter", Kind::Tuple, "*:Item"},
    {"class", Kind::Class, "name:Name superclass:Base body:Body"},
    {"module", Kind::Class, "=module name:Name body:Body"},
    {"ensure", Kind::Block, "*:Item"},
    {"rescue", Kind::Catch, "exceptions:Param* variable:Alias body:Body"},
    {"chained_string", Kind::Template, "*:Item"},
    {"yield", Kind::Yield, "#argument_list:Operand*"},
};

// Placeholders begin with a small letter; where a constant must stand they are spelled with a large one.
Node* constant(Lowerer& l, TSNode node) {
  Node* name = l.leaf(Kind::Name, node);
  if (name->text.substr(0, 2) != "Vv" || name->text.size() < 4 || name->text[3] != '_') return name;
  std::string_view copy = l.tree().arena.keep(name->text);
  const_cast<char*>(copy.data())[0] = 'v';
  l.setText(name, copy);
  return name;
}

Node* functionBody(Lowerer& l, Node* function) {
  for (uint32_t i = 0; i < function->count; i++)
    if (function->items[i]->role == Role::Body) {
      function->items[i] = blockOf(l, function->items[i]);
      function->items[i]->role = Role::Body;
    }
  return function;
}

// `begin … rescue … else … ensure … end`, and bodies that are written like it.
Node* guarded(Lowerer& l, TSNode node) {
  Items body, parts;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    std::string_view type = l.type(child.node);
    if (type == "rescue")
      l.add(parts, l.lower(child.node), Role::Handler);
    else if (type == "else" && !parts.empty())
      l.add(parts, l.lower(child.node), Role::Else);
    else if (type == "ensure")
      l.add(parts, build(l, Kind::Finally, child.node, {as(Role::Body, l.lower(child.node))}), Role::Finally);
    else
      l.add(body, l.lower(child.node), Role::Item);
  }
  uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
  Node* block = statements(l, build(l, Kind::Block, body.empty() ? start : body.front()->start, body.empty() ? start : body.back()->end, body));
  if (parts.empty()) {
    block->start = start;
    block->end = end;
    return block;
  }
  l.add(parts, block, Role::Try);
  Node* attempt = build(l, Kind::Try, node, parts);
  if (l.type(node) == "begin") return attempt;
  return build(l, Kind::Block, node, {as(Role::Item, attempt)});
}

Node* method(Lowerer& l, TSNode node) {
  Node* result = functionWithParams(l, node);
  TSNode object = l.field(node, "object");
  if (!ts_node_is_null(object))
    for (uint32_t i = 0; i < result->count; i++)
      if (result->items[i]->role == Role::Name) {
        result->items[i] = memberOf(l, l.lower(object), result->items[i]);
        result->items[i]->role = Role::Name;
      }
  return functionBody(l, result);
}

Node* lambda(Lowerer& l, TSNode node) {
  Node* result = functionWithParams(l, node);
  // `-> (x) { … }`: the braces are a block of their own without parameters.
  for (uint32_t i = 0; i < result->count; i++)
    if (result->items[i]->role == Role::Body && result->items[i]->kind == Kind::Lambda) {
      Node* body = const_cast<Node*>(result->items[i]->child(Role::Body));
      result->items[i] = body ? body : build(l, Kind::Block, result->items[i]->start, result->items[i]->end, {});
      result->items[i]->role = Role::Body;
    }
  if (!result->child(Role::Body)) l.append(result, build(l, Kind::Block, result->end, result->end, {}), Role::Body);
  return functionBody(l, result);
}

Node* classLike(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  for (Node* child : result->children())
    if (child->role == Role::Body) child->flags |= kClassBody;
  return result;
}

// `unless c` asks whether c does not hold.
Node* negated(Lowerer& l, TSNode condition) {
  Node* result = build(l, Kind::Unary, condition, {as(Role::Operand, l.lower(condition))});
  l.setText(result, "!");
  return result;
}

Node* unless(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, negated(l, l.field(node, "condition")), Role::Cond);
  l.add(items, l.lower(l.field(node, "consequence")), Role::Then);
  l.add(items, l.lower(l.field(node, "alternative")), Role::Else);
  return build(l, Kind::If, node, items);
}

Node* modifier(Lowerer& l, TSNode node) {
  std::string_view type = l.type(node);
  bool loop = type == "while_modifier" || type == "until_modifier";
  bool negate = type == "unless_modifier" || type == "until_modifier";
  TSNode condition = l.field(node, "condition");
  Items items;
  l.add(items, negate ? negated(l, condition) : l.lower(condition), Role::Cond);
  l.add(items, blockOf(l, l.lower(l.field(node, "body"))), loop ? Role::Body : Role::Then);
  return build(l, loop ? Kind::While : Kind::If, node, items);
}

Node* until(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, negated(l, l.field(node, "condition")), Role::Cond);
  l.add(items, l.lower(l.field(node, "body")), Role::Body);
  return build(l, Kind::While, node, items);
}

// An `else` that is reached as a case.
Node* caseLike(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  for (uint32_t i = 0; i < result->count; i++)
    if (result->items[i]->role == Role::Case && result->items[i]->kind == Kind::Block) {
      Node* body = result->items[i];
      result->items[i] = build(l, Kind::Case, body->start, body->end, {as(Role::Body, body)});
      result->items[i]->role = Role::Case;
    }
  return result;
}

Node* rescueModifier(Lowerer& l, TSNode node) {
  TSNode handler = l.field(node, "handler");
  Node* caught = build(l, Kind::Catch, handler, {as(Role::Body, blockOf(l, l.lower(handler)))});
  return build(l, Kind::Try, node,
               {as(Role::Try, blockOf(l, l.lower(l.field(node, "body")))), as(Role::Handler, caught)});
}

// A symbol holds its name, so that a metavariable may stand for it.
Node* symbolNode(Lowerer& l, uint32_t start, uint32_t from, uint32_t to, uint32_t end) {
  Node* symbol = build(l, Kind::Other, start, end, {as(Role::Item, l.leaf(Kind::Name, from, to))});
  symbol->hash = hashOf("symbol");
  return symbol;
}

Node* symbol(Lowerer& l, TSNode node) {
  uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
  return symbolNode(l, start, start + (l.text(node).substr(0, 1) == ":" ? 1 : 0), end, end);
}

Node* delimitedSymbol(Lowerer& l, TSNode node) {
  Node* text = l.string(node, {"interpolation"});
  if (text->kind != Kind::String) return text;
  uint32_t from = text->text.data() - l.source().data();
  return symbolNode(l, text->start, from, from + text->text.size(), text->end);
}

bool namesSymbol(Node* key) { return key && key->kind == Kind::Other && key->hash == hashOf("symbol"); }

Node* pairOf(Lowerer& l, TSNode node) {
  Items items;
  l.add(items, l.lower(l.field(node, "key")), Role::Key);
  Node* value = l.lower(l.field(node, "value"));
  TSNode key = l.field(node, "key");
  if (!value) value = l.leaf(Kind::Name, key);  // {x:} is {x: x}
  l.add(items, value, Role::Value);
  return build(l, Kind::Pair, node, items);
}

// `f(a: 1)` and `f(:a => 1)` name an argument.
Node* argument(Lowerer& l, Node* given) {
  if (!given || given->kind != Kind::Pair || given->count != 2 || !namesSymbol(given->items[0]) || given->items[0]->count == 0) return given;
  Node* name = given->items[0]->items[0];
  return build(l, Kind::Keyword, given->start, given->end, {as(Role::Name, name), given->items[1]});
}

// `f ... { … }`: the grammar gives the block to the last word, here the dots.
Node* hoisted(Lowerer& l, Node* outer) {
  if (outer->count != 2) return outer;
  Node* inner = outer->items[1];
  bool dots = inner->kind == Kind::Call && inner->count == 2 && inner->items[0]->text == "vve_" && inner->items[1]->kind == Kind::Lambda;
  if (!dots) return outer;
  Node* lambda = inner->items[1];
  Node* call = build(l, Kind::Call, outer->start, inner->items[0]->end, {outer->items[0], as(Role::Arg, inner->items[0])});
  return build(l, Kind::Call, outer->start, outer->end, {as(Role::Callee, call), as(Role::Arg, lambda)});
}

Node* call(Lowerer& l, TSNode node) {
  TSNode method = l.field(node, "method"), receiver = l.field(node, "receiver");
  TSNode arguments = l.field(node, "arguments"), block = l.field(node, "block");
  Node* callee = ts_node_is_null(method) ? nullptr : l.lower(method);
  if (!ts_node_is_null(receiver)) {
    // `block.()` calls `call`.
    if (!callee) {
      callee = l.leaf(Kind::Name, ts_node_end_byte(receiver), ts_node_end_byte(receiver));
      l.setText(callee, "call");
    }
    Node* object = l.lower(receiver);
    if (object && callee) callee = memberOf(l, object, callee);
    TSNode op = l.field(node, "operator");
    if (!ts_node_is_null(op) && l.text(op) == "&.") callee->flags |= kOptionalChain;
  }
  if (ts_node_is_null(arguments) && ts_node_is_null(block)) return callee;
  Items items;
  l.add(items, callee, Role::Callee);
  if (!ts_node_is_null(arguments))
    for (const Child& child : l.childrenOf(arguments))
      if (child.named) l.add(items, argument(l, l.lower(child.node)), Role::Arg);
  if (ts_node_is_null(block)) return hoisted(l, build(l, Kind::Call, node, items));
  // The block is given to the call of the other arguments, so that the call is found with and without it.
  if (items.size() > 1 && callee) items = {as(Role::Callee, build(l, Kind::Call, callee->start, ts_node_end_byte(arguments), items))};
  l.add(items, l.lower(block), Role::Arg);
  return build(l, Kind::Call, node, items);
}

Node* scopeResolution(Lowerer& l, TSNode node) {
  TSNode scope = l.field(node, "scope");
  return memberOf(l, ts_node_is_null(scope) ? nullptr : l.lower(scope), l.lower(l.field(node, "name")));
}

Node* string(Lowerer& l, TSNode node) { return l.string(node, {"interpolation"}); }

Node* interpolation(Lowerer& l, TSNode node) {
  for (const Child& child : l.childrenOf(node))
    if (child.named) return l.lower(child.node);
  return nullptr;
}

Node* regex(Lowerer& l, TSNode node) {
  Node* result = l.string(node, {"interpolation"});
  std::string_view text = l.text(node);
  size_t slash = text.rfind('/');
  if (!text.empty() && text[0] == '/' && slash > 0) l.setText(result, text.substr(1, slash - 1));
  result->kind = Kind::Regex;
  return result;
}

Node* subshell(Lowerer& l, TSNode node) {
  Node* inner = l.string(node, {"interpolation"});
  if (inner->kind == Kind::String && inner->text == "...") {
    inner->kind = Kind::Name;
    l.setText(inner, "vve_");
  }
  Node* result = build(l, Kind::Other, node, {as(Role::Item, inner)});
  result->hash = hashOf("subshell");
  return result;
}

// The text of a heredoc stands further below, where its line ends.
Node* heredoc(Lowerer& l, TSNode node) {
  std::string_view head = l.text(node);
  Node* result = l.make(Kind::String, node);
  std::string_view word = head.substr(std::min(head.find_first_not_of("<-~\"'`"), head.size()));
  word = word.substr(0, word.find_first_of("\"'`"));
  std::string_view source = l.source();
  size_t line = source.find('\n', result->end);
  for (size_t at = line == source.npos ? source.size() : line + 1; at < source.size();) {
    size_t end = std::min(source.find('\n', at), source.size());
    std::string_view here = source.substr(at, end - at);
    here = here.substr(std::min(here.find_first_not_of(" \t"), here.size()));
    if (here == word) {
      l.setText(result, source.substr(line + 1, at - line - 1));
      if (head.find('\'') == head.npos && result->text.find("#{") != source.npos) result->kind = Kind::Template;
      return result;
    }
    at = end + 1;
  }
  return result;
}

Node* operandList(Lowerer& l, TSNode node) {
  Items items;
  addEach(l, items, node, Role::Item);
  if (items.size() == 1) return items[0];
  return build(l, Kind::Array, node, items);
}

Node* parenthesized(Lowerer& l, TSNode node) {
  Items items;
  addEach(l, items, node, Role::Item);
  if (items.size() == 1) return items[0];
  return statements(l, build(l, Kind::Block, node, items));
}

constexpr LowerSpecial kSpecials[] = {
    {"program", bodyBlock},
    {"then", bodyBlock},
    {"do", bodyBlock},
    {"else", bodyBlock},
    {"ensure", bodyBlock},
    {"block_body", bodyBlock},
    {"constant", constant},
    {"hash_key_symbol", symbol},
    {"simple_symbol", symbol},
    {"bare_symbol", symbol},
    {"delimited_symbol", delimitedSymbol},
    {"self", specialName},
    {"super", specialName},
    {"integer", numberLeaf},
    {"float", numberLeaf},
    {"body_statement", guarded},
    {"begin", guarded},
    {"method", method},
    {"singleton_method", method},
    {"lambda", lambda},
    {"block", lambda},
    {"do_block", lambda},
    {"class", classLike},
    {"module", classLike},
    {"unless", unless},
    {"if_modifier", modifier},
    {"unless_modifier", modifier},
    {"while_modifier", modifier},
    {"until_modifier", modifier},
    {"until", until},
    {"case", caseLike},
    {"case_match", caseLike},
    {"rescue_modifier", rescueModifier},
    {"pair", pairOf},
    {"call", call},
    {"argument_list", operandList},
    {"scope_resolution", scopeResolution},
    {"string", string},
    {"bare_string", string},
    {"character", string},
    {"interpolation", interpolation},
    {"regex", regex},
    {"subshell", subshell},
    {"heredoc_beginning", heredoc},
    {"parenthesized_statements", parenthesized},
};

}  // namespace

const LowerTable kRubyTable{"ruby", kLines, kSpecials};

}  // namespace vireon
