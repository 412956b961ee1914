#include "match/placeholders/placeholders.h"

#include "match/placeholders/dialects.h"
#include "match/placeholders/scanner.h"
#include "parse/word.h"

namespace vireon {
namespace {

// Hack has no place for a bare ellipsis in a chain: `$a->{...}->b()`.
std::string withPlainChains(std::string_view pattern) {
  constexpr std::string_view written = "->{...}->";
  std::string chained(pattern);
  for (size_t at; (at = chained.find(written)) != chained.npos;) chained.replace(at, written.size(), "-> ... ->");
  return chained;
}

}  // namespace

int placeholderVariants(std::string_view language) { return oneOf(language, {"python", "javascript", "typescript", "tsx"}) ? 2 : 1; }

Placed placePlaceholders(std::string_view pattern, std::string_view language, int variant) {
  if (language == "python") return placePython(pattern, variant);
  if (language == "bash" || language == "dockerfile") return placeBash(pattern);
  if (language == "json") return placeJson(pattern);
  if (language == "yaml") return placeYaml(pattern);
  if (language == "clojure" || language == "vb") return placeWords(pattern, language);
  const Dialect* dialect = dialectOf(language);
  if (!dialect) return placeBraces(pattern, language, variant);
  return placeInDialect(language == "hack" ? withPlainChains(pattern) : std::string(pattern), *dialect, variant);
}

}  // namespace vireon
