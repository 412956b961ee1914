// A text that is edited, as the statements that it consists of: only those around a change are parsed again.
#pragma once
#include <tree_sitter/api.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parse/tree.h"

namespace vireon {

/** One document in one language; not shared between threads. */
class LiveParts {
 public:
  /** Whether statements of this language mean the same wherever they stand. */
  static bool divides(std::string_view language);

  /** Begins with a text that parsed whole; nothing where it does not fall into parts of which none is most of it. */
  std::unique_ptr<Tree> begin(const TSTree* syntax, std::string_view source, std::string_view language);
  /** The next version; nothing where the change is too large, and where there was no beginning. */
  std::unique_ptr<Tree> next(std::string_view source);
  /** The last tree is the one that a first look would make. */
  bool isCertain() const;
  bool isOf(std::string_view language) const { return begun_ && language_ == language; }
  void clear();

 private:
  struct Change;
  struct Window;

  /** The parts of a piece of the text that begins at `from`; nothing where statements and syntax do not agree. */
  std::optional<std::vector<TreePart>> divide(TSNode root, std::shared_ptr<Tree> lowered, uint32_t from);
  std::optional<std::vector<TreePart>> parse(std::string_view source, uint32_t from, uint32_t to);
  std::optional<std::vector<TreePart>> parseBroken(std::string_view source, uint32_t from, uint32_t to);
  bool replace(std::string_view source, const Change& change);
  Window around(const Change& change, size_t first, size_t last) const;
  bool stands(const TreePart& before, const TreePart& now, int64_t by) const;
  std::unique_ptr<Tree> tree(std::string_view source);

  bool begun_ = false;
  std::string language_;
  /** Of the last version, and where it lay. */
  std::string text_;
  std::string_view source_;
  std::vector<TreePart> parts_;
  Node shape_;
  uint32_t version_ = 0;
  uint64_t lastId_ = 0;
};

}  // namespace vireon
