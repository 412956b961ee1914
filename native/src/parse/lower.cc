#include "parse/lower.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "parse/language.h"
#include "parse/lower_memo.h"

namespace vireon {

struct LineItem {
  enum class Source : uint8_t { Field, Type, Rest, Token } source;
  TSFieldId field = 0;
  uint32_t typeHash = 0;
  Role role = Role::None;
  bool splice = false, text = false, drop = false;
};

struct CompiledLine {
  Kind kind = Kind::Other;
  bool known = false;
  std::string_view text;
  std::vector<LineItem> items;
  Node* (*special)(Lowerer&, TSNode) = nullptr;
};

class CompiledTable {
 public:
  CompiledTable(const LowerTable& table, const TSLanguage* language) : language_(language) {
    uint32_t count = ts_language_symbol_count(language);
    lines_.resize(count);
    hashes_.resize(count);
    for (TSSymbol symbol = 0; symbol < count; symbol++) {
      std::string_view name = ts_language_symbol_name(language, symbol);
      hashes_[symbol] = hashOf(name);
      if (ts_language_symbol_type(language, symbol) != TSSymbolTypeRegular) continue;
      for (const LowerLine& line : table.lines)
        if (line.type == name) compile(line, lines_[symbol]);
      for (const LowerSpecial& special : table.specials)
        if (special.type == name) lines_[symbol].special = special.lower;
    }
  }

  const CompiledLine& line(TSSymbol symbol) const {
    static const CompiledLine none;
    return symbol < lines_.size() ? lines_[symbol] : none;
  }
  uint32_t hash(TSSymbol symbol) const { return symbol < hashes_.size() ? hashes_[symbol] : hashOf("ERROR"); }

 private:
  void compile(const LowerLine& source, CompiledLine& line) {
    line.kind = source.kind;
    line.known = true;
    std::string_view shape = source.shape;
    while (!shape.empty()) {
      size_t space = std::min(shape.find(' '), shape.size());
      std::string_view word = shape.substr(0, space);
      shape.remove_prefix(std::min(space + 1, shape.size()));
      if (!word.empty()) compileWord(word, line);
    }
  }

  void compileWord(std::string_view word, CompiledLine& line) {
    LineItem item{};
    if (word[0] == '=') {
      line.text = word.substr(1);
      return;
    }
    if (word[0] == '+') {
      item.source = LineItem::Source::Token;
      item.typeHash = hashOf(word.substr(1));
      item.role = Role::Modifier;
      line.items.push_back(item);
      return;
    }
    if (word[0] == '-') {
      item.drop = true;
      word.remove_prefix(1);
    }
    if (word.back() == '*' && word.size() > 1) {
      item.splice = true;
      word.remove_suffix(1);
    }
    if (word.back() == '@') {
      item.text = true;
      word.remove_suffix(1);
    }
    size_t colon = word.find(':');
    std::string_view from = word.substr(0, colon);
    if (colon != word.npos) item.role = roleNamed(word.substr(colon + 1));
    if (from == "*") {
      item.source = LineItem::Source::Rest;
    } else if (from[0] == '#') {
      item.source = LineItem::Source::Type;
      item.typeHash = hashOf(from.substr(1));
    } else {
      item.source = LineItem::Source::Field;
      item.field = ts_language_field_id_for_name(language_, from.data(), from.size());
      if (!item.field) return;
    }
    line.items.push_back(item);
  }

