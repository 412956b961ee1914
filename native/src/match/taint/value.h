// What is known of a value: which sources reach it, which reach its parts, and which function it may be.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "match/taint/known.h"
#include "parse/tree.h"

namespace vireon {

/** How a taint came along, last place first. */
struct Passage {
  const Passage* before = nullptr;
  uint32_t start = 0, end = 0;
  uint16_t length = 1;
};

struct Taint {
  /** The match of the source. */
  uint32_t source = 0;
  uint16_t label = 0;
  const Passage* passage = nullptr;

  bool same(const Taint& other) const { return source == other.source && label == other.label; }
  bool before(const Taint& other) const { return source != other.source ? source < other.source : label < other.label; }
};

/** Sorted, each source and label once. */
class Taints {
 public:
  bool empty() const { return list_.empty(); }
  size_t size() const { return list_.size(); }
  bool hasLabel(uint16_t label) const;
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }
  void add(const Taint& taint);
  void add(const Taints& other);
  bool operator==(const Taints& other) const;

 private:
  std::vector<Taint> list_;
};

/** A part of a value by its name or constant index; `kAnyPart` is a part that is not known. */
struct PartKey {
  uint32_t hash = 0;
  /** It was reached by an index rather than by a name. */
  bool index = false;
  bool operator<(const PartKey& other) const { return hash < other.hash; }
};
constexpr PartKey kAnyPart{0, true};

struct TaintValue;
using Parts = std::map<PartKey, TaintValue>;

struct TaintValue {
  Taints taints;
  /** Parts that differ from the whole; an entry without taint is clean whatever the whole is. */
  std::shared_ptr<const Parts> parts;
  std::vector<const Node*> functions;
  /** The class that it is an object of. */
  const Node* type = nullptr;
  /** What is known of the value itself; kept only where a condition asks for it. */
  Known known;

  bool plain() const { return taints.empty() && !parts && functions.empty() && !type && !known.any(); }
  bool operator==(const TaintValue& other) const;

  TaintValue part(PartKey key) const;
  /** Only a part that is known, or is `certain`, is replaced; else what was there may still be. */
  void setPart(PartKey key, TaintValue value, bool certain = false);
  /** Every taint in it and its parts. */
  Taints all() const;
  /** Of it and of what is reached by an index. */
  Taints elements() const;
  /** Nothing is known any more of it and its parts, or only of what may have changed: how many items there are. */
  void forget(bool onlySizes = false);
  static TaintValue of(Taints taints) {
    TaintValue value;
    value.taints = std::move(taints);
    return value;
  }
};

TaintValue joined(const TaintValue& a, const TaintValue& b);

/** Variables that no declaration is known of are told apart by this and the hash of their name. */
constexpr uint64_t kThisVariable = 1, kThrownVariable = 2, kUndeclared = uint64_t(1) << 63;
/** The function that a variable belongs to; nullptr for those of the whole text, of classes and of no declaration. */
const Node* functionOf(uint64_t variable);

/** Variables by key; what is not there is clean. */
using TaintState = std::map<uint64_t, TaintValue>;
void joinInto(TaintState& into, const TaintState& other);

}  // namespace vireon
