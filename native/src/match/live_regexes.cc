#include "match/live_regexes.h"

#include <algorithm>

namespace vireon {
namespace {

/** Beyond this, counting them is the bound's part. */
constexpr size_t kMany = 10'000;

void move(RegexMatch& match, int64_t by) {
  for (RegexGroup& group : match)
    if (group.start != RegexGroup::npos) group.start += by, group.end += by;
}

bool isEmpty(const RegexMatch& match) { return match[0].start == match[0].end; }

}  // namespace

void LiveRegexes::begin(std::string_view text, uint64_t rules) {
  if (rules != rules_) known_.clear();
  rules_ = rules;
  if (version_ > 0 && text == text_) return;
  const size_t least = std::min(text.size(), text_.size());
  const size_t start = std::mismatch(text_.begin(), text_.begin() + least, text.begin()).first - text_.begin();
  const size_t same = std::mismatch(text_.rbegin(), text_.rbegin() + (least - start), text.rbegin()).first - text_.rbegin();
  from_ = static_cast<uint32_t>(start);
  to_ = static_cast<uint32_t>(text_.size() - same);
  by_ = int64_t(text.size()) - int64_t(text_.size());
  text_ = text;
  version_++;
}

bool LiveRegexes::findAll(const Regex& regex, std::string_view text, std::vector<RegexMatch>& matches) {
  const auto [place, isNew] = known_.try_emplace(&regex);
  Known& known = place->second;
  if (isNew) known.fences = ~regex.bytes();
  if (known.fences.none()) return regex.findAll(text, matches);
  const bool told = known.version == version_ || (known.version > 0 && known.version + 1 == version_ && again(regex, text, known));
  if (!told) {
    known.matches.clear();
    const bool whole = regex.findAll(text, known.matches);
    if (!whole || known.matches.size() > kMany || std::any_of(known.matches.begin(), known.matches.end(), isEmpty)) {
      known.fences.reset();
      matches = std::move(known.matches);
      return whole;
    }
  }
  known.version = version_;
  matches = known.matches;
  return true;
}

/** From the fence in front of the change to the one behind it. False where that tells nothing of the whole. */
bool LiveRegexes::again(const Regex& regex, std::string_view text, Known& known) const {
  const auto isFence = [&](size_t at) { return known.fences[static_cast<unsigned char>(text[at])]; };
  size_t from = from_, to = static_cast<size_t>(to_ + by_);
  while (from > 0 && !isFence(from - 1)) from--;
  if (from > 0) from--;
  while (to < text.size() && !isFence(to)) to++;
  if (to < text.size()) to++;
  std::vector<RegexMatch> fresh;
  if (!regex.findWithin(text, from, to, fresh) || std::any_of(fresh.begin(), fresh.end(), isEmpty)) return false;

  const auto startsBefore = [](const RegexMatch& match, int64_t at) { return int64_t(match[0].start) < at; };
  const auto first = std::lower_bound(known.matches.begin(), known.matches.end(), int64_t(from), startsBefore);
  const auto last = std::lower_bound(first, known.matches.end(), int64_t(to) - by_, startsBefore);
  for (auto match = last; match != known.matches.end(); ++match) move(*match, by_);
  const auto gap = known.matches.erase(first, last);
  known.matches.insert(gap, std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
  return known.matches.size() <= kMany;
}

}  // namespace vireon
