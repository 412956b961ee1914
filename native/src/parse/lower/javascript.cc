// JavaScript, TypeScript and TSX.
#include "parse/lower.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"program", Kind::Block, "*:Item"},
    {"statement_block", Kind::Block, "*:Item"},
    {"empty_statement", Kind::Drop},
    {"hash_bang_line", Kind::Drop},
    {"expression_statement", Kind::ExprStmt, "*:Item"},
    {"parenthesized_expression", Kind::Through, "-#type_annotation *:Item"},
    {"sequence_expression", Kind::Sequence, "*:Item"},
    {"identifier", Kind::Name},
    {"property_identifier", Kind::Name},
    {"private_property_identifier", Kind::Name},
    {"statement_identifier", Kind::Name},
    {"type_identifier", Kind::Name},
    {"predefined_type", Kind::Name},
    {"this_type", Kind::Name},
    {"undefined", Kind::Name},
    {"import", Kind::Name},
    {"meta_property", Kind::Name},
    {"true", Kind::Bool},
    {"false", Kind::Bool},
    {"null", Kind::Null},
    {"template_substitution", Kind::Through},
    {"jsx_namespace_name", Kind::Name},
    {"member_expression", Kind::Member, "object:Object property:Name"},
    {"subscript_expression", Kind::Index, "object:Object index:Item"},
    {"call_expression", Kind::Call, "function:Callee type_arguments:TypeArg* arguments:Arg*"},
    {"new_expression", Kind::New, "constructor:Type type_arguments:TypeArg* arguments:Arg*"},
    {"unary_expression", Kind::Unary, "operator@ argument:Operand"},
    {"update_expression", Kind::Update, "operator@ argument:Operand"},
    {"binary_expression", Kind::Binary, "left:Left operator@ right:Right"},
    {"assignment_expression", Kind::Assign, "left:Left right:Right"},
    {"assignment_pattern", Kind::Assign, "left:Left right:Right"},
    {"object_assignment_pattern", Kind::Assign, "left:Left right:Right"},
    {"augmented_assignment_expression", Kind::AugAssign, "left:Left operator@ right:Right"},
    {"ternary_expression", Kind::Ternary, "condition:Cond consequence:Then alternative:Else"},
    {"await_expression", Kind::Await, "*:Operand"},
    {"yield_expression", Kind::Yield, "*:Operand"},
    {"spread_element", Kind::Spread, "*:Operand"},
    {"rest_pattern", Kind::Spread, "*:Operand"},
    {"array", Kind::Array, "*:Item"},
    {"array_pattern", Kind::Array, "*:Item"},
    {"object", Kind::Object, "*:Item"},
    {"object_pattern", Kind::Object, "*:Item"},
    {"pair", Kind::Pair, "key:Key value:Value"},
    {"pair_pattern", Kind::Pair, "key:Key value:Value"},
    {"function_declaration", Kind::Function,
     "+async name:Name type_parameters:TypeParam* parameters:Param* return_type:Result body:Body"},
    {"generator_function_declaration", Kind::Function,
     "+async +* name:Name type_parameters:TypeParam* parameters:Param* return_type:Result body:Body"},
    {"function_signature", Kind::Function,
     "+async name:Name type_parameters:TypeParam* parameters:Param* return_type:Result"},
    {"function_expression", Kind::Lambda,
     "+async name:Name type_parameters:TypeParam* parameters:Param* return_type:Result body:Body"},
    {"generator_function", Kind::Lambda,
     "+async +* name:Name type_parameters:TypeParam* parameters:Param* return_type:Result body:Body"},
    {"arrow_function", Kind::Lambda,
     "+async parameter:Param type_parameters:TypeParam* parameters:Param* return_type:Result body:Body"},
    {"method_definition", Kind::Function,
     "decorator:Attribute #accessibility_modifier:Modifier #override_modifier:Modifier +static +async +get +set +* "
     "+readonly name:Name type_parameters:TypeParam* parameters:Param* return_type:Result body:Body"},
    {"method_signature", Kind::Function,
     "#accessibility_modifier:Modifier +static +async +get +set name:Name type_parameters:TypeParam* parameters:Param* "
     "return_type:Result"},
    {"abstract_method_signature", Kind::Function,
     "#accessibility_modifier:Modifier +abstract +static +async +get +set name:Name type_parameters:TypeParam* "
     "parameters:Param* return_type:Result"},
    {"accessibility_modifier", Kind::Modifier},
    {"override_modifier", Kind::Modifier},
    {"required_parameter", Kind::Param,
     "decorator:Attribute #accessibility_modifier:Modifier +readonly pattern:Name name:Name type:Type value:Value"},
    {"optional_parameter", Kind::Param,
     "decorator:Attribute #accessibility_modifier:Modifier +readonly pattern:Name name:Name type:Type value:Value"},
    {"class_declaration", Kind::Class, "decorator:Attribute name:Name type_parameters:TypeParam* body:Body"},
    {"abstract_class_declaration", Kind::Class,
     "decorator:Attribute +abstract name:Name type_parameters:TypeParam* body:Body"},
    {"class", Kind::Class, "decorator:Attribute name:Name type_parameters:TypeParam* body:Body"},
    {"interface_declaration", Kind::Class,
     "=interface name:Name type_parameters:TypeParam* #extends_type_clause:Base* body:Body"},
    {"interface_body", Kind::Block, "*:Item"},
    {"object_type", Kind::Object, "*:Item"},
    {"enum_declaration", Kind::Class, "=enum +const name:Name body:Body"},
    {"enum_body", Kind::Block, "name:Item *:Item"},
    {"enum_assignment", Kind::VarDef, "name:Name value:Value"},
    {"class_static_block", Kind::Other, "body:Body"},
    {"field_definition", Kind::VarDef, "decorator:Attribute +static property:Name value:Value"},
    {"public_field_definition", Kind::VarDef,
     "decorator:Attribute #accessibility_modifier:Modifier #override_modifier:Modifier +static +readonly +declare "
     "+abstract name:Name type:Type value:Value"},
    {"property_signature", Kind::VarDef, "#accessibility_modifier:Modifier +static +readonly name:Name type:Type"},
    {"if_statement", Kind::If, "condition:Cond consequence:Then alternative:Else"},
    {"else_clause", Kind::Through},
    {"for_statement", Kind::For, "initializer:Init condition:Cond increment:Update body:Body"},
    {"for_in_statement", Kind::ForEach, "left:Target operator@ right:Value body:Body"},
    {"while_statement", Kind::While, "condition:Cond body:Body"},
    {"do_statement", Kind::DoWhile, "condition:Cond body:Body"},
    {"switch_statement", Kind::Switch, "value:Cond body:Case*"},
    {"return_statement", Kind::Return, "*:Operand"},
    {"throw_statement", Kind::Throw, "*:Operand"},
    {"break_statement", Kind::Break, "label:Name"},
    {"continue_statement", Kind::Continue, "label:Name"},
    {"try_statement", Kind::Try, "body:Try handler:Handler finalizer:Finally"},
    {"catch_clause", Kind::Catch, "parameter:Param type:Type body:Body"},
    {"finally_clause", Kind::Finally, "body:Body"},
    {"labeled_statement", Kind::Label, "label:Name body:Body"},
    {"with_statement", Kind::With, "object:Item body:Body"},
    {"decorator", Kind::Attribute, "*:Item"},
    {"jsx_attribute", Kind::ElementAttribute, "*:Item"},
    {"type_annotation", Kind::Through},
    {"generic_type", Kind::TypeApply, "name:Name type_arguments:TypeArg*"},
    {"array_type", Kind::ArrayType, "*:Type"},
    {"parenthesized_type", Kind::Through},
    {"literal_type", Kind::Through},
    {"nested_type_identifier", Kind::Member, "module:Object name:Name"},
    {"nested_identifier", Kind::Member, "object:Object property:Name"},
    {"function_type", Kind::FunctionType, "parameters:Param* return_type:Result"},
    {"type_parameter", Kind::TypeParam, "name:Name constraint:Base value:Value"},
    {"constraint", Kind::Through},
    {"default_type", Kind::Through},
    {"non_null_expression", Kind::Through},
    {"type_alias_declaration", Kind::Other, "+declare name:Name type_parameters:TypeParam* value:Value"},
    {"internal_module", Kind::Other, "=namespace name:Name body:Body"},
    {"module", Kind::Other, "=namespace name:Name body:Body"},
};

