// JSON and YAML.
#include "parse/lower.h"

namespace vireon {
namespace {

constexpr LowerLine kJsonLines[] = {
    {"document", Kind::Block, "*:Item"}, {"object", Kind::Dict, "*:Item"},
    {"array", Kind::Array, "*:Item"},    {"pair", Kind::Pair, "key:Key value:Value"},
    {"true", Kind::Bool},                {"false", Kind::Bool},
    {"null", Kind::Null},
};

Node* jsonString(Lowerer& l, TSNode node) { return l.string(node, {}); }

constexpr LowerSpecial kJsonSpecials[] = {{"string", jsonString}, {"number", numberLeaf}};

constexpr LowerLine kYamlLines[] = {
    {"stream", Kind::Block, "*:Item"},
    {"document", Kind::Through},
    {"yaml_directive", Kind::Drop},
    {"tag_directive", Kind::Drop},
    {"reserved_directive", Kind::Drop},
    {"block_mapping", Kind::Dict, "*:Item"},
    {"flow_mapping", Kind::Dict, "*:Item"},
    {"block_sequence", Kind::Array, "*:Item"},
    {"flow_sequence", Kind::Array, "*:Item"},
    {"block_sequence_item", Kind::Through},
    {"anchor", Kind::Drop},
    {"plain_scalar", Kind::Through},
};

Node* yamlNull(Lowerer& l, uint32_t at) {
  Node* null = l.make(Kind::Null, at, at);
  l.setText(null, "null");
  return null;
}

Node* yamlPair(Lowerer& l, TSNode node) {
  Node* pair = l.make(Kind::Pair, node);
  std::vector<Node*> items;
  Node* key = l.lower(l.field(node, "key"));
  Node* value = l.lower(l.field(node, "value"));
  l.add(items, key ? key : yamlNull(l, pair->start), Role::Key);
  l.add(items, value ? value : yamlNull(l, pair->end), Role::Value);
  l.finish(pair, items);
  return pair;
}

Node* yamlSequence(Lowerer& l, TSNode node) {
  Node* array = l.make(Kind::Array, node);
  std::vector<Node*> items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    Node* item = l.lower(child.node);
    l.add(items, item ? item : yamlNull(l, ts_node_end_byte(child.node)), Role::Item);
  }
  l.finish(array, items);
  return array;
}

// An alias is what its anchor was put on, at the anchor's place.
Node* yamlAlias(Lowerer& l, TSNode node) {
  Node* known = l.anchor(l.text(node).substr(1));
  if (!known) return l.leaf(Kind::Other, node);
  Node* copy = l.make(known->kind, known->start, known->end);
  *copy = *known;
  return copy;
}

// A tag makes a cast of its value.
Node* yamlNode(Lowerer& l, TSNode node) {
  TSNode tag{}, anchor{};
  Node* value = nullptr;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    if (l.type(child.node) == "tag")
      tag = child.node;
    else if (l.type(child.node) == "anchor")
      anchor = child.node;
    else if (Node* lowered = l.lower(child.node))
      value = lowered;
  }
  if (!ts_node_is_null(anchor) && value) l.anchor(l.text(anchor).substr(1)) = value;
  if (ts_node_is_null(tag)) return value;
  Node* cast = l.make(Kind::Cast, node);
  std::vector<Node*> items;
  Node* type = l.leaf(Kind::Name, ts_node_start_byte(tag) + 1, ts_node_end_byte(tag));
  l.add(items, type, Role::Type);
  l.add(items, value ? value : yamlNull(l, cast->end), Role::Operand);
  l.finish(cast, items);
  return cast;
}

Node* yamlQuoted(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::String, node);
  std::string_view text = l.text(node);
  l.setText(result, text.size() >= 2 ? text.substr(1, text.size() - 2) : text);
  return result;
}

// Block scalars: the text after the header line.
Node* yamlBlockScalar(Lowerer& l, TSNode node) {
  Node* result = l.make(Kind::String, node);
  std::string_view text = l.text(node);
  size_t newline = text.find('\n');
  l.setText(result, newline == text.npos ? std::string_view() : text.substr(newline + 1));
  return result;
}

Node* yamlBool(Lowerer& l, TSNode node) { return l.leaf(Kind::Bool, node); }
Node* yamlNullLeaf(Lowerer& l, TSNode node) { return l.leaf(Kind::Null, node); }

// YAML 1.1's words for true and false count as well.
Node* yamlString(Lowerer& l, TSNode node) {
  Node* result = l.leaf(Kind::String, node);
  static constexpr std::string_view words[] = {"y",  "Y",  "yes", "Yes", "YES", "on",  "On",  "ON",
                                               "n",  "N",  "no",  "No",  "NO",  "off", "Off", "OFF"};
  for (size_t i = 0; i < std::size(words); i++)
    if (result->text == words[i]) {
      result->kind = Kind::Bool;
      l.setText(result, i < 8 ? "true" : "false");
    }
  return result;
}

Node* yamlNumber(Lowerer& l, TSNode node) { return l.leaf(Kind::Float, node); }

constexpr LowerSpecial kYamlSpecials[] = {
    {"block_mapping_pair", yamlPair},
    {"flow_pair", yamlPair},
    {"block_sequence", yamlSequence},
    {"block_node", yamlNode},
    {"flow_node", yamlNode},
    {"alias", yamlAlias},
    {"double_quote_scalar", yamlQuoted},
    {"single_quote_scalar", yamlQuoted},
    {"block_scalar", yamlBlockScalar},
    {"boolean_scalar", yamlBool},
    {"null_scalar", yamlNullLeaf},
    {"string_scalar", yamlString},
    {"timestamp_scalar", yamlString},
    {"integer_scalar", yamlNumber},
    {"float_scalar", yamlNumber},
};

}  // namespace

const LowerTable kJsonTable{"json", kJsonLines, kJsonSpecials};
const LowerTable kYamlTable{"yaml", kYamlLines, kYamlSpecials};

}  // namespace vireon
