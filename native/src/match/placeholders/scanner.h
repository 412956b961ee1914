// Reads a pattern's text from its beginning to its end and writes what a grammar accepts instead.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

#include "match/placeholders/placeholders.h"

namespace vireon {

bool isWord(char c);
bool isSpace(char c);
inline bool among(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
bool hasWord(std::string_view text, std::string_view word);
bool hasAnyWord(std::string_view text, std::initializer_list<std::string_view> words);

/** Length of `$NAME` at `at`, or 0. */
size_t metaLength(std::string_view text, size_t at);
/** Length of `$...NAME` at `at`, or 0. */
size_t metaEllipsisLength(std::string_view text, size_t at);

class Scanner {
 protected:
  explicit Scanner(std::string_view text) : in_(text) {}

  bool ended() const { return at_ >= in_.size(); }
  bool ahead(std::string_view text) const { return in_.substr(at_, text.size()) == text; }
  void copy(size_t count = 1);
  /** Writes `text` for the next `length` characters. */
  void place(std::string_view text, size_t length);
  void placeMeta(size_t length, std::string_view prefix = kMetaPrefix) { place(spelled(prefix, at_ + 1, length - 1), length); }
  void placeMetaEllipsis(size_t length) { place(spelled(kMetaEllipsisPrefix, at_ + 4, length - 4), length); }
  /** Writes the name of a typed metavariable for all up to `end`. */
  void placeTyped(TypedPlaceholder typed, size_t end, bool bracketed = false);
  std::string spelled(std::string_view prefix, size_t from, size_t length) const;
  /** Leaves out the rest of the line. */
  void skipLine();

  /** Last character that is no space, and where it ends. */
  char previous(size_t* where = nullptr) const;
  char next(size_t from) const;
  /** `end` without the spaces before it. */
  size_t withoutSpaces(size_t end) const;
  std::string_view wordBefore(size_t end) const;
  bool newlineBefore() const;
  bool lineEndsAt(size_t from) const;
  /** The text of the statement so far, up to `end`. */
  std::string_view statementBefore(size_t end) const;
  /** What closes the parenthesis that opens here; the end of the text where nothing does. */
  size_t closing() const;
  /** Where an argument ends that begins at `from`. */
  size_t argumentEnd(size_t from, std::string_view opening, std::string_view closing) const;
  /** The word before the parenthesis that ends at `end`. */
  std::string_view wordOfParenthesis(size_t end) const;

  std::string_view in_;
  size_t at_ = 0;
  Placed placed_;
};

/** One of them reads each language. */
Placed placeBraces(std::string_view pattern, std::string_view language, int variant);
Placed placePython(std::string_view pattern, int variant);
Placed placeBash(std::string_view pattern);
Placed placeJson(std::string_view pattern);
Placed placeYaml(std::string_view pattern);
Placed placeWords(std::string_view pattern, std::string_view language);

}  // namespace vireon
