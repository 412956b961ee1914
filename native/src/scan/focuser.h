// Looks, before anything is parsed, at the places where rules could match: what of a text, and of its rules, remains.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "match/ruleset.h"
#include "scan/literals.h"

namespace vireon {

/** What is left to do for a text. */
struct Sighting {
  /** Those that may match somewhere. */
  std::vector<size_t> rules;
  /** Nothing where all of the text has to be seen for these rules. */
  std::optional<Focus> focus;
};

/** Of some rules in one language. Immutable once built. */
class Focuser {
 public:
  /** By literal, where its occurrences end. */
  using Found = std::vector<std::vector<uint32_t>>;

  /** `also`: literals that are looked for besides. */
  Focuser(const RuleSet& rules, const std::vector<size_t>& numbers, std::string_view language, const std::vector<Literal>& also);

  /** `numbers` are among those it was built of. */
  Sighting look(std::string_view text, std::vector<size_t> numbers) const;
  /** As `look` with what `search` gave. */
  Sighting look(std::string_view text, std::vector<size_t> numbers, Found found) const;

  /** One search tells both which rules have a chance and where. */
  bool searchesForBoth() const { return search_ && search_->isSparse(); }
  Found search(std::string_view text) const { return search_->findAll(text); }
  /** Which of `also` occur. */
  std::vector<uint32_t> occurring(const Found& found) const;

 private:
  struct Sight {
    bool parses = false, bounded = false, constants = false, texts = false;
    /** As `Reach::marks`, by number of the mark. */
    std::vector<std::vector<uint32_t>> marks;
  };
  struct Placed {
    uint32_t literal;
    Anchor anchor;
    bool operator==(const Placed&) const = default;
  };
  class View;

  bool isOpen(const std::vector<size_t>& numbers) const;
  uint32_t numberOf(const Mark& mark);
  std::optional<Focus> focus(View& view, const std::vector<size_t>& numbers) const;

  const std::string language_;
  std::vector<Sight> sights_;
  std::vector<Placed> marks_;
  /** Behind those of the marks stand the words that import, and behind these what is looked for besides. */
  std::vector<Literal> literals_;
  size_t importing_ = 0, imported_ = 0;
  /** The numbers of `also`. */
  std::vector<uint32_t> also_;
  std::optional<LiteralSearch> search_;
};

}  // namespace vireon
