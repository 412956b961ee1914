// Cuts a text down to what the rules that run on it look at.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "match/ruleset.h"
#include "scan/literals.h"

namespace vireon {

/** Of some rules in one language. Immutable once built. */
class Focuser {
 public:
  Focuser(const RuleSet& rules, const std::vector<size_t>& numbers, std::string_view language);

  /** Nothing where all of the text has to be seen for these rules. `numbers` are among those it was built of. */
  std::optional<Focus> focus(std::string_view text, const std::vector<size_t>& numbers) const;

 private:
  struct Sight {
    bool parses = false, bounded = false, constants = false;
    /** As `Reach::marks`, by number of the literal. */
    std::vector<std::vector<uint32_t>> marks;
  };

  const std::string language_;
  std::vector<Sight> sights_;
  std::vector<Literal> literals_;
  /** How many of the literals are marks; the others are always looked for. */
  size_t marks_ = 0;
  std::optional<LiteralSearch> search_;
};

}  // namespace vireon
