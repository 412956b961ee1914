// Results of earlier scans in one file, so that an unchanged file is neither read nor matched again.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/hash.h"
#include "scan/program.h"
#include "walk/walk.h"

namespace vireon {

/** What a scan knows of one file. */
struct FileKnowledge {
  /** Empty for a file in no known language. */
  std::string language;
  bool binary = false;
  std::vector<LanguageOutcome> outcomes;
};

/** A file's results with all that tells whether they still hold. */
struct CacheEntry {
  Hash128 path;
  Hash128 content;
  FileStamp stamp;
  /** The file changed so shortly before it was read that an equal stamp proves nothing. */
  bool young = false;
  FileKnowledge knowledge;
};

/** A cache file as it was read; immutable. Anything in it that does not hold together makes it empty. */
class Cache {
 public:
  /** `key` names everything that results depend on beside the files: rules, engine, root. */
  static Cache load(const std::string& file, const Hash128& key);

  /** Number of the entry for a path. */
  std::optional<uint32_t> find(const Hash128& path) const;
  bool holdsFor(uint32_t entry, const FileStamp& stamp) const;
  bool holdsFor(uint32_t entry, const Hash128& content) const;
  /** Nothing where the stored bytes make no sense. */
  std::optional<FileKnowledge> knowledge(uint32_t entry) const;

  size_t size() const { return count_; }

  /** Writes the old entries that are marked in `keep` and the new ones, in one step. Throws `std::runtime_error` where it cannot. */
  void save(const std::string& file, const Hash128& key, const std::vector<bool>& keep,
            const std::vector<CacheEntry>& added) const;

 private:
  struct Record;
  Record record(uint32_t entry) const;
  std::string_view payload(const Record& record) const;
  bool accept(const Hash128& key);

  std::string bytes_;
  size_t count_ = 0;
  /** First record whose path hash begins with at least these 16 bits. */
  std::vector<uint32_t> buckets_;
};

}  // namespace vireon