Node* function(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  if (result) wrapParams(l, result);
  return result;
}

Node* special(Lowerer& l, TSNode node) {
  Node* name = l.leaf(Kind::Name, node);
  name->flags |= kSpecialName;
  return name;
}

Node* string(Lowerer& l, TSNode node) { return l.string(node, {"template_substitution"}); }

// Always a template, so that `…` in a pattern stands for templates with and without substitutions.
Node* templateString(Lowerer& l, TSNode node) {
  Node* result = l.string(node, {"template_substitution"});
  if (result->kind != Kind::String) return result;
  Node* whole = l.make(Kind::Template, node);
  std::vector<Node*> items;
  l.add(items, result, Role::Item);
  l.finish(whole, items);
  return whole;
}

// A range as written, brackets included, where an operand stands in them.
Node* parenthesized(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  std::string_view around = ts_node_is_null(l.parent()) ? std::string_view() : l.type(l.parent());
  bool header = around == "if_statement" || around == "while_statement" || around == "switch_statement" || around == "do_statement" || around == "with_statement";
  if (result && !header && result->kind != Kind::Multi) {
    result->start = ts_node_start_byte(node);
    result->end = ts_node_end_byte(node);
  }
  return result;
}

Node* regex(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Regex, node);
  l.setText(result, l.text(l.field(node, "pattern")));
  TSNode flags = l.field(node, "flags");
  if (!ts_node_is_null(flags)) l.append(result, l.leaf(Kind::Modifier, flags), Role::Modifier);
  return result;
}

