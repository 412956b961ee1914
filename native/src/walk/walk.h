// What stands in a folder and is not ignored.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "walk/ignore.h"

namespace vireon {

/** What changes when a file's content does. */
struct FileStamp {
  uint64_t size = 0, inode = 0;
  int64_t modifiedNs = 0, changedNs = 0;

  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

struct Skipped {
  std::string path;
  std::string reason;
};

/** A folder still to be visited. */
struct Folder {
  /** Relative to the root; ends with `/`, or is empty for the root itself. */
  std::string path;
  IgnoreChain::Pointer ignore;
};

struct Listed {
  std::string name;
  /** Zero where stamps were not asked for or could not be had. */
  FileStamp stamp;
};

struct Visit {
  std::vector<Folder> folders;
  std::vector<Listed> files;
  std::vector<Skipped> skipped;
};

class Walk {
 public:
  /** `root`: absolute, without a slash at its end (but for `/`). */
  Walk(std::string root, bool withStamps);

  /** The folder at `path` (relative, ending with `/`, or empty) with the ignore files of all folders above it. */
  Folder enter(const std::string& path) const;

  Visit visit(const Folder& folder) const;

  std::string absolute(std::string_view path) const;

 private:
  IgnoreChain::Pointer withFilesOf(const std::string& directory, size_t base, IgnoreChain::Pointer chain) const;

  std::string root_;
  /** The root's place below the top of its repository; ends with `/` where not empty. */
  std::string above_;
  IgnoreChain::Pointer aboveChain_;
  bool withStamps_;
};

}  // namespace vireon
