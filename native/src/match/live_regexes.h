// Matches of regular expressions in an open text: looked for again only around a change.
#pragma once
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "match/regex.h"

namespace vireon {

/** Of one document; not shared between threads. */
class LiveRegexes {
 public:
  /** A version begins; `rules` names the compiled rule set. */
  void begin(std::string_view text, uint64_t rules);
  /** As `Regex::findAll`, of the version that began. */
  bool findAll(const Regex& regex, std::string_view text, std::vector<RegexMatch>& matches);

 private:
  struct Known {
    uint32_t version = 0;
    /** No match holds these; none at all where matches may hold anything or nothing. */
    std::bitset<256> fences;
    std::vector<RegexMatch> matches;
  };

  bool again(const Regex& regex, std::string_view text, Known& known) const;

  std::unordered_map<const Regex*, Known> known_;
  uint64_t rules_ = 0;
  uint32_t version_ = 0;
  std::string text_;
  /** Bytes of the version before, and by how much those behind them moved. */
  uint32_t from_ = 0, to_ = 0;
  int64_t by_ = 0;
};

}  // namespace vireon