Node* call(Lowerer& l, TSNode node) {
  TSNode arguments = l.field(node, "arguments");
  if (ts_node_is_null(arguments) || l.type(arguments) != "template_string") return l.byTable(node);
  Node* result = l.make(Kind::Call, node);
  result->flags |= kTagged;
  std::vector<Node*> items;
  l.add(items, l.lower(l.field(node, "function")), Role::Callee);
  l.add(items, l.lower(arguments), Role::Arg);
  l.finish(result, items);
  return result;
}

Node* shorthand(Lowerer& l, TSNode node) {
  Node* pair = l.make(Kind::Pair, node);
  pair->flags |= kShorthand;
  std::vector<Node*> items;
  l.add(items, l.leaf(Kind::Name, node), Role::Key);
  l.add(items, l.leaf(Kind::Name, node), Role::Value);
  l.finish(pair, items);
  return pair;
}

Node* declaration(Lowerer& l, TSNode node) {
  Listed<Child> children = l.childrenOf(node);
  std::vector<Node*> definitions;
  TSNode keyword = children.empty() ? node : children[0].node;
  for (const Child& child : children) {
    if (l.type(child.node) != "variable_declarator") continue;
    Node* definition = l.make(Kind::VarDef, node);
    definition->end = ts_node_end_byte(children.size() == 2 || child.node.id == children.back().node.id ? node : child.node);
    std::vector<Node*> items;
    l.add(items, l.leaf(Kind::Modifier, keyword), Role::Modifier);
    Node* name = l.lower(l.field(child.node, "name"));
    if (name) l.add(items, name, name->kind == Kind::Name ? Role::Name : Role::Target);
    l.add(items, l.lower(l.field(child.node, "type")), Role::Type);
    l.add(items, l.lower(l.field(child.node, "value")), Role::Value);
    l.finish(definition, items);
    definitions.push_back(definition);
  }
  return l.multi(node, definitions);
}

