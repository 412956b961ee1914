#include "scan/literals.h"

#include "scan/literal_automaton.h"
#include "scan/literal_pairs.h"

namespace vireon {

LiteralSearch::LiteralSearch(std::vector<Literal> literals)
    : count_(literals.size()), pairs_(LiteralPairs::of(literals)),
      automaton_(pairs_ ? nullptr : std::make_unique<LiteralAutomaton>(literals)) {}
LiteralSearch::LiteralSearch(LiteralSearch&&) noexcept = default;
LiteralSearch::~LiteralSearch() = default;

template <typename Seen>
void LiteralSearch::each(std::string_view text, Seen seen) const {
  if (count_ == 0) return;
  if (pairs_) {
    pairs_->each(text, seen);
  } else {
    automaton_->each(text, seen);
  }
}

std::vector<uint32_t> LiteralSearch::find(std::string_view text) const {
  std::vector<uint32_t> found;
  LiteralSet known(count_);
  each(text, [&](uint32_t number, uint32_t) {
    if (known.add(number)) found.push_back(number);
    return found.size() < count_;
  });
  return found;
}

std::vector<std::vector<uint32_t>> LiteralSearch::findAll(std::string_view text) const {
  std::vector<std::vector<uint32_t>> places(count_);
  each(text, [&](uint32_t number, uint32_t last) {
    places[number].push_back(last);
    return true;
  });
  return places;
}

}  // namespace vireon
