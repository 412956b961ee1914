// Generic mode: patterns over words, for texts that no grammar knows.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "match/bindings.h"
#include "match/metavar.h"

namespace vireon {

struct GenericPattern;

std::shared_ptr<GenericPattern> compileGeneric(std::string_view text, MetaNames& names, bool caseless, int maxSpan,
                                               std::string& error);
/** False where a bound was hit. */
bool matchGeneric(const GenericPattern& pattern, std::string_view text, const Bindings& given, std::vector<PatternMatch>& out);
/** Words that must occur. */
std::vector<std::string> genericWords(const GenericPattern& pattern);

}  // namespace vireon