Node* switchCase(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Case, node);
  std::vector<Node*> items, statements;
  uint32_t start = result->end;
  TSFieldId body = ts_language_field_id_for_name(ts_node_language(node), "body", 4);
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    if (child.field == body) {
      start = std::min(start, ts_node_start_byte(child.node));
      l.add(statements, l.lower(child.node), Role::Item);
    } else {
      l.add(items, l.lower(child.node), Role::Cond);
    }
  }
  Node* block = l.make(Kind::Block, start, result->end);
  l.finish(block, statements);
  l.add(items, block, Role::Body);
  l.finish(result, items);
  return result;
}

Node* classLike(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  if (!result) return result;
  TSNode heritage = l.childOfType(node, "class_heritage");
  if (ts_node_is_null(heritage)) return result;
  for (const Child& clause : l.childrenOf(heritage)) {
    if (!clause.named) continue;
    std::string_view type = l.type(clause.node);
    if (type != "extends_clause" && type != "implements_clause") {
      l.append(result, l.lower(clause.node), Role::Base);
      continue;
    }
    for (const Child& parent : l.childrenOf(clause.node))
      if (parent.named && l.type(parent.node) != "type_arguments")
        l.append(result, l.lower(parent.node), type == "extends_clause" ? Role::Base : Role::Interface);
  }
  return result;
}

Node* classBody(Lowerer& l, TSNode node) {
  Node* block = l.make(Kind::Block, node);
  block->flags |= kClassBody;
  std::vector<Node*> items, decorators;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    Node* member = l.lower(child.node);
    if (!member) continue;
    if (member->kind == Kind::Attribute) {
      decorators.push_back(member);
      continue;
    }
    for (Node* decorator : decorators) {
      if (member->kind == Kind::Multi) break;
      member->start = std::min(member->start, decorator->start);
      l.append(member, decorator, Role::Attribute);
    }
    decorators.clear();
    l.add(items, member, Role::Item);
  }
  for (Node* decorator : decorators) l.add(items, decorator, Role::Item);
  l.finish(block, items);
  return block;
}

// a?.b says more than a.b.
Node* member(Lowerer& l, TSNode node) {
  Node* result = l.byTable(node);
  if (!ts_node_is_null(l.field(node, "optional_chain"))) result->flags |= kOptionalChain;
  return result;
}

void addModule(Lowerer& l, std::vector<Node*>& items, Node* import, TSNode source) {
  import->flags |= kFileModule;
  l.add(items, l.lower(source), Role::Path);
}

Node* importNode(Lowerer& l, TSNode statement, TSNode source, uint16_t flags, std::vector<Node*> items) {
  Node* import = l.make(Kind::Import, statement);
  import->flags |= flags;
  addModule(l, items, import, source);
  l.finish(import, items);
  return import;
}

Node* importItem(Lowerer& l, TSNode range, Node* name, Node* alias) {
  Node* item = l.make(Kind::ImportItem, range);
  std::vector<Node*> parts;
  l.add(parts, name, Role::Name);
  l.add(parts, alias, Role::Alias);
  l.finish(item, parts);
  item->role = Role::Item;
  return item;
}

