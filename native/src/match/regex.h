// Regular expressions with PCRE's spelling: linear time where RE2 can, bounded backtracking where it cannot.
#pragma once
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vireon {

/** Half-open byte range of a group; `start` is npos where the group took no part. */
struct RegexGroup {
  static constexpr uint32_t npos = UINT32_MAX;
  uint32_t start = npos, end = npos;
};

/** Group 0 is the whole match. */
using RegexMatch = std::vector<RegexGroup>;

struct RegexFlags {
  bool ignoreCase = false;
  bool multiline = true;
  bool dotAll = false;
};

/** Thread-safe once compiled. */
class Regex {
 public:
  static std::unique_ptr<Regex> compile(std::string_view pattern, RegexFlags flags, std::string& error);
  ~Regex();

  enum class Outcome { none, found, bound };

  /** First match that starts at or after `from`. `bound`: the match was given up at its step limit. */
  Outcome find(std::string_view text, size_t from, RegexMatch& match) const;
  /** Whether a match starts at the very beginning (as Python's `re.match`). */
  Outcome matchesAtStart(std::string_view text, RegexMatch* match = nullptr) const;
  /** All matches up to 100,000, none overlapping. False where a bound was hit. */
  bool findAll(std::string_view text, std::vector<RegexMatch>& matches) const;

  /** As `findAll`, of the matches that lie between two places; what is around these is seen. Only where `bytes` says something. */
  bool findWithin(std::string_view text, size_t from, size_t to, std::vector<RegexMatch>& matches) const;
  /** Bytes that a match may hold, all where that is not known. */
  std::bitset<256> bytes() const;

  const std::vector<std::string>& groupNames() const { return names_; }
  /** Literals that must occur (see Prefilter); empty where none is known. */
  const std::vector<std::vector<std::string>>& required() const { return required_; }
  bool linear() const { return engine_ == nullptr ? false : linear_; }

 private:
  struct Engine;
  Regex() = default;
  std::unique_ptr<Engine> engine_;
  bool linear_ = true;
  std::vector<std::string> names_;
  std::vector<std::vector<std::string>> required_;
};

}  // namespace vireon
