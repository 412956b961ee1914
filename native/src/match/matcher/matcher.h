// Matches one pattern against the nodes of one text.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "match/metavar.h"
#include "match/pattern.h"
#include "parse/tree.h"

namespace vireon {

class LiveMatches;  // match/live_matches.h

/** What a metavariable stands for: a node, a run of nodes, or a piece of text. */
struct Bound {
  enum class Sort : uint8_t { Node, List, Text } sort = Sort::Node;
  MetaId id = 0;
  uint32_t start = 0, end = 0;
  const Node* node = nullptr;
  Node* const* list = nullptr;
  uint32_t count = 0;
  std::string_view text;
};
using Bindings = std::vector<Bound>;

struct PatternMatch {
  uint32_t start = 0, end = 0;
  Bindings bindings;
};

/** A rule's `options`. */
struct MatchOptions {
  bool constants = true;
  bool symbolic = false;
  bool acMatching = true;
  bool commutativeBool = false;
  bool symmetricEq = false;
  bool implicitDeep = true;
  bool implicitEllipsis = true;
  bool vardefAssign = true;
  bool flddefAssign = false;
  bool arrowIsFunction = true;
  bool letIsVar = true;
  bool deepStatements = true;
  bool attributesImplicit = true;
  bool childrenOrdered = true;
  bool singletonLoose = true;
  bool decoratorsOrdered = false;
  bool strictIds = true;
  bool genericCaseless = false;

  bool operator==(const MatchOptions&) const = default;
};

/** Ranges outside of which nothing needs to be looked for. */
class Within {
 public:
  explicit Within(std::vector<std::pair<uint32_t, uint32_t>> ranges);
  bool holds(uint32_t start, uint32_t end) const;

 private:
  /** By start; beside each the furthest end of it and all before it. */
  std::vector<std::pair<uint32_t, uint32_t>> reach_;
};

/** The nodes of a text by kind, in order of place; built once for all patterns. */
class NodeIndex {
 public:
  using List = std::span<const Node* const>;
  /** With `live` for a text that falls into parts, which is told of each node. */
  explicit NodeIndex(const Tree& tree, LiveMatches* live = nullptr);

  /** Numbers of lists: of a kind, of all expressions, of all statements. */
  static constexpr size_t of(Kind kind) { return size_t(kind); }
  static constexpr size_t kExpressions = size_t(Kind::kinds), kStatements = kExpressions + 1, kLists = kStatements + 1;

  List all(size_t list) const { return lists_[list]; }
  /** What belongs to no part. */
  List head(size_t list) const { return all(list).first(begins_[list]); }
  List ofPart(size_t list, size_t part) const {
    const uint32_t from = begins_[part * kLists + list], to = begins_[(part + 1) * kLists + list];
    return all(list).subspan(from, to - from);
  }
  /** False where a word is surely no name, string or part of an import of this text. */
  bool mayHold(std::string_view word) const {
    uint32_t hash = hashOf(word);
    return (words_[hash >> 6 & (kWords - 1)] >> (hash & 63) & 1) != 0;
  }

 private:
  static constexpr size_t kWords = 1024;
  void visit(const Node* node);
  void add(const Node* node);
  void visitParts(const Tree& tree);
  void noteBegins();
  void addWord(std::string_view word) {
    uint32_t hash = hashOf(word);
    words_[hash >> 6 & (kWords - 1)] |= uint64_t(1) << (hash & 63);
  }

  uint64_t words_[kWords] = {};
  std::vector<const Node*> lists_[kLists];
  /** Part by part, and at the end of all, how long each list was. */
  std::vector<uint32_t> begins_;
  LiveMatches* live_;
};

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

/** Whether functions of this language return what they end with. */
bool returnsLast(std::string_view language);
/** The expression that a function ends with. */
bool isResult(const Node* node);

class Matcher {
 public:
  /** With `live` patterns are tried only where they may match now. */
  Matcher(Tree& tree, const NodeIndex& index, const MetaNames& names, LiveMatches* live = nullptr)
      : tree_(tree), index_(index), names_(names), live_(live) {}

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
  // Expressions.
  bool expression(const Node* p, const Node* t, bool root, Next k);
  bool structure(const Node* p, const Node* t, Next k);
  bool name(const Node* p, const Node* t, Next k);
  bool literal(const Node* p, const Node* t, Next k);
  bool literalSame(const Node* p, const Node* t, Next k);
  bool text(const Node* p, std::string_view text, const Node* at, Next k);
  bool path(const Node* p, std::span<const std::string_view> path, const Node* at, Next k);
  bool throughImports(const Node* p, const Node* t, Next k);
  bool call(const Node* p, const Node* t, Next k);
  bool member(const Node* p, const Node* t, Next k);
  bool memberName(const Node* p, const Node* t, Next k);
  bool binary(const Node* p, const Node* t, Next k);
  bool associative(Nodes ps, size_t i, Nodes ts, size_t j, const Node* like, Next k);
  bool commutative(const Node* p, const Node* t, Next k);
  bool assign(const Node* p, const Node* t, Next k);
  bool templates(const Node* p, const Node* t, Next k);
  bool lambda(const Node* p, const Node* t, Next k);
  bool typed(const Node* p, const Node* t, Next k);
  bool type(const Node* p, const Node* t, Next k);
  const Node* declaredType(const Node* t);
  std::string_view impliedType(const Node* t);
  bool element(const Node* p, const Node* t, Next k);
  bool deep(const Node* p, const Node* t, bool implicit, Next k);
  bool deepInStatement(const Node* p, const Node* t, Next k);
  bool regexLiteral(const Node* p, const Node* t, Next k);
  bool key(const Node* p, const Node* t, Next k);
  bool generic(const Node* p, const Node* t, Next k);
  bool bareCall(const Node* p, const Node* t, Next k);
  bool shellText(const Node* p, const Node* t, Next k);