// `import d, {a as b}, * as n from "m"` is several imports; each keeps the range of the whole.
Node* importStatement(Lowerer& l, TSNode node) {
  TSNode source = l.field(node, "source");
  std::vector<Node*> imports;
  TSNode require = l.childOfType(node, "import_require_clause");
  if (!ts_node_is_null(require)) {
    std::vector<Node*> alias;
    l.add(alias, l.lower(l.childOfType(require, "identifier")), Role::Alias);
    imports.push_back(importNode(l, node, l.field(require, "source"), 0, alias));
    return l.multi(node, imports);
  }
  TSNode clause = l.childOfType(node, "import_clause");
  if (ts_node_is_null(clause)) {
    imports.push_back(importNode(l, node, source, 0, {}));
    return l.multi(node, imports);
  }
  for (const Child& child : l.childrenOf(clause)) {
    if (!child.named) continue;
    std::string_view type = l.type(child.node);
    if (type == "identifier") {
      Node* name = l.leaf(Kind::Name, child.node);
      l.setText(name, "default");
      imports.push_back(
          importNode(l, node, source, kImportFrom, {importItem(l, child.node, name, l.lower(child.node))}));
    } else if (type == "namespace_import") {
      std::vector<Node*> alias;
      l.add(alias, l.lower(l.childOfType(child.node, "identifier")), Role::Alias);
      imports.push_back(importNode(l, node, source, 0, alias));
    } else if (type == "named_imports") {
      std::vector<Node*> items;
      for (const Child& specifier : l.childrenOf(child.node))
        if (specifier.named)
          l.add(items,
                importItem(l, specifier.node, l.lower(l.field(specifier.node, "name")),
                           l.lower(l.field(specifier.node, "alias"))),
                Role::Item);
      imports.push_back(importNode(l, node, source, kImportFrom, items));
    }
  }
  return l.multi(node, imports);
}

void addModifier(Lowerer& l, Node* node, TSNode token) {
  l.append(node, l.leaf(Kind::Modifier, token), Role::Modifier);
}

// `export {a} from "m"` imports as well.
Node* reexport(Lowerer& l, TSNode node) {
  TSNode source = l.field(node, "source"), clause = l.childOfType(node, "export_clause");
  if (ts_node_is_null(source) || ts_node_is_null(clause)) return l.byTable(node);
  std::vector<Node*> items;
  for (const Child& specifier : l.childrenOf(clause))
    if (specifier.named)
      l.add(items,
            importItem(l, specifier.node, l.lower(l.field(specifier.node, "name")), l.lower(l.field(specifier.node, "alias"))),
            Role::Item);
  return importNode(l, node, source, kImportFrom, items);
}

// A declaration keeps its own range; `export` and `default` become modifiers of it.
Node* exportStatement(Lowerer& l, TSNode node) {
  TSNode declared = l.field(node, "declaration");
  TSNode value = l.field(node, "value");
  TSNode target = ts_node_is_null(declared) ? value : declared;
  if (ts_node_is_null(target)) return reexport(l, node);
  Node* inner = l.lower(target);
  if (!inner) return nullptr;
  if (ts_node_is_null(declared) && inner->kind != Kind::Class && inner->kind != Kind::Lambda) {
    Node* result = l.make(Kind::Other, node);
    l.setText(result, "export_default");
    std::vector<Node*> items;
    l.add(items, inner, Role::Item);
    l.finish(result, items);
    return result;
  }
  std::vector<Node*> targets;
  if (inner->kind == Kind::Multi)
    targets.assign(inner->items, inner->items + inner->count);
  else
    targets.push_back(inner);
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    for (Node* each : targets) {
      if (type == "decorator") {
        each->start = std::min(each->start, ts_node_start_byte(child.node));
        l.append(each, l.lower(child.node), Role::Attribute);
      } else if (!child.named && (type == "export" || type == "default")) {
        addModifier(l, each, child.node);
      }
    }
  }
  if (inner->kind == Kind::Lambda && ts_node_is_null(declared)) {
    Node* statement = l.make(Kind::ExprStmt, node);
    std::vector<Node*> items;
    l.add(items, inner, Role::Item);
    l.finish(statement, items);
    return statement;
  }
  return inner;
}

Node* ambient(Lowerer& l, TSNode node) {
  for (const Child& child : l.childrenOf(node))
    if (child.named) {
      Node* inner = l.lower(child.node);
      return inner;
    }
  return nullptr;
}