  const TSLanguage* language_;
  std::vector<CompiledLine> lines_;
  std::vector<uint32_t> hashes_;
};

const CompiledTable* tableFor(std::string_view language) {
  static const LowerTable* const tables[] = {&kJavascriptTable, &kPythonTable, &kGoTable, &kJavaTable, &kBashTable, &kJsonTable,
                                             &kYamlTable, &kRubyTable, &kPhpTable, &kCTable, &kCppTable, &kCsharpTable, &kTerraformTable, &kSolidityTable, &kRustTable, &kScalaTable,
                                             &kKotlinTable, &kSwiftTable, &kLuaTable, &kElixirTable, &kOcamlTable, &kJuliaTable, &kRTable, &kDartTable, &kHtmlTable, &kXmlTable};
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<CompiledTable>, std::less<>> compiled;
  std::lock_guard lock(mutex);
  if (auto known = compiled.find(language); known != compiled.end()) return known->second.get();
  const TSLanguage* grammar = grammarOf(language);
  if (!grammar) return nullptr;
  std::string_view family = language == "typescript" || language == "tsx" ? "javascript"
                            : language == "apex"                          ? "java"
                            : language == "hack"                          ? "php"
                                                                          : language;
  for (const LowerTable* table : tables)
    if (table->language == family)
      return (compiled[std::string(language)] = std::make_unique<CompiledTable>(*table, grammar)).get();
  return nullptr;
}

namespace {
// Deeper nesting is cut: everything that walks a tree may recurse this far.
constexpr uint32_t kMaxDepth = 1000;
/** A special that gives up leaves its children to be read again; one inside of another doubles that. */
constexpr uint64_t kMostReadings = 32;
}  // namespace

Lowerer::Lowerer(Tree& tree, const CompiledTable& table, LowerMemo* memo) : tree_(tree), table_(table), memo_(memo) {}

Node* Lowerer::root(TSNode node) {
  mostLowered_ = kMostReadings * (uint64_t{ts_node_descendant_count(node)} + 1000);
  Node* root = lower(node);
  if (!root) root = make(Kind::Block, node);
  if (root->kind == Kind::Multi) root->kind = Kind::Block;
  return root;
}

std::string_view Lowerer::text(TSNode node) const {
  if (ts_node_is_null(node)) return {};
  uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
  return tree_.source.substr(start, end - start);
}

Node* Lowerer::make(Kind kind, uint32_t start, uint32_t end) {
  Node* node = tree_.arena.make<Node>();
  tree_.nodes++;
  node->kind = kind;
  node->start = start;
  node->end = end;
  return node;
}

Node* Lowerer::make(Kind kind, TSNode range) {
  return make(kind, ts_node_start_byte(range), ts_node_end_byte(range));
}

void Lowerer::setText(Node* node, std::string_view text) {
  node->text = text;
  node->hash = hashOf(text);
}

Node* Lowerer::leaf(Kind kind, uint32_t start, uint32_t end) {
  Node* node = make(kind, start, end);
  setText(node, tree_.source.substr(start, end - start));
  return node;
}

Node* Lowerer::leaf(Kind kind, TSNode range) { return leaf(kind, ts_node_start_byte(range), ts_node_end_byte(range)); }

void Lowerer::add(std::vector<Node*>& items, Node* child, Role role) {
  if (!child) return;
  if (child->kind == Kind::Multi) {
    for (Node* item : child->children()) {
      item->role = role;
      items.push_back(item);
    }
    return;
  }
  child->role = role;
  items.push_back(child);
}

void Lowerer::finish(Node* node, std::vector<Node*>& items) {
  std::stable_sort(items.begin(), items.end(), [](const Node* a, const Node* b) { return a->role < b->role; });
  node->count = items.size();
  node->items = tree_.arena.array<Node*>(items.size());
  std::copy(items.begin(), items.end(), node->items);
}

void Lowerer::append(Node* node, Node* child, Role role) {
  std::vector<Node*> items(node->items, node->items + node->count);
  add(items, child, role);
  finish(node, items);
}

Node* Lowerer::multi(TSNode range, std::vector<Node*>& items) {
  if (items.size() == 1) return items[0];
  Node* list = make(Kind::Multi, range);
  finish(list, items);
  return list;
}

Listed<Child> Lowerer::childrenOf(TSNode node) {
  if (ts_node_is_null(node)) return {};
  Listed<Child> children(ts_node_child_count(node));
  children.resize(vireon_children(node, children.data()));
  return children;
}

TSNode Lowerer::field(TSNode node, std::string_view name) {
  KnownField& known = fields_[reinterpret_cast<uintptr_t>(name.data()) / 4 % std::size(fields_)];
  if (known.name.data() != name.data() || known.name.size() != name.size())
    known = {name, ts_language_field_id_for_name(ts_tree_language(node.tree), name.data(), name.size())};
  return known.id ? ts_node_child_by_field_id(node, known.id) : TSNode{};
}

TSNode Lowerer::childOfType(TSNode node, std::string_view wanted) {
  for (const Child& child : childrenOf(node))
    if (type(child.node) == wanted) return child.node;
  return TSNode{};
}

bool Lowerer::hasToken(TSNode node, std::string_view token) {
  for (const Child& child : childrenOf(node))
    if (!child.named && type(child.node) == token) return true;
  return false;
}

void Lowerer::addPath(std::vector<Node*>& items, TSNode node, Role role) {
  std::string_view all = text(node);
  uint32_t base = ts_node_start_byte(node);
  for (size_t at = 0; at <= all.size();) {
    size_t dot = std::min(all.find('.', at), all.size());
    size_t from = at, to = dot;
    while (from < to && isspace(static_cast<unsigned char>(all[from]))) from++;
    while (to > from && isspace(static_cast<unsigned char>(all[to - 1]))) to--;
    if (to > from) add(items, leaf(Kind::Name, base + from, base + to), role);
    at = dot + 1;
  }
}

Node* Lowerer::string(TSNode node, std::initializer_list<std::string_view> interpolations) {
  std::vector<Child> children = childrenOf(node);
  uint32_t from = ts_node_start_byte(node), to = ts_node_end_byte(node);
  auto quoteLike = [&](const Child& child) {
    return !child.named || type(child.node) == "string_start" || type(child.node) == "string_end";
  };
  if (!children.empty() && quoteLike(children.front()) && ts_node_start_byte(children.front().node) == from)
    from = ts_node_end_byte(children.front().node);
  if (children.size() > 1 && quoteLike(children.back()) && ts_node_end_byte(children.back().node) == to)
    to = ts_node_start_byte(children.back().node);
  else if (children.empty() && to - from >= 2)
    from++, to--;
  std::vector<Node*> parts;
  uint32_t at = from;
  bool any = false;
  auto fragment = [&](uint32_t end) {
    if (end > at) add(parts, leaf(Kind::String, at, end), Role::Item);
  };
  for (const Child& child : children) {
    if (std::find(interpolations.begin(), interpolations.end(), type(child.node)) == interpolations.end()) continue;
    any = true;
    fragment(ts_node_start_byte(child.node));
    add(parts, lower(child.node), Role::Item);
    at = ts_node_end_byte(child.node);
  }
  if (!any) {
    Node* whole = make(Kind::String, node);
    if (to < from) to = from;
    setText(whole, tree_.source.substr(from, to - from));
    return whole;
  }
  fragment(to);
  Node* result = make(Kind::Template, node);
  finish(result, parts);
  return result;
}

Node* Lowerer::lower(TSNode node) {
  if (ts_node_is_null(node)) return nullptr;
  if (around_.size() >= kMaxDepth) {
    if (tree_.bound.empty()) tree_.bound = "nested deeper than " + std::to_string(kMaxDepth) + " levels";
    return leaf(Kind::Other, node);
  }
  if (!memo_ || !isKept(node)) return afresh(node);
  const LowerPlace place{node, around_.back(), around_.size() > 1 ? around_[around_.size() - 2] : TSNode{}};
  if (Node* known = memo_->take(place, tree_)) return known;
  const uint32_t before = tree_.nodes;
  Node* result = afresh(node);
  if (result) memo_->keep(place, result, tree_.nodes - before, tree_);
  return result;
}

Node* Lowerer::afresh(TSNode node) {
  if (lowered_ >= mostLowered_) {
    if (tree_.bound.empty()) tree_.bound = "its broken parts would be read more than " + std::to_string(kMostReadings) + " times over";
    return leaf(Kind::Other, node);
  }
  lowered_++;
  around_.push_back(node);
  const CompiledLine& line = table_.line(ts_node_symbol(node));
  Node* result = line.special ? bySpecial(node, line.special) : byTable(node);
  around_.pop_back();
  return result;
}

Node* Lowerer::bySpecial(TSNode node, Node* (*special)(Lowerer&, TSNode)) {
  const size_t around = around_.size(), children = childStack_.size(), nodes = nodeStack_.size();
  try {
    return special(*this, node);
  } catch (const MissingPart&) {
    around_.erase(around_.begin() + around, around_.end());
    childStack_.resize(children);
    nodeStack_.resize(nodes);
    return unknown(node);
  }
}

/** Worth the keeping, and below a node that leaves its children as they are. */
bool Lowerer::isKept(TSNode node) const {
  return !around_.empty() && !table_.line(ts_node_symbol(around_.back())).special && LowerMemo::isWorthwhile(node);
}

Node* Lowerer::byTable(TSNode node) {
  if (ts_node_is_error(node)) {
    Node* list = make(Kind::Multi, node);
    std::vector<Node*> items;
    for (const Child& child : childrenOf(node))
      if (child.named) add(items, lower(child.node), Role::Item);
    finish(list, items);
    return list;
  }
  const CompiledLine& line = table_.line(ts_node_symbol(node));
  return line.known ? fromLine(node, line) : unknown(node);
}

Node* Lowerer::unknown(TSNode node) {
  if (!ts_node_is_named(node)) return nullptr;
  Node* result = make(Kind::Other, node);
  std::vector<Node*> items;
  for (const Child& child : childrenOf(node))
    if (child.named) add(items, lower(child.node), Role::Item);
  if (items.empty()) result->text = text(node);
  result->hash = table_.hash(ts_node_symbol(node));
  finish(result, items);
  return result;
}

void Lowerer::takeChild(const LineItem& item, const Child& child, Node* node) {
  if (item.drop) return;
  if (item.text) {
    setText(node, text(child.node));
    return;
  }
  auto push = [&](Node* lowered) {
    if (!lowered) return;
    if (lowered->kind != Kind::Multi) {
      lowered->role = item.role;
      nodeStack_.push_back(lowered);
      return;
    }
    for (Node* each : lowered->children()) {
      each->role = item.role;
      nodeStack_.push_back(each);
    }
  };
  if (item.source == LineItem::Source::Token) {
    push(leaf(Kind::Modifier, child.node));
  } else if (item.splice) {
    for (const Child& inner : childrenOf(child.node))
      if (inner.named) push(lower(inner.node));
  } else {
    push(lower(child.node));
  }
}

namespace {
// What some grammars write as a bare word where an expression may stand.
bool isSelf(TSNode token) {
  const std::string_view type = ts_node_type(token);
  return type == "this" || type == "base";
}
}  // namespace

Node* Lowerer::fromLine(TSNode node, const CompiledLine& line) {
  if (line.kind == Kind::Drop) return nullptr;
  Node* result = make(line.kind, node);
  size_t childBase = childStack_.size(), nodeBase = nodeStack_.size();
  if (!line.items.empty() || line.kind == Kind::Through || line.kind == Kind::TupleOrOne) {
    childStack_.resize(childBase + ts_node_child_count(node));
    childStack_.resize(childBase + vireon_children(node, childStack_.data() + childBase));
  }
  size_t childEnd = childStack_.size();
  static const LineItem rest{LineItem::Source::Rest, 0, 0, Role::Item, false, false, false};
  for (size_t i = childBase; i < childEnd; i++) {
    const Child child = childStack_[i];
    const LineItem* chosen = nullptr;
    uint32_t typeHash = table_.hash(child.symbol);
    for (const LineItem& item : line.items) {
      bool fits = item.source == LineItem::Source::Field   ? child.field == item.field && child.field != 0
                  : item.source == LineItem::Source::Type  ? child.named && typeHash == item.typeHash
                  : item.source == LineItem::Source::Token ? !child.named && typeHash == item.typeHash
                                                           : child.named && child.field == 0;
      if (fits) {
        chosen = &item;
        break;
      }
    }
    if (!child.named && isSelf(child.node)) {
      if (!chosen)
        for (const LineItem& item : line.items)
          if (item.source == LineItem::Source::Rest && !item.drop) chosen = &item;
      if (chosen && !chosen->text && chosen->source != LineItem::Source::Token) {
        Node* self = leaf(Kind::Name, child.node);
        self->flags |= kSpecialName;
        self->role = chosen->role;
        nodeStack_.push_back(self);
        continue;
      }
    }
    if (!chosen && child.named && (line.kind == Kind::Through || line.kind == Kind::TupleOrOne)) chosen = &rest;
    if (!chosen && child.named && ts_node_is_error(child.node)) chosen = &rest;
    if (chosen && (child.named || chosen->text || chosen->source == LineItem::Source::Token))
      takeChild(*chosen, child, result);
  }
  childStack_.resize(childBase);
  size_t count = nodeStack_.size() - nodeBase;
  if ((line.kind == Kind::Through && count >= 1) || (line.kind == Kind::TupleOrOne && count == 1)) {
    Node* only = nodeStack_[nodeBase];
    nodeStack_.resize(nodeBase);
    return only;
  }
  if (line.kind == Kind::Through) result->kind = Kind::Other;
  if (line.kind == Kind::TupleOrOne) result->kind = Kind::Tuple;
  auto begin = nodeStack_.begin() + nodeBase;
  std::stable_sort(begin, nodeStack_.end(), [](const Node* a, const Node* b) { return a->role < b->role; });
  result->count = count;
  result->items = tree_.arena.array<Node*>(count);
  std::copy(begin, nodeStack_.end(), result->items);
  nodeStack_.resize(nodeBase);
  if (!line.text.empty())
    setText(result, line.text);
  else if (result->kind == Kind::Other)
    result->hash = table_.hash(ts_node_symbol(node));
  if (result->text.empty() && count == 0 && line.items.empty()) {
    uint32_t hash = result->hash;
    setText(result, text(node));
    if (result->kind == Kind::Other) result->hash = hash;
  }
  return result;
}

void wrapParams(Lowerer& lowerer, Node* function) {
  for (uint32_t i = 0; i < function->count; i++) {
    Node* given = function->items[i];
    if (given->role != Role::Param) continue;
    if (given->kind == Kind::Param) {
      for (Node* part : given->children())
        if (part->role == Role::Name && part->kind != Kind::Name) part->role = Role::Target;
      std::vector<Node*> items(given->items, given->items + given->count);
      lowerer.finish(given, items);
      continue;
    }
    Node* param = lowerer.make(Kind::Param, given->start, given->end);
    std::vector<Node*> items;
    if (given->kind == Kind::Assign && given->child(Role::Left)) {
      for (Node* part : given->children()) {
        bool left = part->role == Role::Left;
        lowerer.add(items, part, !left ? Role::Value : part->kind == Kind::Name ? Role::Name : Role::Target);
      }
    } else {
      lowerer.add(items, given, given->kind == Kind::Name ? Role::Name : Role::Target);
    }
    lowerer.finish(param, items);
    param->role = Role::Param;
    function->items[i] = param;
  }
}

Node* numberLeaf(Lowerer& lowerer, TSNode node) {
  Node* number = lowerer.leaf(Kind::Int, node);
  std::string_view text = number->text;
  bool hex = text.size() > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  bool point = text.find('.') != text.npos || (!hex && text.find_first_of("eE") != text.npos);
  if (point) number->kind = Kind::Float;
  return number;
}

Node* expressionStatement(Lowerer& lowerer, TSNode node) {
  Node* statement = lowerer.byTable(node);
  if (!statement || statement->kind != Kind::ExprStmt) return statement;
  if (statement->count == 0) return nullptr;
  if (statement->items[0]->kind >= Kind::VarDef && statement->items[0]->kind <= Kind::Class) return statement->items[0];
  if (!lowerer.source().empty() && statement->end > 0 && lowerer.source()[statement->end - 1] == ';')
    statement->flags |= kSemicolon;
  return statement;
}

namespace {

bool declares(Role role, Kind parent) {
  switch (role) {
    case Role::Name:
    case Role::Type:
    case Role::TypeParam:
    case Role::TypeArg:
    case Role::Result:
    case Role::Alias:
    case Role::Path:
    case Role::Interface:
    case Role::Modifier:
      return true;
    case Role::Key:
      return parent == Kind::Pair;
    default:
      return false;
  }
}

void settle(Node* node, bool expression) {
  static const uint64_t kComputed = hashOf("computed_property_name");
  // `{[f()]: 1}` names what `f` gives.
  const bool computes = node->kind == Kind::Other && node->hash == kComputed;
  if (!expression) node->flags |= kNotExpression;
  for (Node* child : node->children()) {
    child->parent = node;
    bool declared = declares(child->role, node->kind);
    // A name that is given a value is its target as well.
    if (node->kind == Kind::VarDef && child->role == Role::Name && node->child(Role::Value)) declared = false;
    if (node->kind == Kind::Pair && node->parent && (node->parent->kind == Kind::Dict || node->parent->kind == Kind::Array)) declared = false;
    settle(child, declared ? false : expression || computes || child->role == Role::Body);
  }
}

}  // namespace

void settle(Node* node) { settle(node, true); }

}  // namespace vireon
