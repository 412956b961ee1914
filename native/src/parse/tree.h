// The one small tree that every language is lowered into, and that patterns are matched against.
#pragma once
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vireon {

enum class Kind : uint8_t {
  // Placeholders, which only patterns hold.
  Ellipsis,
  MetaVar,
  MetaEllipsis,
  DeepEllipsis,
  TypedMeta,
  // Leaves.
  Name,
  Int,
  Float,
  String,
  Bool,
  Null,
  Regex,
  Text,
  // Expressions.
  Template,
  Call,
  New,
  Keyword,
  Spread,
  Member,
  Index,
  Slice,
  Unary,
  Update,
  Binary,
  Assign,
  AugAssign,
  Ternary,
  Lambda,
  Array,
  Tuple,
  Set,
  Object,
  Dict,
  Pair,
  Comprehension,
  CompFor,
  CompIf,
  Await,
  Yield,
  Cast,
  Sequence,
  Element,
  ElementAttribute,
  // Statements.
  Block,
  ExprStmt,
  VarDef,
  Function,
  Param,
  Class,
  Import,
  ImportItem,
  Package,
  If,
  While,
  DoWhile,
  For,
  ForEach,
  Switch,
  Case,
  Return,
  Throw,
  Break,
  Continue,
  Try,
  Catch,
  Finally,
  With,
  Label,
  Assert,
  Attribute,
  Modifier,
  TypeParam,
  TypeApply,
  ArrayType,
  PointerType,
  FunctionType,
  // Anything else, told apart by `hash` (the grammar's node type).
  Other,
  // Only while lowering: stand for their child, for nothing, for a list in their parent.
  Through,
  Drop,
  Multi,
  TupleOrOne,
  kinds,
};

/** What a child is to its parent. Children are ordered by role, then by place. */
enum class Role : uint8_t {
  None,
  Attribute,
  Modifier,
  Name,
  Target,
  Callee,
  Object,
  Operand,
  Left,
  Right,
  Type,
  Key,
  Value,
  Init,
  Cond,
  Update,
  Then,
  Else,
  Try,
  Finally,
  Receiver,
  TypeParam,
  TypeArg,
  Param,
  Result,
  Base,
  Interface,
  Alias,
  Path,
  Body,
  // Lists that are usually long come last.
  Arg,
  Handler,
  Case,
  Item,
};

enum NodeFlag : uint16_t {
  kNotExpression = 1 << 0,  // a declared name, a type, a label: expression patterns do not look at it
  kClassBody = 1 << 1,
  kSemicolon = 1 << 2,     // an expression statement that is ended in the source
  kImportFrom = 1 << 3,    // import items of a module
  kImportAll = 1 << 4,     // import everything of a module
  kFileModule = 1 << 5,    // the module is named by a string
  kFormatString = 1 << 6,  // f"…"
  kTagged = 1 << 7,        // tagged template literal
  kSpecialName = 1 << 8,   // this, super, self
  kRawText = 1 << 9,       // the text keeps its escapes by nature
  kShorthand = 1 << 10,    // {x} for {x: x}
  kSynthetic = 1 << 11,    // made by folding, not in the source
  kSelfClosing = 1 << 12,
  kOptionalChain = 1 << 13,
  kWildcardBody = 1 << 14, // the pattern gave no body: any will do
  kStatement = 1 << 15,
};

struct Node;
struct Binding;

/** What is known of a name or expression beyond its spelling. */
struct Info {
  const Binding* binding = nullptr;
  /** What a name stands for where it is read: a literal, or an expression when symbolic propagation is on. */
  const Node* value = nullptr;
  /** Folded constant of an expression; `folded` tells that it was looked for. */
  const Node* constant = nullptr;
  bool folded = false;
  bool anyString = false;
};

struct Node {
  Kind kind = Kind::Other;
  Role role = Role::None;
  uint16_t flags = 0;
  uint32_t start = 0, end = 0;
  /** Of the text of names and operators, of the node type of `Other`. */
  uint32_t hash = 0;
  uint32_t count = 0;
  /** Of a document that is edited: the version in which the node was last seen. */
  uint32_t version = 0;
  Node** items = nullptr;
  Node* parent = nullptr;
  std::string_view text;
  union {
    mutable Info* info = nullptr;
    /** In patterns only: what the matcher needs to know of a placeholder or string. */
    const struct PatternPart* part;
  };

  std::span<Node* const> children() const { return {items, count}; }
  bool has(uint16_t flag) const { return (flags & flag) != 0; }

  const Node* child(Role wanted) const {
    for (uint32_t i = 0; i < count && items[i]->role <= wanted; i++)
      if (items[i]->role == wanted) return items[i];
    return nullptr;
  }
  std::span<Node* const> all(Role wanted) const {
    uint32_t from = 0;
    while (from < count && items[from]->role < wanted) from++;
    uint32_t to = from;
    while (to < count && items[to]->role == wanted) to++;
    return {items + from, to - from};
  }
};

/** FNV-1a; never 0 for a text. */
constexpr uint32_t hashOf(std::string_view text) {
  uint32_t hash = 2166136261u;
  for (unsigned char c : text) hash = (hash ^ c) * 16777619u;
  return hash ? hash : 1;
}

/** Memory that lives as long as its tree. */
class Arena {
 public:
  void* take(size_t size, size_t alignment) {
    size_t at = (used_ + alignment - 1) & ~(alignment - 1);
    if (at + size > room_) {
      grow(size + alignment);
      at = 0;
    }
    used_ = at + size;
    return block_ + at;
  }
  template <class T>
  T* make() {
    return new (take(sizeof(T), alignof(T))) T();
  }
  template <class T>
  T* array(size_t count) {
    return static_cast<T*>(take(sizeof(T) * count, alignof(T)));
  }
  size_t bytes() const { return bytes_; }
  std::string_view keep(std::string_view text) {
    char* copy = array<char>(text.size() + 1);
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }

 private:
  void grow(size_t atLeast) {
    size_t size = std::max(atLeast, blocks_.empty() ? size_t(16 << 10) : size_t(256 << 10));
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    bytes_ += size;
    block_ = blocks_.back().get();
    room_ = size;
    used_ = 0;
  }
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* block_ = nullptr;
  size_t used_ = 0, room_ = 0, bytes_ = 0;
};

/** What a name was declared as. */
struct Binding {
  enum class Sort : uint8_t { Local, Param, Global, Field, Function, Class, Import };
  Sort sort = Sort::Local;
  uint32_t id = 0;
  /** Writes apart from the declaration's own. */
  uint32_t writes = 0;
  bool constant = false, isPrivate = false;
  /** The function or class that it belongs to; nullptr for the whole text. */
  const Node* owner = nullptr;
  const Node* declaration = nullptr;
  const Node* type = nullptr;
  const Node* value = nullptr;
  /** Full name of what was imported, e.g. ["child_process", "exec"]. */
  std::vector<std::string_view> path;
};

struct Tree;

/** Of a text that is edited: a statement of it, which is kept from version to version where nothing changes in it. */
struct TreePart {
  /** Given to no other part. */
  uint64_t id = 0;
  uint32_t start = 0, end = 0;
  /** Of the grammar's node. */
  uint32_t symbol = 0;
  /** It does not parse, or was not seen together with what is around it. */
  bool broken = false;
  /** Among the root's. */
  uint32_t first = 0;
  std::vector<Node*> nodes;
  /** Holds the nodes. */
  std::shared_ptr<Tree> home;
  /** What its names meant outside of it, and the version in which it last changed or that did. */
  uint64_t meaning = 0;
  uint32_t changed = 0;
};

struct Tree {
  Arena arena;
  Node* root = nullptr;
  std::string_view source;
  std::string_view language;
  std::deque<Binding> bindings;
  /** Modules whose every name was imported. */
  std::vector<std::vector<std::string_view>> wildcards;
  uint32_t nodes = 0;
  /** The text did not parse whole. */
  bool partial = false;
  /** Trees of texts in another language within this one. */
  std::vector<std::unique_ptr<Tree>> inner;
  /** Set where a limit cut the tree short. */
  std::string bound;
  /** Only of a text that is edited and falls into such, in order of place. */
  std::vector<TreePart>* parts = nullptr;
  uint32_t version = 0;

  std::string_view slice(const Node* node) const { return source.substr(node->start, node->end - node->start); }
  Info* info(const Node* node) {
    if (!node->info) node->info = arena.make<Info>();
    return node->info;
  }
};

std::string_view kindName(Kind kind);
/** Role::None where there is none of that name. */
Role roleNamed(std::string_view name);
/** An indented listing, for tests and for people. */
std::string dumpTree(const Node* node);

}  // namespace vireon
