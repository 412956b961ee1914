// Text in, generic tree out.
#pragma once
#include <chrono>
#include <memory>
#include <string_view>

#include "parse/bounded.h"
#include "parse/outline.h"
#include "parse/tree.h"

namespace vireon {

class LowerMemo;  // parse/lower_memo.h

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

/** A text that a scanner could not keep the indentations of. */
bool indentedTooDeep(std::string_view source, std::string_view language);
/** What a parse of the text may take. */
std::chrono::milliseconds timeFor(std::string_view source, const ParseLimits& limits);

/** Where `parseText` has its syntax trees from, and what lowers them. */
class Reading {
 public:
  virtual ~Reading() = default;
  /** Of a language that has a grammar. The tree holds until the language is asked for again. */
  virtual PlainParse syntax(std::string_view source, std::string_view language, std::chrono::milliseconds time) = 0;
  /** Of the syntax tree that was last made for this language. */
  virtual std::unique_ptr<Tree> lower(const TSTree* syntax, std::string_view source, std::string_view language) = 0;
};

std::unique_ptr<Tree> parseText(std::string_view source, std::string_view language, const ParseLimits& limits,
                                Reading& reading);

/** Lowers a whole syntax tree. */
std::unique_ptr<Tree> lowerTree(const TSTree* syntax, std::string_view source, std::string_view language,
                                LowerMemo* memo = nullptr);

/** As `parseText`, of the outline alone; nullptr where that does not parse whole. Places are those in `source`. */
std::unique_ptr<Tree> parseOutline(std::string_view source, const Outline& outline, std::string_view language,
                                   const ParseLimits& limits = {});

}  // namespace vireon
