#include "scan/targets.h"

#include <algorithm>
#include <filesystem>

#include "walk/directory.h"

namespace vireon {
namespace {

/** Lexically: `.` and `..` resolved, relative to `root` where below it. Empty for the root itself. */
std::string nameOf(const std::string& root, const std::string& target) {
  std::filesystem::path whole = std::filesystem::path(root) / target;
  std::string name = whole.lexically_normal().string();
  while (name.size() > 1 && name.ends_with('/')) name.pop_back();
  if (name == root) return {};
  const std::string prefix = root == "/" ? root : root + "/";
  return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

void keepOutermost(std::vector<std::string>& folders) {
  std::sort(folders.begin(), folders.end());
  std::vector<std::string> kept;
  for (std::string& folder : folders) {
    const bool inside = std::any_of(kept.begin(), kept.end(), [&](const std::string& outer) {
      return folder.starts_with(outer) && (!outer.empty() || !folder.starts_with('/'));
    });
    if (!inside) kept.push_back(std::move(folder));
  }
  folders = std::move(kept);
}

}  // namespace

Targets resolveTargets(const ScanRequest& request, const Walk& walk) {
  Targets targets;
  std::vector<std::string> folders;
  const std::vector<std::string> everything{"."};
  for (const std::string& target : request.targets.empty() ? everything : request.targets) {
    const std::string name = nameOf(request.root, target);
    std::string error;
    const auto found = inspect(walk.absolute(name), true, error);
    if (found && found->kind == EntryKind::folder) {
      folders.push_back(name.empty() || name == "/" ? name : name + "/");
    } else if ((found && found->kind == EntryKind::file) || request.overlays.contains(name)) {
      targets.files.push_back(name);
    } else {
      const std::string shown = name.empty() ? "." : name;
      targets.skipped.push_back({shown, found ? std::string(reasonToSkip(found->kind)) : "cannot be read: " + error});
    }
  }
  keepOutermost(folders);
  for (const std::string& folder : folders) targets.folders.push_back(walk.enter(folder));
  std::sort(targets.files.begin(), targets.files.end());
  targets.files.erase(std::unique(targets.files.begin(), targets.files.end()), targets.files.end());
  return targets;
}

}  // namespace vireon
