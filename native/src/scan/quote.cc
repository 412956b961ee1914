#include "scan/quote.h"

#include <algorithm>

namespace vireon {
namespace {

constexpr size_t kLongestQuote = 2000;

bool mayTakeBack(std::string_view text) {
  static const LiteralSearch search({{"nosem", false}, {"vireon-ignore", false}});
  return !search.find(text).empty();
}

/** Lines end as in LSP; whoever joins them again puts one `\n`. */
std::string withPlainEnds(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    out += text[i] == '\r' ? '\n' : text[i];
  }
  return out;
}

}  // namespace

void quoteMatches(std::string_view text, TextOutcome& outcome) {
  if (outcome.matches.empty() || mayTakeBack(text)) return;
  for (LocatedMatch& located : outcome.matches) {
    const size_t from = std::min<size_t>(located.match.startByte, text.size());
    const size_t length = std::max<size_t>(located.match.endByte, from) - from;
    if (length <= kLongestQuote) located.quote = withPlainEnds(text.substr(from, length));
  }
}

}  // namespace vireon
