// Simple commands become calls of one hidden name whose arguments are all the command's words; redirections and
// leading assignments are left out, so that a pattern matches with and without them.
#include "parse/lower.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"program", Kind::Block, "*:Item"},
    {"compound_statement", Kind::Block, "*:Item"},
    {"do_group", Kind::Block, "*:Item"},
    {"word", Kind::String},
    {"number", Kind::String},
    {"regex", Kind::String},
    {"extglob_pattern", Kind::String},
    {"special_variable_name", Kind::Name},
    {"variable_name", Kind::Name},
    {"command_name", Kind::Through},
    {"array", Kind::Array, "*:Item"},
    {"subscript", Kind::Index, "name:Object index:Item"},
    {"redirected_statement", Kind::Through, "body:Item -#file_redirect -#heredoc_redirect -#herestring_redirect"},
    {"subshell", Kind::Call, "=subshell *:Arg"},
    {"command_substitution", Kind::Call, "=substitution *:Arg"},
    {"process_substitution", Kind::Call, "=process *:Arg"},
    {"negated_command", Kind::Unary, "=! *:Operand"},
    {"for_statement", Kind::ForEach, "variable:Target value:Value body:Body"},
    {"while_statement", Kind::While, "condition:Cond body:Body"},
    {"case_statement", Kind::Switch, "value:Cond #case_item:Case"},
    {"function_definition", Kind::Function, "name:Name body:Body"},
    {"translated_string", Kind::Through},
};

Node* wrap(Lowerer& l, Node* inner, Kind kind, Role role) {
  Node* outer = l.make(kind, inner->start, inner->end);
  std::vector<Node*> items;
  l.add(items, inner, role);
  l.finish(outer, items);
  return outer;
}

// Commands are expressions; where a list of statements is wanted each is a statement of its own.
void asStatements(Lowerer& l, std::vector<Node*>& items) {
  for (Node*& item : items)
    if (item->kind < Kind::Block) {
      Role role = item->role;
      item = wrap(l, item, Kind::ExprStmt, Role::Item);
      item->role = role;
    }
}

Node* blockOf(Lowerer& l, std::vector<Node*>& items, uint32_t start, uint32_t end) {
  asStatements(l, items);
  Node* result = l.make(Kind::Block, items.empty() ? start : items.front()->start, items.empty() ? end : items.back()->end);
  l.finish(result, items);
  return result;
}

Node* commandCall(Lowerer& l, TSNode node, std::vector<Node*>& words) {
  Node* call = l.make(Kind::Call, words.empty() ? ts_node_start_byte(node) : words.front()->start,
                      words.empty() ? ts_node_end_byte(node) : words.back()->end);
  l.setText(call, "command");
  std::vector<Node*> items;
  for (Node* word : words) l.add(items, word, Role::Arg);
  l.finish(call, items);
  return call;
}

Node* command(Lowerer& l, TSNode node) {
  std::vector<Node*> words, assignments;
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "file_redirect" || type == "herestring_redirect" || type == "heredoc_redirect") continue;
    Node* word = child.named ? l.lower(child.node) : l.leaf(Kind::String, child.node);
    if (!word) continue;
    if (type == "variable_assignment")
      assignments.push_back(word);
    else
      words.push_back(word);
  }
  if (words.empty() && assignments.size() == 1) return assignments[0];
  return commandCall(l, node, words);
}

Node* declaration(Lowerer& l, TSNode node) {
  std::vector<Node*> words, assignments;
  for (const Child& child : l.childrenOf(node)) {
    Node* word = child.named ? l.lower(child.node) : l.leaf(Kind::String, child.node);
    if (!word) continue;
    if (l.type(child.node) == "variable_assignment") assignments.push_back(word);
    words.push_back(word);
  }
  if (assignments.empty()) return commandCall(l, node, words);
  for (Node* each : assignments) each->start = ts_node_start_byte(node);
  return l.multi(node, assignments);
}

Node* assignment(Lowerer& l, TSNode node) {
  bool adds = l.hasToken(node, "+=");
  Node* result = l.make(adds ? Kind::AugAssign : Kind::Assign, node);
  if (adds) l.setText(result, "+=");
  std::vector<Node*> items;
  l.add(items, l.lower(l.field(node, "name")), Role::Left);
  Node* value = l.lower(l.field(node, "value"));
  if (!value) {
    value = l.make(Kind::String, result->end, result->end);
    l.setText(value, "");
  }
  l.add(items, value, Role::Right);
  l.finish(result, items);
  return result;
}

