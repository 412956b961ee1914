// HTML and XML.
#include <cstring>

#include "parse/lower/shapes.h"

namespace vireon {
namespace {

constexpr LowerLine kHtmlLines[] = {
    {"document", Kind::Block, "*:Item"},
    {"doctype", Kind::Drop},
    {"erroneous_end_tag", Kind::Drop},
    {"tag_name", Kind::Name},
    {"attribute_name", Kind::Name},
    {"text", Kind::Text},
    {"raw_text", Kind::Text},
    {"entity", Kind::Text},
};

constexpr LowerLine kXmlLines[] = {
    {"document", Kind::Block, "root:Item *:Item"},
    {"prolog", Kind::Drop},
    {"PI", Kind::Drop},
    {"StyleSheetPI", Kind::Drop},
    {"XmlModelPI", Kind::Drop},
    {"Comment", Kind::Drop},
    {"Name", Kind::Name},
    {"CharData", Kind::Text},
    {"CDSect", Kind::Text},
    {"CharRef", Kind::Text},
    {"EntityRef", Kind::Text},
};

// Comments and blank text are nothing between tags.
bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

void addTag(Lowerer& l, Items& items, TSNode tag) {
  bool named = false;
  for (const Child& child : l.childrenOf(tag)) {
    if (!child.named) continue;
    l.add(items, l.lower(child.node), named ? Role::Param : Role::Name);
    named = true;
  }
}

void addContent(Lowerer& l, Items& items, TSNode node) {
  Node* lowered = l.lower(node);
  if (!lowered || (lowered->kind == Kind::Text && blank(lowered->text))) return;
  l.add(items, lowered, Role::Item);
}

Node* element(Lowerer& l, TSNode node) {
  Items items;
  bool single = false;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    std::string_view type = l.type(child.node);
    if (type == "start_tag" || type == "self_closing_tag" || type == "STag" || type == "EmptyElemTag") {
      single = type == "self_closing_tag" || type == "EmptyElemTag";
      addTag(l, items, child.node);
    } else if (type == "content") {
      for (const Child& each : l.childrenOf(child.node))
        if (each.named) addContent(l, items, each.node);
    } else if (type != "end_tag" && type != "ETag") {
      addContent(l, items, child.node);
    }
  }
  Node* result = build(l, Kind::Element, node, items);
  if (single) result->flags |= kSelfClosing;
  return result;
}

Node* unquoted(Lowerer& l, TSNode node) {
  std::string_view text = l.text(node);
  bool quoted = text.size() >= 2 && (text[0] == '"' || text[0] == '\'');
  if (!quoted) return l.leaf(Kind::String, node);
  Node* result = l.make(Kind::String, node);
  l.setText(result, text.substr(1, text.size() - 2));
  return result;
}

Node* attribute(Lowerer& l, TSNode node) {
  Items items;
  for (const Child& child : l.childrenOf(node)) {
    if (!child.named) continue;
    l.add(items, items.empty() ? l.lower(child.node) : unquoted(l, child.node), items.empty() ? Role::Name : Role::Value);
  }
  // `$X=$Y` of a pattern: a bare placeholder is no text.
  if (items.size() == 2 && (items[1]->text.substr(0, 4) == "vvm_" || isPlaceholderName(items[1]->text))) items[1]->kind = Kind::Name;
  return build(l, Kind::ElementAttribute, node, items);
}

Node* text(Lowerer& l, TSNode node) {
  Node* result = l.leaf(Kind::Text, node);
  std::string_view inner = result->text;
  size_t first = inner.find_first_not_of(" \t\r\n"), last = inner.find_last_not_of(" \t\r\n");
  inner = first == inner.npos ? std::string_view() : inner.substr(first, last - first + 1);
  if (isPlaceholderName(inner)) {
    result->kind = Kind::Name;
    l.setText(result, inner);
  }
  return result;
}

constexpr LowerSpecial kHtmlSpecials[] = {
    {"element", element},     {"script_element", element}, {"style_element", element},
    {"attribute", attribute}, {"text", text},              {"raw_text", text},
};

constexpr LowerSpecial kXmlSpecials[] = {{"element", element}, {"Attribute", attribute}, {"CharData", text}};

}  // namespace

const LowerTable kHtmlTable{"html", kHtmlLines, kHtmlSpecials};
const LowerTable kXmlTable{"xml", kXmlLines, kXmlSpecials};

}  // namespace vireon
