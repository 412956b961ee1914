// Metavariables by number, so that bindings are compared without looking at text.
#pragma once
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

 private:
  std::unordered_map<std::string, MetaId> ids_;
  std::vector<std::string> names_;
};

/** `$X`, `$_`, `$...XS`, `$1`. */
bool isMetaName(std::string_view text);
bool isMetaEllipsisName(std::string_view text);
/** Bound anew at each place. */
inline bool isAnonymous(std::string_view name) { return name == "$_"; }

}  // namespace vireon
