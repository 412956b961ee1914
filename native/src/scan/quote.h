// What stands where matches are, so that nobody has to read the file again to tell it.
#pragma once
#include <string_view>

#include "scan/program.h"

namespace vireon {

/** Not of long matches, and not where a comment may take one back: whoever reports those needs the whole text. */
void quoteMatches(std::string_view text, TextOutcome& outcome);

}  // namespace vireon
