// The trees of a text that is edited: parsed and lowered again only where it changed.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "parse/parser.h"

namespace vireon {

/** One document; not shared between threads. Trees that it made must be gone before it ends. */
class LiveTree {
 public:
  LiveTree();
  ~LiveTree();

  /**
   * As `parseText`. `source` must outlive the next call; the tree before must be gone by then. A text that does not parse
   * whole may be mended in another way than `parseText` would: ask `isCertain`.
   */
  std::unique_ptr<Tree> parse(std::string_view source, std::string_view language);
  /** The last tree is the one that `parseText` makes. */
  bool isCertain() const;

 private:
  class Versions;
  std::unique_ptr<Versions> versions_;
};

}  // namespace vireon
