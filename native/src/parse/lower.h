// Lowers the syntax tree of a grammar into the generic tree, as a table per grammar says.
#pragma once
#include <children.h>
#include <tree_sitter/api.h>

#include <unordered_map>

#include "parse/tree.h"

namespace vireon {

/**
 * One line of a grammar's table: a node type, the kind that it becomes, and what its children are.
 * `shape` is a list of words:
 *   field:Role     the child in this field          field:Role*   its children instead of itself
 *   #type:Role     children of this node type       #type:Role*   likewise
 *   *:Role         every other named child
 *   field@         this child's text becomes the node's text (an operator, a name)
 *   +word          the token `word`, where it stands, becomes a modifier
 *   =word          the node's text is `word`
 *   -#type         children of this type are left out
 */
struct LowerLine {
  std::string_view type;
  Kind kind;
  std::string_view shape = "";
};

/** A special asked for a part that is not there, as in a tree of a text that does not parse. */
struct MissingPart {};

/** A list that a special may read as if the text had parsed. */
template <class T>
class Listed : public std::vector<T> {
 public:
  using std::vector<T>::vector;

  T& operator[](size_t index) { return this->data()[held(index)]; }
  const T& operator[](size_t index) const { return this->data()[held(index)]; }
  T& front() { return (*this)[0]; }
  const T& front() const { return (*this)[0]; }
  T& back() { return (*this)[this->size() - 1]; }
  const T& back() const { return (*this)[this->size() - 1]; }

 private:
  size_t held(size_t index) const {
    if (index >= this->size()) throw MissingPart();
    return index;
  }
};

class Lowerer;
/** Where it throws MissingPart the node is lowered without it. */
struct LowerSpecial {
  std::string_view type;
  Node* (*lower)(Lowerer&, TSNode);
};

struct LowerTable {
  std::string_view language;
  std::span<const LowerLine> lines;
  std::span<const LowerSpecial> specials;
};

/** The table compiled against one grammar: indexed by symbol. */
class CompiledTable;
const CompiledTable* tableFor(std::string_view language);

using Child = VireonChild;

class LowerMemo;  // parse/lower_memo.h

class Lowerer {
 public:
  /** With `memo`, what was lowered before is taken from there. */
  Lowerer(Tree& tree, const CompiledTable& table, LowerMemo* memo = nullptr);

  Node* root(TSNode node);
  /** nullptr where the node stands for nothing. */
  Node* lower(TSNode node);
  /** Lowers without looking at the node's special. */
  Node* byTable(TSNode node);

  Node* make(Kind kind, TSNode range);
  Node* make(Kind kind, uint32_t start, uint32_t end);
  Node* leaf(Kind kind, TSNode range);
  Node* leaf(Kind kind, uint32_t start, uint32_t end);
  void setText(Node* node, std::string_view text);
  /** Adds a child under a role; a list stand-in is spliced; nullptr is passed over. */
  void add(std::vector<Node*>& items, Node* child, Role role);
  /** Lays the children down, in order of role. */
  void finish(Node* node, std::vector<Node*>& items);
  /** Adds to a node that has been laid down already. */
  void append(Node* node, Node* child, Role role);
  /** A list stand-in, spliced into whatever takes it. */
  Node* multi(TSNode range, std::vector<Node*>& items);

  Listed<Child> childrenOf(TSNode node);
  /** Of the node that is being lowered: the one whose lowering asked for it; a null node at the root. */
  TSNode parent() const { return around_.size() < 2 ? TSNode{} : around_[around_.size() - 2]; }
  TSNode field(TSNode node, std::string_view name);
  /** First named child of this type; a null node where there is none. */
  TSNode childOfType(TSNode node, std::string_view type);
  std::string_view text(TSNode node) const;
  std::string_view type(TSNode node) const { return ts_node_is_null(node) ? "" : ts_node_type(node); }
  /** Of a data language: what an anchor was put on. */
  Node*& anchor(std::string_view name) { return anchors_[name]; }
  std::string_view source() const { return tree_.source; }
  Tree& tree() { return tree_; }
  /** A quoted text: its content, or a template where something is interpolated. */
  Node* string(TSNode node, std::initializer_list<std::string_view> interpolations);
  /** The dotted parts of a name as Path children. */
  void addPath(std::vector<Node*>& items, TSNode node, Role role);
  bool hasToken(TSNode node, std::string_view token);

 private:
  Node* fromLine(TSNode node, const struct CompiledLine& line);
  Node* afresh(TSNode node);
  bool isKept(TSNode node) const;
  Node* unknown(TSNode node);
  Node* bySpecial(TSNode node, Node* (*special)(Lowerer&, TSNode));

  void takeChild(const struct LineItem& item, const Child& child, Node* node);

  std::unordered_map<std::string_view, Node*> anchors_;
  Tree& tree_;
  const CompiledTable& table_;
  LowerMemo* memo_;
  /** The nodes that are being lowered, the outermost first. */
  std::vector<TSNode> around_;
  uint64_t lowered_ = 0, mostLowered_ = UINT64_MAX;
  // Stacks shared by all levels, so that lowering a node allocates nothing but its place in the arena.
  std::vector<Child> childStack_;
  /** Fields that were asked for, by where their name stands. */
  struct KnownField {
    std::string_view name;
    TSFieldId id = 0;
  };
  KnownField fields_[64];
  std::vector<Node*> nodeStack_;
};

/** Gives every parameter of a function the shape of one, however the grammar spells it. */
void wrapParams(Lowerer& lowerer, Node* function);
/** An integer or a float, by its spelling. */
Node* numberLeaf(Lowerer& lowerer, TSNode node);
/** An expression statement, marked where it is ended by a semicolon. */
Node* expressionStatement(Lowerer& lowerer, TSNode node);

/** Marks what is no expression (declared names, types, labels) and links parents. */
void settle(Node* node);

extern const LowerTable kJavascriptTable, kPythonTable, kGoTable, kJavaTable, kBashTable, kJsonTable, kYamlTable;
extern const LowerTable kRubyTable, kPhpTable, kCTable, kCppTable, kCsharpTable, kTerraformTable,
    kSolidityTable, kRustTable, kScalaTable, kKotlinTable, kSwiftTable, kLuaTable, kElixirTable, kOcamlTable,
    kJuliaTable, kRTable, kDartTable, kHtmlTable, kXmlTable;

}  // namespace vireon
