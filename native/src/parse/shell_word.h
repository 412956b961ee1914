// Quoting and escapes of the shell.
#pragma once
#include <string>
#include <string_view>

#include "parse/shell.h"

namespace vireon {

/** Puts a word together from its pieces, each as written in the source, quotes included. */
class ShellWordBuilder {
 public:
  void unquoted(std::string_view piece);
  /** Between double quotes, without them. */
  void inDoubleQuotes(std::string_view piece);
  /** `'…'` with its quotes; the last one may be missing. */
  void singleQuoted(std::string_view piece);
  /** `$'…'` with its quotes. */
  void ansiQuoted(std::string_view piece);
  /** An expansion or substitution. */
  void unknown(std::string_view piece);

  bool known() const { return known_; }
  ShellWord finish(std::string_view raw, Span span) const;

 private:
  std::string text_;
  bool known_ = true;
  bool glob_ = false;
};

}  // namespace vireon