// `a && b || c`, `a | b | c`: joined from the left, by the token between.
Node* joined(Lowerer& l, TSNode node) {
  Node* left = nullptr;
  std::string_view op;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) {
      op = l.text(child.node);
      continue;
    }
    Node* right = l.lower(child.node);
    if (!right) continue;
    if (right->kind == Kind::Multi) right->kind = Kind::Block;
    if (!left) {
      left = right;
      continue;
    }
    Node* both = l.make(Kind::Binary, left->start, right->end);
    l.setText(both, op == "|&" ? "|" : op);
    std::vector<Node*> items;
    l.add(items, left, Role::Left);
    l.add(items, right, Role::Right);
    l.finish(both, items);
    left = both;
  }
  return left;
}

// A statement list with its terminators: `a & b` runs a in the background.
Node* program(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Block, node);
  std::vector<Node*> items;
  for (const Child& child : l.childrenOf(node)) {
    if (child.named) {
      l.add(items, l.lower(child.node), Role::Item);
    } else if (l.text(child.node) == "&" && !items.empty()) {
      Node* background = l.make(Kind::Unary, items.back()->start, ts_node_end_byte(child.node));
      l.setText(background, "&");
      std::vector<Node*> operand;
      l.add(operand, items.back(), Role::Operand);
      l.finish(background, operand);
      background->role = Role::Item;
      items.back() = background;
    }
  }
  asStatements(l, items);
  l.finish(result, items);
  return result;
}

Node* nested(Lowerer& l, TSNode node) {
  Node* inner = program(l, node);
  std::string_view type = l.type(node);
  Node* call = l.make(Kind::Call, node);
  l.setText(call, type);
  std::vector<Node*> items;
  if (inner->count == 1 && inner->items[0]->kind == Kind::ExprStmt && type != "subshell")
    l.add(items, inner->items[0]->items[0], Role::Arg);
  else
    l.add(items, inner, Role::Arg);
  l.finish(call, items);
  return call;
}

Node* one(Lowerer& l, std::vector<Node*>& items, TSNode range) {
  if (items.size() == 1) return items[0];
  return blockOf(l, items, ts_node_start_byte(range), ts_node_end_byte(range));
}

// if a; then b; elif c; then d; else e; fi
Node* ifStatement(Lowerer& l, TSNode node) {
  struct Branch {
    std::vector<Node*> condition, body;
  };
  std::vector<Branch> branches(1);
  std::vector<Node*> otherwise;
  bool hasElse = false;
  auto collect = [&](TSNode from, Branch& branch) {
    bool then = false;
    for (const Child& child : l.childrenOf(from)) {
      std::string_view type = l.type(child.node);
      if (type == "then") then = true;
      if (!child.named || type == "elif_clause" || type == "else_clause") continue;
      l.add(then ? branch.body : branch.condition, l.lower(child.node), Role::Item);
    }
  };
  collect(node, branches[0]);
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "elif_clause") {
      branches.emplace_back();
      collect(child.node, branches.back());
    } else if (type == "else_clause") {
      hasElse = true;
      for (const Child& statement : l.childrenOf(child.node))
        if (statement.named) l.add(otherwise, l.lower(statement.node), Role::Item);
    }
  }
  Node* rest = hasElse ? blockOf(l, otherwise, ts_node_end_byte(node), ts_node_end_byte(node)) : nullptr;
  for (size_t i = branches.size(); i-- > 0;) {
    Node* each = l.make(Kind::If, node);
    std::vector<Node*> items;
    l.add(items, one(l, branches[i].condition, node), Role::Cond);
    l.add(items, blockOf(l, branches[i].body, each->end, each->end), Role::Then);
    l.add(items, rest, Role::Else);
    if (i > 0 && !branches[i].condition.empty()) each->start = branches[i].condition.front()->start;
    l.finish(each, items);
    rest = each;
  }
  return rest;
}

Node* forStatement(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::ForEach, node);
  std::vector<Node*> items, values;
  TSNode variable = l.field(node, "variable"), body = l.field(node, "body");
  for (const Child& child : l.childrenOf(node))
    if (child.named && child.node.id != variable.id && child.node.id != body.id)
      l.add(values, l.lower(child.node), Role::Item);
  Node* list = l.make(Kind::Array, values.empty() ? ts_node_end_byte(variable) : values.front()->start,
                      values.empty() ? ts_node_end_byte(variable) : values.back()->end);
  l.finish(list, values);
  l.add(items, l.lower(variable), Role::Target);
  l.add(items, list, Role::Value);
  l.add(items, l.lower(body), Role::Body);
  l.finish(result, items);
  return result;
}