Node* cast(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Cast, node);
  std::vector<Node*> items;
  bool assertion = l.type(node) == "type_assertion", first = true;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    bool isType = assertion == first;
    TSNode part = child.node;
    if (assertion && first)
      for (const Child& inner : l.childrenOf(part))
        if (inner.named) part = inner.node;
    l.add(items, l.lower(part), isType ? Role::Type : Role::Operand);
    first = false;
  }
  l.finish(result, items);
  return result;
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

Node* jsxText(Lowerer& l, TSNode node) { return blank(l.text(node)) ? nullptr : l.leaf(Kind::Text, node); }

Node* jsxExpression(Lowerer& l, TSNode node) {
  for (const Child& child : l.childrenOf(node))
    if (child.named) return l.lower(child.node);
  return nullptr;
}

Node* jsxAttribute(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::ElementAttribute, node);
  std::vector<Node*> items;
  for (const Child& child : l.childrenOf(node))
    if (child.named) {
      Node* part = items.empty() ? l.leaf(Kind::Name, child.node) : l.lower(child.node);
      l.add(items, part, items.empty() ? Role::Name : Role::Value);
    }
  l.finish(result, items);
  return result;
}

Node* jsxElement(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::Element, node);
  std::vector<Node*> items;
  bool closed = l.type(node) == "jsx_self_closing_element";
  TSNode tag = closed ? node : l.field(node, "open_tag");
  if (closed) result->flags |= kSelfClosing;
  l.add(items, l.lower(l.field(tag, "name")), Role::Name);
  for (const Child& child : l.childrenOf(tag)) {
    std::string_view type = l.type(child.node);
    if (type == "jsx_attribute" || type == "jsx_expression") l.add(items, l.lower(child.node), Role::Param);
  }
  if (!closed)
    for (const Child& child : l.childrenOf(node)) {
      std::string_view type = l.type(child.node);
      if (child.named && type != "jsx_opening_element" && type != "jsx_closing_element")
        l.add(items, l.lower(child.node), Role::Item);
    }
  l.finish(result, items);
  return result;
}

constexpr LowerSpecial kSpecials[] = {
    {"expression_statement", expressionStatement},
    {"function_declaration", function},
    {"generator_function_declaration", function},
    {"function_signature", function},
    {"function_expression", function},
    {"generator_function", function},
    {"arrow_function", function},
    {"method_definition", function},
    {"method_signature", function},
    {"abstract_method_signature", function},
    {"function_type", function},
    {"this", special},
    {"super", special},
    {"number", numberLeaf},
    {"string", string},
    {"template_string", templateString},
    {"parenthesized_expression", parenthesized},
    {"regex", regex},
    {"call_expression", call},
    {"shorthand_property_identifier", shorthand},
    {"shorthand_property_identifier_pattern", shorthand},
    {"lexical_declaration", declaration},
    {"variable_declaration", declaration},
    {"using_declaration", declaration},
    {"switch_case", switchCase},
    {"switch_default", switchCase},
    {"class_declaration", classLike},
    {"abstract_class_declaration", classLike},
    {"class", classLike},
    {"class_body", classBody},
    {"interface_body", classBody},
    {"enum_body", classBody},
    {"member_expression", member},
    {"import_statement", importStatement},
    {"export_statement", exportStatement},
    {"ambient_declaration", ambient},
    {"as_expression", cast},
    {"satisfies_expression", cast},
    {"type_assertion", cast},
    {"jsx_text", jsxText},
    {"jsx_expression", jsxExpression},
    {"jsx_attribute", jsxAttribute},
    {"jsx_element", jsxElement},
    {"jsx_self_closing_element", jsxElement},
};

}  // namespace

const LowerTable kJavascriptTable{"javascript", kLines, kSpecials};

}  // namespace vireon
