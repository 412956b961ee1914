// The nodes of a text by kind, in order of place; built once for all patterns.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "parse/tree.h"

namespace vireon {

class LiveMatches;  // match/live_matches.h

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

}  // namespace vireon
