#include "scan/focuser.h"

#include <algorithm>

namespace vireon {
namespace {

/** What makes names of one module known in another is always seen. */
constexpr const char* kImporting[] = {"import", "require"};

constexpr size_t kBytesPerMark = 1500;

}  // namespace

Focuser::Focuser(const RuleSet& rules, const std::vector<size_t>& numbers, std::string_view language)
    : language_(language), sights_(rules.size()) {
  for (const size_t rule : numbers) {
    Sight& sight = sights_[rule];
    sight.parses = rules.parses(rule, language);
    const std::optional<Reach> reach = sight.parses ? rules.reach(rule, language) : std::nullopt;
    if (!reach) continue;
    sight.bounded = true;
    sight.constants = reach->constants;
    for (const std::vector<Literal>& marks : reach->marks) {
      std::vector<uint32_t>& wanted = sight.marks.emplace_back();
      for (const Literal& mark : marks) {
        const auto known = std::find(literals_.begin(), literals_.end(), mark);
        wanted.push_back(static_cast<uint32_t>(known - literals_.begin()));
        if (known == literals_.end()) literals_.push_back(mark);
      }
    }
  }
  if (literals_.empty()) return;
  marks_ = literals_.size();
  for (const char* word : kImporting) literals_.push_back({word, true});
  search_.emplace(literals_);
}

std::optional<Focus> Focuser::focus(std::string_view text, const std::vector<size_t>& numbers) const {
  if (!search_ || text.size() < kShortText) return std::nullopt;
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

  const std::vector<std::vector<uint32_t>> places = search_->findAll(text);
  std::vector<bool> chosen(literals_.size());
  const auto count = [&](uint32_t literal) { return places[literal].size(); };
  for (const size_t rule : numbers)
    for (const std::vector<uint32_t>& marks : sights_[rule].marks)
      chosen[*std::min_element(marks.begin(), marks.end(), [&](uint32_t a, uint32_t b) { return count(a) < count(b); })] = true;
  std::vector<uint32_t> kept;
  for (uint32_t literal = 0; literal < literals_.size(); ++literal) {
    if (literal < marks_ && !chosen[literal]) continue;
    kept.insert(kept.end(), places[literal].begin(), places[literal].end());
    if (literal < marks_) focus.words.push_back(literals_[literal].text);
  }
  // Only whole functions can go then, of which too few would be without a mark.
  if (focus.constants && kept.size() > text.size() / kBytesPerMark) return std::nullopt;
  std::sort(kept.begin(), kept.end());
  auto outline = outlineOf(text, language_, kept, focus.constants);
  if (!outline) return std::nullopt;
  focus.outline = std::move(*outline);
  return focus;
}

}  // namespace vireon
