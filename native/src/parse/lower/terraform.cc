// HCL, as Terraform writes it.
#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kLines[] = {
    {"config_file", Kind::Block, "#body:Item* *:Item"},
    {"body", Kind::Block, "*:Item"},
    {"block_start", Kind::Drop},
    {"block_end", Kind::Drop},
    {"object_start", Kind::Drop},
    {"object_end", Kind::Drop},
    {"tuple_start", Kind::Drop},
    {"tuple_end", Kind::Drop},
    {"strip_marker", Kind::Drop},
    {"template_interpolation_start", Kind::Drop},
    {"template_interpolation_end", Kind::Drop},
    {"ellipsis", Kind::Drop},
    {"literal_value", Kind::Through},
    {"collection_value", Kind::Through},
    {"template_expr", Kind::Through},
    {"operation", Kind::Through},
    {"variable_expr", Kind::Through},
    {"for_expr", Kind::Through},
    {"template_interpolation", Kind::Through},
    {"identifier", Kind::Name},
    {"bool_lit", Kind::Bool},
    {"null_lit", Kind::Null},
    {"object", Kind::Object, "*:Item"},
    {"tuple", Kind::Array, "*:Item"},
    {"function_call", Kind::Call, "#identifier:Callee #function_arguments:Arg*"},
    {"for_tuple_expr", Kind::Comprehension, "=list *:Item"},
    {"for_object_expr", Kind::Comprehension, "=dict *:Item"},
};

// A chain: `aws_x.y[0].z`.
Node* expression(Lowerer& l, TSNode node) {
  Node* whole = nullptr;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    std::string_view type = l.type(child.node);
    if (type == "get_attr") {
      whole = memberOf(l, whole, l.lower(l.childOfType(child.node, "identifier")));
    } else if (type == "index" && whole) {
      Items items{as(Role::Object, whole)};
      addEach(l, items, child.node, Role::Item);
      whole = build(l, Kind::Index, whole->start, ts_node_end_byte(child.node), items);
    } else if (type == "splat" && whole) {
      Node* splat = l.leaf(Kind::Name, child.node);
      whole = memberOf(l, whole, splat);
    } else {
      whole = l.lower(child.node);
    }
  }
  return whole;
}

Node* inner(Lowerer& l, TSNode node) {
  for (const Child& child : l.childrenOf(node))
    if (child.named) return l.lower(child.node);
  return l.leaf(Kind::Int, node);
}

Node* attribute(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node))
    if (child.named) l.add(items, l.lower(child.node), items.empty() ? Role::Name : Role::Value);
  if (items.size() == 2 && items[0]->kind == Kind::Name && isPlaceholderName(items[0]->text) && items[1]->text == items[0]->text) return items[0];
  return build(l, Kind::VarDef, node, items);
}

// resource "type" "name" { … }: the braces hold fields, as an object's do.
Node* block(Lowerer& l, TSNode node) {
  Items items, fields;
  uint32_t start = ts_node_end_byte(node), end = start;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    std::string_view type = l.type(child.node);
    if (type == "body")
      addEach(l, fields, child.node, Role::Item);
    else if (type == "block_start")
      start = ts_node_start_byte(child.node);
    else if (type != "block_end")
      l.add(items, l.lower(child.node), items.empty() ? Role::Name : Role::Param);
  }
  // The word in front is looked for by itself as well.
  if (!items.empty()) l.add(items, l.leaf(Kind::Name, items[0]->start, items[0]->end), Role::Callee);
  l.add(items, build(l, Kind::Object, start, end, fields), Role::Body);
  return build(l, Kind::Class, node, items);
}

Node* text(Lowerer& l, TSNode node) {
  Items parts;
  bool plain = true;
  uint32_t from = 0, to = 0;
  for (const Child& child : l.childrenOf(node)) {
    std::string_view type = l.type(child.node);
    if (type == "template_literal") {
      Node* literal = l.leaf(Kind::String, child.node);
      if (parts.empty()) from = literal->start;
      to = literal->end;
      l.add(parts, literal, Role::Item);
    } else if (type == "template_interpolation" || type == "template_directive") {
      plain = false;
      l.add(parts, l.lower(child.node), Role::Item);
    }
  }
  if (!plain) return build(l, Kind::Template, node, parts);
  Node* result = l.make(Kind::String, node);
  l.setText(result, parts.empty() ? std::string_view() : l.source().substr(from, to - from));
  return result;
}

Node* conditional(Lowerer& l, TSNode node) {
  Items items;
  constexpr Role roles[] = {Role::Cond, Role::Then, Role::Else};
  for (const Child& child : l.childrenOf(node))
    if (child.named && items.size() < 3) l.add(items, l.lower(child.node), roles[items.size()]);
  return build(l, Kind::Ternary, node, items);
}

constexpr LowerSpecial kSpecials[] = {
    {"expression", expression},
    {"new_index", inner},
    {"legacy_index", inner},
    {"numeric_lit", numberLeaf},
    {"attribute", attribute},
    {"object_elem", attribute},
    {"block", block},
    {"string_lit", text},
    {"quoted_template", text},
    {"heredoc_template", text},
    {"conditional", conditional},
    {"binary_operation", binaryByToken},
    {"unary_operation", unaryByToken},
};

}  // namespace

const LowerTable kTerraformTable{"terraform", kLines, kSpecials};

}  // namespace vireon
