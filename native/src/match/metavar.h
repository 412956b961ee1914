// Metavariables by number, so that bindings are compared without looking at text.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace vireon {

using MetaId = uint16_t;

class MetaNames {
 public:
  MetaId id(std::string_view name) {
    auto [at, added] = ids_.try_emplace(std::string(name), static_cast<MetaId>(names_.size()));
    if (added) names_.push_back(at->first);
    return at->second;
  }
  const std::string& name(MetaId id) const { return names_[id]; }
  /** Given to no other rule set. */
  uint64_t number() const { return number_; }

 private:
  std::unordered_map<std::string, MetaId> ids_;
  std::vector<std::string> names_;
  static inline std::atomic<uint64_t> last_ = 0;
  uint64_t number_ = ++last_;
};

/** `$X`, `$_`, `$...XS`, `$1`. */
bool isMetaName(std::string_view text);
bool isMetaEllipsisName(std::string_view text);
/** Bound anew at each place. */
inline bool isAnonymous(std::string_view name) { return name == "$_"; }

}  // namespace vireon
