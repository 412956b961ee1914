// A scan of a folder: walk, read, filter, match, on threads of its own.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "scan/program.h"
#include "walk/walk.h"

namespace vireon {

struct ScanRequest {
  /** Absolute. */
  std::string root;
  /** Absolute or relative to `root`; none means `root` itself. */
  std::vector<std::string> targets;
  /** Empty: nothing is kept between runs. */
  std::string cacheFile;
  /** Names the engine that the cached results came from. */
  std::string engine;
  /** Relative path → text that stands in for the file. */
  std::map<std::string, std::string> overlays;
  uint64_t maxFileBytes = 10ull << 20;
};

struct ScanProgress {
  uint64_t filesFound = 0, filesDone = 0;
  bool walked = false;
};

struct FileOutcome {
  std::string path;
  std::string language;
  TextOutcome outcome;
};

struct ScanOutcome {
  std::vector<FileOutcome> files;
  std::vector<Skipped> skipped;
  std::map<std::string, uint64_t> languages;
  /** Files that no rule could match in are not read and add no bytes. */
  uint64_t filesScanned = 0, filesFromCache = 0, bytes = 0;
  bool cancelled = false;
};

/** Set from any thread; a scan looks at it between files. */
using CancelFlag = std::atomic<bool>;

/** Blocks until done. `onProgress` is called from the scan's threads, never by two at once. */
ScanOutcome scan(const Program& program, const ScanRequest& request, const CancelFlag& cancelled,
                 const std::function<void(const ScanProgress&)>& onProgress);

}  // namespace vireon
