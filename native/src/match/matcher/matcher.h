// Matches one pattern against the nodes of one text.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "match/bindings.h"
#include "match/matcher/node_index.h"
#include "match/matcher/within.h"
#include "match/options.h"
#include "match/pattern/pattern.h"
#include "parse/tree.h"

namespace vireon {

/** A call back that is passed down, never kept. True: stop looking. */
class Next {
 public:
  template <class F>
  Next(const F& f) : self_(&f), call_([](const void* self) { return (*static_cast<const F*>(self))(); }) {}
  bool operator()() const { return call_(self_); }

 private:
  const void* self_;
  bool (*call_)(const void*);
};

using Nodes = std::span<Node* const>;

/**
 * Its functions take a part of the pattern, a part of the text, and what is to be asked where the two match; they are
 * true where that said stop. What was bound on the way is unbound again when they return.
 */
class Matcher {
 public:
  /** With `live` patterns are tried only where they may match now. */
  Matcher(Tree& tree, const NodeIndex& index, LiveMatches* live = nullptr) : tree_(tree), index_(index), live_(live) {}

  /** All matches. `inside`: of what ends in `...` only the longest counts. */
  std::vector<PatternMatch> find(const Pattern& pattern, const MatchOptions& options, const Bindings& given,
                                 const Within* within, bool inside);
  /** Matches that are rooted at exactly this node. */
  std::vector<PatternMatch> findAt(const Pattern& pattern, const MatchOptions& options, const Node* at, const Bindings& given);
  bool exhausted() const { return exhausted_; }

  bool sameBound(const Bound& a, const Bound& b) const;
  /** Structural equality, whatever the spelling of spaces and quotes. */
  bool sameTree(const Node* a, const Node* b, int depth = 0) const;
  bool sameWhateverCase(std::string_view a, std::string_view b) const;

 private:
  // search.cc: the nodes at which a pattern is tried, and what is kept of its matches.
  void tryEach(const Pattern& pattern, NodeIndex::List nodes, const Within* within);
  bool findLive(const Pattern& pattern);
  void matchRoot(const Pattern& pattern, const Node* at);
  void matchSequence(const Pattern& pattern, const Node* block, size_t index);
  bool record(uint32_t start, uint32_t end);

  // expressions.cc
  bool any(const Node* p, const Node* t, Next k);
  bool expression(const Node* p, const Node* t, bool root, Next k);
  bool structure(const Node* p, const Node* t, Next k);
  bool assign(const Node* p, const Node* t, Next k);
  bool construction(const Node* p, const Node* t, Next k);
  bool setOrDict(const Node* p, const Node* t, Next k);
  bool key(const Node* p, const Node* t, Next k);
  bool generic(const Node* p, const Node* t, Next k);
  bool genericRoles(const Node* p, const Node* t, size_t at, Next k);
  bool optional(const Node* p, const Node* t, bool absentIsAny, Next k);

  // deep.cc: what may stand anywhere below.
  bool deep(const Node* p, const Node* t, bool implicit, Next k);
  bool deepInStatement(const Node* p, const Node* t, Next k);
  bool shellText(const Node* p, const Node* t, Next k);

  // names.cc
  bool name(const Node* p, const Node* t, Next k);
  bool throughImports(const Node* p, const Node* t, Next k);
  bool path(const Node* p, std::span<const std::string_view> path, const Node* at, Next k);

  // literals.cc
  bool literal(const Node* p, const Node* t, Next k);
  bool literalSame(const Node* p, const Node* t, Next k);
  bool text(const Node* p, std::string_view text, const Node* at, Next k);
  bool regexLiteral(const Node* p, const Node* t, Next k);
  bool templates(const Node* p, const Node* t, Next k);

  // calls.cc
  bool call(const Node* p, const Node* t, Next k);
  bool bareCall(const Node* p, const Node* t, Next k);
  bool member(const Node* p, const Node* t, Next k);
  bool memberChain(const Node* object, const Node* t, Next k);
  bool memberName(const Node* p, const Node* t, Next k);
  bool arguments(Nodes ps, size_t i, Nodes ts, std::vector<bool>& used, size_t j, Next k);
  bool arguments(Nodes ps, Nodes ts, Next k);
  bool argument(const Node* p, const Node* t, Next k);

  // operators.cc
  bool binary(const Node* p, const Node* t, Next k);
  bool associative(Nodes ps, size_t i, Nodes ts, size_t j, const Node* like, Next k);
  bool commutative(const Node* p, const Node* t, Next k);
  const Node* joined(const Node* left, Node* right, const Node* like);

  // types.cc
  bool typed(const Node* p, const Node* t, Next k);
  bool declaredAs(const Node* wanted, const Node* known, Next k);
  bool impliedAs(const Node* wanted, const Node* t, Next k);
  const Node* declaredType(const Node* t);
  const Node* madeType(const Node* call);
  const Node* pointerTo(const Node* type, const Node* at);
  std::string_view impliedType(const Node* t);

  // lists.cc
  using Element = bool (Matcher::*)(const Node*, const Node*, Next);
  bool list(Nodes ps, size_t i, Nodes ts, size_t j, bool more, Element element, Next k);
  /** From the first on, and to the last. */
  bool list(Nodes ps, Nodes ts, Element element, Next k) { return list(ps, 0, ts, 0, false, element, k); }
  bool anyOrder(Nodes ps, size_t i, Nodes ts, std::vector<bool>& used, bool more, Element element, Next k);
  bool anyOrder(Nodes ps, Nodes ts, bool more, Element element, Next k);
  bool subsequence(Nodes ps, size_t i, Nodes ts, size_t j, Element element, Next k);
  bool plain(const Node* p, const Node* t, Next k);