  // Lists.
  using Element = bool (Matcher::*)(const Node*, const Node*, Next);
  bool list(Nodes ps, size_t i, Nodes ts, size_t j, bool more, Element element, Next k);
  bool anyOrder(Nodes ps, size_t i, Nodes ts, std::vector<bool>& used, bool more, Element element, Next k);
  bool anyOrder(Nodes ps, Nodes ts, bool more, Element element, Next k);
  bool subsequence(Nodes ps, size_t i, Nodes ts, size_t j, Element element, Next k);
  bool arguments(Nodes ps, size_t i, Nodes ts, std::vector<bool>& used, size_t j, Next k);
  bool arguments(Nodes ps, Nodes ts, Next k);
  bool argument(const Node* p, const Node* t, Next k);
  bool fields(Nodes ps, Nodes ts, Next k);
  bool field(const Node* p, const Node* t, Next k);
  bool entry(const Node* p, const Node* t, Next k);
  bool plain(const Node* p, const Node* t, Next k);

  // Statements and definitions.
  bool statement(const Node* p, const Node* t, Next k);
  bool sequence(Nodes ps, size_t i, Nodes ts, size_t j, bool more, Next k);
  bool sequenceDeep(Nodes ps, size_t i, const Node* block, size_t j, bool more, Next k);
  bool block(const Node* p, const Node* t, Next k);
  bool any(const Node* p, const Node* t, Next k);
  bool optional(const Node* p, const Node* t, bool absentIsAny, Next k);
  bool definition(const Node* p, const Node* t, Next k);
  bool function(const Node* p, const Node* t, Next k);
  bool functionParts(const Node* p, const Node* t, Next k);
  bool param(const Node* p, const Node* t, Next k);
  bool paramParts(const Node* p, const Node* t, Next k);
  bool classLike(const Node* p, const Node* t, Next k);
  bool variable(const Node* p, const Node* t, Next k);
  bool attribute(const Node* p, const Node* t, Next k);
  bool attributes(const Node* p, const Node* t, Next k);
  bool modifier(const Node* p, const Node* t, Next k);
  bool caseClause(const Node* p, const Node* t, Next k);
  bool catchClause(const Node* p, const Node* t, Next k);
  bool import(const Node* p, const Node* t, Next k);
  bool importSame(const Node* p, const Node* t, Next k);
  bool importItem(const Node* p, const Node* t, Next k);
  bool importPath(const Node* p, const Node* t, Next k);
  bool importNormalized(const Node* p, const Node* t, Next k);
  bool importVersusRequire(const Node* p, const Node* t, Next k);
  bool importVersusField(const Node* p, const Node* t, Next k);

  // Bindings.
  bool bind(const Node* p, const Node* t, Next k);
  bool bindList(const Node* p, Nodes ts, const Node* around, Next k);
  bool bindText(const Node* p, std::string_view text, uint32_t start, uint32_t end, Next k);
  bool bindAs(const PatternPart& part, Bound bound, Next k);

  const std::vector<Node*>& flattened(const Node* block, std::vector<uint32_t>** offsets);
  void flatten(Node* node, std::vector<Node*>& out, bool& changed);
  void flattenLambdas(const Node* node, std::vector<Node*>& out);
  Node* synthetic(Kind kind, const Node* at);
  Node* nameAt(std::string_view text, const Node* at);
  const Node* joined(const Node* left, Node* right, const Node* like);
  bool tick();
  template <class F>
  void eachCandidate(const Pattern& pattern, const F& look);
  void matchRoot(const Pattern& pattern, const Node* at);
  void matchSequence(const Pattern& pattern, const Node* block, size_t index);
  bool record(uint32_t start, uint32_t end);
  const Node* valueOf(const Node* t) const;

  struct Flat {
    std::vector<Node*> nodes;
    std::vector<uint32_t> offsets;
    bool changed = false;
  };

  Tree& tree_;
  const NodeIndex& index_;
  const MetaNames& names_;
  LiveMatches* live_;
  MatchOptions options_;
  Bindings bindings_;
  std::vector<PatternMatch>* results_ = nullptr;
  uint32_t sequenceEnd_ = 0;
  uint64_t steps_ = 0, stepLimit_ = 0;
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

bool isExpressionKind(Kind kind);
bool isStatementNode(const Node* node);

}  // namespace vireon
