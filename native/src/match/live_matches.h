// Where patterns did not match in an open text: there they are tried again only once something changed.
#pragma once
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "match/live_regexes.h"
#include "parse/live_tree.h"
#include "parse/tree.h"

namespace vireon {

struct Pattern;

/** Of one document; not shared between threads. What a part means is its own text, and what its names mean outside of it. */
class LiveMatches {
 public:
  /** What is known of one pattern. */
  struct Seen {
    uint32_t version = 0;
    /** At most so many steps would be taken by a look at the whole text. */
    uint64_t steps = 0;
    /** Parts in which it matched. */
    std::vector<uint64_t> parts;
  };

  /** A version begins, whose names and constants are known; `rules` names the compiled rule set. */
  void begin(Tree& tree, uint64_t rules);
  void beginPart(size_t part);
  /** Each node of the part that was begun last. */
  void add(const Node* node) {
    if (node->info) note(*node->info);
  }
  /** After all parts: from now on `isFresh` and `toTry` answer. */
  void settle();

  Seen& of(const Pattern& pattern, bool inside) { return seen_[{&pattern, inside}]; }
  void forget(const Pattern& pattern, bool inside) { seen_.erase({&pattern, inside}); }
  /** Parts in which the pattern may match now, in order of place. */
  std::vector<uint32_t> toTry(const Seen& seen) const;
  void keep(Seen& seen, const std::vector<uint32_t>& tried, const std::vector<bool>& matched) const;

 private:
  struct KeyHash {
    size_t operator()(const std::pair<const Pattern*, bool>& key) const { return std::hash<const Pattern*>()(key.first) * 2 + key.second; }
  };
  /** A binding that was met in a part. */
  struct Met {
    size_t part = 0;
    uint32_t ordinal = 0;
  };

  void note(const Info& info);
  void noteBinding(const Binding& binding);
  void noteNode(const Node* node);
  void mix(uint64_t value) { meaning_ = (meaning_ ^ value) * 0x9E3779B97F4A7C15ull + (meaning_ >> 29); }
  void endPart();
  uint64_t meaningOfWildcards() const;
  size_t partAt(uint32_t start) const;
  void spread();

  std::unordered_map<std::pair<const Pattern*, bool>, Seen, KeyHash> seen_;
  uint64_t rules_ = 0, wildcards_ = 0;

  // Of the present version.
  Tree* tree_ = nullptr;
  std::vector<TreePart>* parts_ = nullptr;
  std::vector<Met> met_;
  uint32_t ordinal_ = 0;
  size_t part_ = 0;
  uint64_t meaning_ = 0;
  /** It holds something that was made for this version alone. */
  bool passing_ = false;
  /** What is held by the first is meant by the second. */
  std::vector<std::pair<uint32_t, uint32_t>> meant_;
  /** Those that changed last come first. */
  std::vector<uint32_t> recent_;
  std::unordered_map<uint64_t, uint32_t> places_;
};

/** All that is kept of an open text. */
struct LiveText {
  LiveTree tree;
  LiveMatches matches;
  LiveRegexes regexes;
};

}  // namespace vireon