Node* whileStatement(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::While, node);
  std::vector<Node*> items, condition;
  TSNode body = l.field(node, "body");
  for (const Child& child : l.childrenOf(node))
    if (child.named && child.node.id != body.id) l.add(condition, l.lower(child.node), Role::Item);
  Node* test = blockOf(l, condition, result->start, result->start);
  l.add(items, test, Role::Cond);
  l.add(items, l.lower(body), Role::Body);
  if (l.hasToken(node, "until")) l.setText(result, "until");
  l.finish(result, items);
  return result;
}

Node* caseItem(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Case, node);
  std::vector<Node*> items, statements;
  bool body = false;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named && l.text(child.node) == ")") body = true;
    if (child.named) l.add(body ? statements : items, l.lower(child.node), body ? Role::Item : Role::Cond);
  }
  l.add(items, blockOf(l, statements, result->end, result->end), Role::Body);
  l.finish(result, items);
  return result;
}

Node* functionDefinition(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  for (Node* child : result->children())
    if (child->role == Role::Name) child->kind = Kind::Name;
  return result;
}

// $x, ${x}: the value of a variable; ${x:-y} and the like keep their pieces.
Node* expansion(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Unary, node);
  std::vector<Node*> items;
  bool plain = true;
  for (const Child& child : l.childrenOf(node)) {
    if (child.named)
      l.add(items, l.lower(child.node), Role::Operand);
    else if (std::string_view token = l.text(child.node); token != "$" && token != "${" && token != "}")
      plain = false;
  }
  l.setText(result, plain && items.size() == 1 ? "$" : "${");
  if (!plain) result->kind = Kind::Other;
  l.finish(result, items);
  return result;
}

Node* string(Lowerer& l, TSNode node) {
  return l.string(node, {"simple_expansion", "expansion", "command_substitution", "arithmetic_expansion"});
}

Node* rawString(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::String, node);
  std::string_view text = l.text(node);
  size_t from = text.find('\'');
  if (from != text.npos && text.size() >= from + 2) text = text.substr(from + 1, text.size() - from - 2);
  l.setText(result, text);
  return result;
}

Node* concatenation(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Template, node);
  result->flags |= kTagged;
  std::vector<Node*> items;
  for (const Child& child : l.childrenOf(node))
    if (child.named) l.add(items, l.lower(child.node), Role::Item);
  l.finish(result, items);
  return result;
}

constexpr int kMaxTestDepth = 200;

void testWords(Lowerer& l, TSNode node, std::vector<Node*>& words, int depth) {
  for (const Child& child : l.childrenOf(node)) {
    const std::string_view type = l.type(child.node);
    const bool inner = type == "unary_expression" || type == "binary_expression" || type == "parenthesized_expression";
    if (inner && depth < kMaxTestDepth) testWords(l, child.node, words, depth + 1);
    else if (inner || !child.named || type == "test_operator") words.push_back(l.leaf(Kind::String, child.node));
    else if (Node* word = l.lower(child.node)) words.push_back(word);
  }
}

// `[ -f x ]` is a command of these words.
Node* test(Lowerer& l, TSNode node) {
  std::vector<Node*> words;
  testWords(l, node, words, 0);
  return commandCall(l, node, words);
}

// What stands in (( )) is compared by its text.
Node* verbatim(Lowerer& l, TSNode node) { return l.leaf(Kind::Other, node); }

constexpr LowerSpecial kSpecials[] = {
    {"program", program},
    {"compound_statement", program},
    {"do_group", program},
    {"subshell", nested},
    {"command_substitution", nested},
    {"process_substitution", nested},
    {"command", command},
    {"declaration_command", declaration},
    {"unset_command", declaration},
    {"variable_assignment", assignment},
    {"list", joined},
    {"pipeline", joined},
    {"if_statement", ifStatement},
    {"for_statement", forStatement},
    {"while_statement", whileStatement},
    {"case_item", caseItem},
    {"function_definition", functionDefinition},
    {"simple_expansion", expansion},
    {"expansion", expansion},
    {"string", string},
    {"raw_string", rawString},
    {"ansi_c_string", rawString},
    {"concatenation", concatenation},
    {"test_command", test},
    {"arithmetic_expansion", verbatim},
};

}  // namespace

const LowerTable kBashTable{"bash", kLines, kSpecials};

}  // namespace vireon
