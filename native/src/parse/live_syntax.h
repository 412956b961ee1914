// The syntax trees of a text that is edited, by one grammar.
#pragma once
#include <string>
#include <string_view>

#include "parse/bounded.h"
#include "parse/memory.h"

namespace vireon {

/** Not shared between threads. */
class LiveSyntax {
 public:
  explicit LiveSyntax(const TSLanguage* grammar) : grammar_(grammar) {}
  ~LiveSyntax() { clear(); }
  LiveSyntax(const LiveSyntax&) = delete;

  PlainParse parse(std::string_view text, std::chrono::milliseconds time);
  /** The last parse took nothing from the one before it. */
  bool isFresh() const { return fresh_; }
  /** Keeps the last tree until this is asked again: the address of a subtree names it in that tree and in all after it. */
  void hold();
  void clear();

 private:
  PlainParse again(std::string_view text, std::chrono::milliseconds time);

  const TSLanguage* grammar_;
  ParseMemory memory_;
  TSTree *held_ = nullptr, *last_ = nullptr;
  bool fresh_ = true;
  /** Of the last version. */
  std::string text_;
};

}  // namespace vireon
