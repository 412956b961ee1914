// What a scan was asked to look at.
#pragma once
#include <string>
#include <vector>

#include "scan/scan.h"
#include "walk/walk.h"

namespace vireon {

struct Targets {
  std::vector<Folder> folders;
  /** Relative to the root where below it, else absolute. */
  std::vector<std::string> files;
  std::vector<Skipped> skipped;
};

/** Folders inside other named folders are left out, so that nothing is scanned twice. */
Targets resolveTargets(const ScanRequest& request, const Walk& walk);

}  // namespace vireon
