// Text in, generic tree out.
#pragma once
#include <memory>
#include <string_view>

#include "parse/outline.h"
#include "parse/tree.h"

namespace vireon {

struct ParseLimits {
  uint32_t milliseconds = 10000;
  uint32_t bytes = 32u << 20;
  /** JavaScript that does not parse whole may be read as TSX. */
  bool typedJavascript = true;
};

/**
 * Parses and lowers; names and constants are not looked at yet. `source` must outlive the tree.
 * nullptr where the language has no grammar. Where a limit is hit `bound` says so and the tree is what there is.
 */
std::unique_ptr<Tree> parseText(std::string_view source, std::string_view language, const ParseLimits& limits = {});

/** As `parseText`, of the outline alone; nullptr where that does not parse whole. Places are those in `source`. */
std::unique_ptr<Tree> parseOutline(std::string_view source, const Outline& outline, std::string_view language,
                                   const ParseLimits& limits = {});

}  // namespace vireon