  // fields.cc: what objects, dictionaries, templates and elements of markup hold.
  bool fields(Nodes ps, Nodes ts, Next k);
  bool field(const Node* p, const Node* t, Next k);
  bool pair(const Node* p, const Node* t, Next k);
  bool entry(const Node* p, const Node* t, Next k);
  bool element(const Node* p, const Node* t, Next k);
  bool elementContent(const Node* p, const Node* t, Next k);

  // statements.cc
  bool statement(const Node* p, const Node* t, Next k);
  bool statementOfKind(const Node* p, const Node* t, Next k);
  bool expressionStatement(const Node* p, const Node* t, Next k);
  bool returned(const Node* p, const Node* t, Next k);
  bool branch(const Node* p, const Node* t, Next k);
  bool countedLoop(const Node* p, const Node* t, Next k);
  bool eachLoop(const Node* p, const Node* t, Next k);
  bool choice(const Node* p, const Node* t, Next k);
  bool caseClause(const Node* p, const Node* t, Next k);
  bool attempt(const Node* p, const Node* t, Next k);
  bool catchClause(const Node* p, const Node* t, Next k);

  // sequences.cc: statements one after the other.
  /** The statements of a block and all that they hold, and where in it each of its own stands. */
  struct Flat {
    std::vector<Node*> nodes;
    std::vector<uint32_t> offsets;
  };
  bool block(const Node* p, const Node* t, Next k);
  bool blockInBlock(const Node* p, const Node* t, Next k);
  bool blockAsOne(const Node* p, const Node* t, Next k);
  bool sequence(Nodes ps, size_t i, Nodes ts, size_t j, bool more, Next k);
  bool lastDots(Nodes ts, size_t j, bool more, Next k);
  bool step(const Node* p, const Node* t, Next rest);
  bool sequenceDeep(Nodes ps, size_t i, const Node* block, size_t j, bool more, Next k);
  const Flat& flattened(const Node* block);
  void flatten(Node* node, std::vector<Node*>& out);
  void flattenLambdas(const Node* node, std::vector<Node*>& out);

  // definitions.cc
  bool definition(const Node* p, const Node* t, Next k);
  bool function(const Node* p, const Node* t, Next k);
  bool functionParts(const Node* p, const Node* t, Next k);
  bool param(const Node* p, const Node* t, Next k);
  bool paramParts(const Node* p, const Node* t, Next k);
  bool classLike(const Node* p, const Node* t, Next k);
  bool classBody(const Node* p, const Node* t, Next k);
  bool variable(const Node* p, const Node* t, Next k);
  bool attribute(const Node* p, const Node* t, Next k);
  bool attributes(const Node* p, const Node* t, Next k);
  bool modifier(const Node* p, const Node* t, Next k);

  // imports.cc
  bool import(const Node* p, const Node* t, Next k);
  bool importSame(const Node* p, const Node* t, Next k);
  bool importItem(const Node* p, const Node* t, Next k);
  bool importPath(const Node* p, const Node* t, Next k);
  bool fileModule(Nodes ps, Nodes ts, Next k);
  bool modulePath(Nodes ps, Nodes ts, Next k);
  bool importNormalized(const Node* p, const Node* t, Next k);
  bool bindPath(const std::vector<const Node*>& path, const std::vector<const Node*>& full);
  bool importVersusRequire(const Node* p, const Node* t, Next k);
  bool importVersusField(const Node* p, const Node* t, Next k);
  bool package(const Node* p, const Node* t, Next k);

  // binding.cc
  bool bind(const Node* p, const Node* t, Next k);
  bool bindList(const Node* p, Nodes ts, const Node* around, Next k);
  /** A part of a list; what stands there says where an empty one is. */
  bool bindRun(const Node* p, Nodes ts, size_t from, size_t to, Next k);
  bool bindText(const Node* p, std::string_view text, uint32_t start, uint32_t end, Next k);
  bool bindAs(const PatternPart& part, Bound bound, Next k);
  const Node* valueOf(const Node* t) const;
  Node* synthetic(Kind kind, const Node* at);
  Node* nameAt(std::string_view text, const Node* at);
  /** A name that is the whole text from one node to another. */
  Node* nameAcross(const Node* first, const Node* last);

  static constexpr int kMaxDepth = 2500, kMaxDerefs = 20;
  /** One level deeper for as long as it lives. */
  class Level {
   public:
    explicit Level(int& depth) : depth_(depth) { depth_++; }
    ~Level() { depth_--; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    int& depth_;
  };
  /** False where a bound is hit; then nothing more is to be looked for. */
  bool tick() {
    if (++steps_ <= stepLimit_ && depth_ < kMaxDepth) return true;
    exhausted_ = true;
    return false;
  }

  Tree& tree_;
  const NodeIndex& index_;
  LiveMatches* live_;
  MatchOptions options_;
  Bindings bindings_;
  std::vector<PatternMatch>* results_ = nullptr;
  uint32_t sequenceEnd_ = 0;
  uint64_t steps_ = 0, stepLimit_ = 0, budget_ = 0;
  int derefs_ = 0, depth_ = 0;
  bool exhausted_ = false, inside_ = false;
  std::unordered_map<const Node*, Flat> flats_;

  struct JoinedHash {
    size_t operator()(const std::tuple<const Node*, const Node*, uint32_t>& key) const {
      const auto& [left, right, op] = key;
      return std::hash<const Node*>()(left) * 31 + std::hash<const Node*>()(right) + op;
    }
  };
  std::unordered_map<std::tuple<const Node*, const Node*, uint32_t>, Node*, JoinedHash> joined_;
};

}  // namespace vireon
