#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "walk/glob.h"

namespace vireon {

/** The lines of one .gitignore or .vireonignore. */
class IgnoreRules {
 public:
  explicit IgnoreRules(std::string_view content);

  bool empty() const { return rules_.empty(); }

  /** True: ignored. False: kept by a `!` line. Nothing: no line speaks about it. `path` is relative to the file's folder. */
  std::optional<bool> judge(std::string_view path, bool isDirectory) const;

 private:
  struct Rule {
    Glob glob;
    bool negated;
    bool onlyDirectory;
    bool wholePath;
  };
  using Index = std::unordered_map<std::string, std::vector<size_t>>;

  void add(std::string_view line);
  void file(size_t rule);
  bool applies(const Rule& rule, std::string_view path, std::string_view name, bool isDirectory) const;

  std::vector<Rule> rules_;
  Index byName_;
  Index byExtension_;
  std::vector<size_t> others_;
};

/** What the ignore files of a folder and of all folders above it say; shared by folders without an ignore file. */
class IgnoreChain {
 public:
  enum class Source { git, vireon };
  using Pointer = std::shared_ptr<const IgnoreChain>;

  /** `base`: number of leading bytes of the paths asked about that lie outside the folder of `rules`. */
  static Pointer extend(Pointer parent, Source source, IgnoreRules rules, size_t base);
  /** A repository begins here: git's files from above no longer count. */
  static Pointer repository(Pointer parent);

  /** .vireonignore files outrank git's; among the same kind the nearest speaks. */
  static bool ignores(const Pointer& chain, std::string_view path, bool isDirectory);

  IgnoreChain(Pointer parent, Source source, std::optional<IgnoreRules> rules, size_t base)
      : parent_(std::move(parent)), source_(source), rules_(std::move(rules)), base_(base) {}

 private:
  static std::optional<bool> judge(const IgnoreChain* chain, Source source, std::string_view path, bool isDirectory);

  Pointer parent_;
  Source source_;
  std::optional<IgnoreRules> rules_;
  size_t base_;
};

}  // namespace vireon
