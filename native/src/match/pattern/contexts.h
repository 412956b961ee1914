// In which places of a program a pattern of each language may stand.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "match/placeholders/dialects.h"

namespace vireon {

/** `{a: 1}` of Go is read as a composite literal of whatever type. */
constexpr std::string_view kBeforeGoLiteral = "var vvc_ = vvc_";

std::span<const Context> contextsOf(std::string_view language);
/** With those first that a first look at the text speaks for. */
std::vector<Context> contextsFor(std::string_view language, std::string_view text);

}  // namespace vireon
