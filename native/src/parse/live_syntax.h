// The syntax trees of a text that is edited, by one grammar.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "parse/bounded.h"
#include "parse/memory.h"

namespace vireon {

/** Keeps all versions' trees until it begins anew, so that the address of a subtree names it. Not shared between threads. */
class LiveSyntax {
 public:
  explicit LiveSyntax(const TSLanguage* grammar) : grammar_(grammar) {}
  ~LiveSyntax() { clear(); }
  LiveSyntax(const LiveSyntax&) = delete;

  PlainParse parse(std::string_view text, std::chrono::milliseconds time);
  /** The last parse took nothing from the one before it. */
  bool isFresh() const { return versions_.size() <= 1; }
  void clear();

 private:
  const TSTree* edited(std::string_view text) const;

  const TSLanguage* grammar_;
  ParseMemory memory_;
  std::vector<const TSTree*> versions_;
  /** Of the last version. */
  std::string text_;
};

}  // namespace vireon
