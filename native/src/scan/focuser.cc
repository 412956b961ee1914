#include "scan/focuser.h"

#include <algorithm>

namespace vireon {
namespace {

/** What makes names of one module known in another is always seen. */
constexpr const char* kImporting[] = {"import", "require"};

constexpr size_t kBytesPerMark = 1500;

using Places = std::vector<uint32_t>;

}  // namespace

/** One text: where its literals stand, and where marks do. */
class Focuser::View {
 public:
  View(const Focuser& focuser, std::string_view text, Found found)
      : text(text), focuser_(focuser), literals_(std::move(found)), marks_(focuser.marks_.size()),
        imported_(literals_.size()) {
    for (size_t literal = focuser.importing_; literal < focuser.imported_; ++literal) imports_ |= !literals_[literal].empty();
  }

  /** Where a pattern can match: as it is written, or by any of its words where one of them is imported. */
  const Places& placesOf(const std::vector<uint32_t>& marks) {
    const bool named = imports_ && std::any_of(marks.begin(), marks.end(), [&](uint32_t mark) { return isImported(literalOf(mark)); });
    const Places* fewest = nullptr;
    for (const uint32_t mark : marks) {
      const Places& places = named ? literals_[literalOf(mark)] : placesOf(mark);
      if (!fewest || places.size() < fewest->size()) {
        fewest = &places;
        chosen_ = literalOf(mark);
      }
      if (places.empty()) break;
    }
    return *fewest;
  }
  /** The literal of the places that were asked for last. */
  uint32_t chosen() const { return chosen_; }
  const Places& at(size_t literal) const { return literals_[literal]; }

  const std::string_view text;

 private:
  uint32_t literalOf(uint32_t mark) const { return focuser_.marks_[mark].literal; }

  const Places& placesOf(uint32_t mark) {
    const auto& [literal, anchor] = focuser_.marks_[mark];
    if (anchor == Anchor{}) return literals_[literal];
    std::optional<Places>& known = marks_[mark];
    if (known) return *known;
    known.emplace();
    const size_t length = focuser_.literals_[literal].text.size();
    for (const uint32_t last : literals_[literal])
      if (anchor.holds(text, last + 1 - length, last + 1)) known->push_back(last);
    return *known;
  }

  bool isImported(uint32_t literal) {
    std::optional<bool>& known = imported_[literal];
    if (known) return *known;
    const Literal& wanted = focuser_.literals_[literal];
    const size_t length = wanted.text.size();
    known = wanted.word && std::any_of(literals_[literal].begin(), literals_[literal].end(), [&](uint32_t last) {
              return maybeImported(text, last + 1 - length, last + 1);
            });
    return *known;
  }

  const Focuser& focuser_;
  /** By the last byte of each. */
  std::vector<Places> literals_;
  std::vector<std::optional<Places>> marks_;
  std::vector<std::optional<bool>> imported_;
  bool imports_ = false;
  uint32_t chosen_ = 0;
};

Focuser::Focuser(const RuleSet& rules, const std::vector<size_t>& numbers, std::string_view language,
                 const std::vector<Literal>& also)
    : language_(language), sights_(rules.size()) {
  for (const size_t rule : numbers) {
    Sight& sight = sights_[rule];
    sight.parses = rules.parses(rule, language);
    const std::optional<Reach> reach = sight.parses ? rules.reach(rule, language) : std::nullopt;
    if (!reach) continue;
    sight.bounded = true;
    sight.constants = reach->constants;
    sight.texts = reach->texts;
    for (const std::vector<Mark>& marks : reach->marks) {
      std::vector<uint32_t>& wanted = sight.marks.emplace_back();
      for (const Mark& mark : marks) wanted.push_back(numberOf(mark));
    }
  }
  if (literals_.empty()) return;
  importing_ = literals_.size();
  for (const char* word : kImporting) literals_.push_back({word, true});
  imported_ = literals_.size();
  for (const Literal& literal : also) {
    const auto known = std::find(literals_.begin(), literals_.end(), literal);
    also_.push_back(static_cast<uint32_t>(known - literals_.begin()));
    if (known == literals_.end()) literals_.push_back(literal);
  }
  search_.emplace(literals_);
}

uint32_t Focuser::numberOf(const Mark& mark) {
  const auto literal = std::find(literals_.begin(), literals_.end(), mark.literal);
  const Placed placed{static_cast<uint32_t>(literal - literals_.begin()), mark.anchor};
  if (literal == literals_.end()) literals_.push_back(mark.literal);
  const auto known = std::find(marks_.begin(), marks_.end(), placed);
  const auto number = static_cast<uint32_t>(known - marks_.begin());
  if (known == marks_.end()) marks_.push_back(placed);
  return number;
}

std::vector<uint32_t> Focuser::occurring(const Found& found) const {
  std::vector<uint32_t> occurring;
  for (uint32_t number = 0; number < also_.size(); ++number)
    if (!found[also_[number]].empty()) occurring.push_back(number);
  return occurring;
}

bool Focuser::isOpen(const std::vector<size_t>& numbers) const {
  return !search_ || std::none_of(numbers.begin(), numbers.end(), [&](size_t rule) { return sights_[rule].bounded; });
}

Sighting Focuser::look(std::string_view text, std::vector<size_t> numbers) const {
  if (isOpen(numbers)) return {std::move(numbers), std::nullopt};
  return look(text, std::move(numbers), search(text));
}

Sighting Focuser::look(std::string_view text, std::vector<size_t> numbers, Found found) const {
  if (isOpen(numbers)) return {std::move(numbers), std::nullopt};
  View view(*this, text, std::move(found));
  std::erase_if(numbers, [&](size_t rule) {
    const Sight& sight = sights_[rule];
    return sight.bounded && !sight.texts &&
           std::all_of(sight.marks.begin(), sight.marks.end(), [&](const auto& marks) { return view.placesOf(marks).empty(); });
  });
  std::optional<Focus> focus = this->focus(view, numbers);
  return {std::move(numbers), std::move(focus)};
}

std::optional<Focus> Focuser::focus(View& view, const std::vector<size_t>& numbers) const {
  if (view.text.size() < kShortText) return std::nullopt;
  bool any = false;
  Focus focus;
  for (const size_t rule : numbers) {
    const Sight& sight = sights_[rule];
    if (!sight.parses) continue;
    if (!sight.bounded) return std::nullopt;
    any = true;
    focus.constants |= sight.constants;
  }
  if (!any) return std::nullopt;

  Places kept;
  std::vector<bool> chosen(importing_);
  for (const size_t rule : numbers)
    for (const std::vector<uint32_t>& marks : sights_[rule].marks) {
      const Places& places = view.placesOf(marks);
      kept.insert(kept.end(), places.begin(), places.end());
      chosen[view.chosen()] = true;
    }
  for (uint32_t literal = 0; literal < importing_; ++literal)
    if (chosen[literal]) focus.words.push_back(literals_[literal].text);
  for (size_t literal = importing_; literal < imported_; ++literal)
    kept.insert(kept.end(), view.at(literal).begin(), view.at(literal).end());
  std::sort(kept.begin(), kept.end());
  kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  // Only whole functions can go then, of which too few would be without a mark.
  if (focus.constants && kept.size() > view.text.size() / kBytesPerMark) return std::nullopt;
  auto outline = outlineOf(view.text, language_, kept, focus.constants);
  if (!outline) return std::nullopt;
  focus.outline = std::move(*outline);
  return focus;
}

}  // namespace vireon
