// A pattern's text, lowered by the table of its language into the tree that is matched.
#pragma once
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "match/metavar.h"
#include "match/regex.h"
#include "parse/tree.h"

namespace vireon {

/** What a placeholder or a string of a pattern stands for. */
struct PatternPart {
  enum class Sort : uint8_t { Meta, Any, Regex } sort = Sort::Meta;
  MetaId meta = 0;
  bool anonymous = false;
  bool ellipsis = false;
  std::unique_ptr<Regex> regex;
  /** Of a typed metavariable. */
  const Node* type = nullptr;
};

struct Pattern {
  enum class Sort : uint8_t { Expression, Statement, Statements };
  Sort sort = Sort::Expression;
  /** For one node; in a sequence the first. */
  const Node* root = nullptr;
  std::vector<const Node*> statements;

  /** Words that a text must hold, as names, strings or parts of an import, for the pattern to match anywhere in it. */
  std::vector<std::string> words;
  /** Of a shell: words that a text must hold as well, unless a variable of it stands for them. */
  std::vector<std::string> shellWords;

  std::string source;
  std::unique_ptr<Tree> tree;
  std::vector<std::unique_ptr<Tree>> typeTrees;
  std::vector<std::unique_ptr<std::string>> typeSources;
  std::deque<PatternPart> parts;
};

/** nullptr with `error` set where the text is no pattern of the language. */
std::unique_ptr<Pattern> compilePattern(std::string_view text, std::string_view language, MetaNames& names,
                                        std::string& error);

/** The pattern of a metavariable of which only the type is known. */
std::unique_ptr<Pattern> compileTypedPattern(const std::string& meta, const std::string& type, std::string_view language,
                                             MetaNames& names, std::string& error);

}  // namespace vireon
