// One input of the matching target: {"rules":[rule…],"language":"…","text":"…"}, a text that the rules are run on.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "match/value.h"

namespace vireon::fuzz {

struct MatchCase {
  ValueList rules;
  std::string language, text;
};

/** Nothing where the bytes are no such case. */
std::optional<MatchCase> matchCaseOf(std::string_view bytes);

std::string written(const MatchCase& matchCase);

/** Compiles, matches and explains; what comes out has to be in order. */
void fuzzMatching(const MatchCase& matchCase);

/** Everything else that reads bytes which somebody else wrote; the first byte chooses. */
void fuzzFrame(std::string_view bytes);

/** Ends the process where `holds` is false. */
void require(bool holds, const char* what);

}  // namespace vireon::fuzz
