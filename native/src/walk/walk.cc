#include "walk/walk.h"

#include <algorithm>

#include "walk/directory.h"

namespace vireon {
namespace {

using Source = IgnoreChain::Source;

bool exists(const std::string& path) {
  std::string error;
  return inspect(path, false, error).has_value();
}

/** The text behind `prefix` in the first line of a small file. */
std::string lineOf(const std::string& path, std::string_view prefix) {
  const std::string content = readSmallFile(path).value_or("");
  if (!content.starts_with(prefix)) return {};
  const size_t end = std::min(content.find_first_of("\r\n"), content.size());
  return content.substr(prefix.size(), end - prefix.size());
}

std::string resolve(const std::string& folder, const std::string& path) {
  return path.starts_with('/') ? path : folder + "/" + path;
}

/** Where git keeps what all worktrees of a repository share; `directory` is the top of one of them. */
std::string commonGitFolder(const std::string& directory) {
  const std::string dotGit = directory + "/.git";
  const std::string link = lineOf(dotGit, "gitdir: ");
  if (link.empty()) return dotGit;
  const std::string own = resolve(directory, link);
  const std::string common = lineOf(own + "/commondir", "");
  return common.empty() ? own : resolve(own, common);
}

IgnoreChain::Pointer extended(IgnoreChain::Pointer chain, Source source, const std::string& file, size_t base) {
  const auto content = readSmallFile(file);
  return content ? IgnoreChain::extend(std::move(chain), source, IgnoreRules(*content), base) : chain;
}

IgnoreChain::Pointer repository(IgnoreChain::Pointer chain, const std::string& directory, size_t base) {
  return extended(IgnoreChain::repository(std::move(chain)), Source::git, commonGitFolder(directory) + "/info/exclude", base);
}

bool isVersionControl(std::string_view name) { return name == ".git" || name == ".hg" || name == ".svn"; }

struct Entry {
  std::string name;
  EntryKind kind;
};

}  // namespace

Walk::Walk(std::string root, bool withStamps) : root_(std::move(root)), withStamps_(withStamps) {
  if (exists(root_ + "/.git")) return;
  std::string top = root_;
  for (size_t slash = top.rfind('/'); slash != std::string::npos && !top.empty(); slash = top.rfind('/')) {
    top.resize(slash);
    if (exists(top + "/.git")) {
      above_ = root_.substr(top.size() + 1) + "/";
      break;
    }
  }
  for (size_t end = 0; end < above_.size(); end = above_.find('/', end) + 1) {
    const std::string directory = top + "/" + above_.substr(0, end);
    aboveChain_ = withFilesOf(directory.substr(0, directory.size() - 1), end, aboveChain_);
  }
}

std::string Walk::absolute(std::string_view path) const {
  if (path.starts_with('/')) return std::string(path);
  std::string whole = root_ == "/" ? "" : root_;
  whole += '/';
  whole += path;
  if (whole.size() > 1 && whole.ends_with('/')) whole.pop_back();
  return whole;
}

IgnoreChain::Pointer Walk::withFilesOf(const std::string& directory, size_t base, IgnoreChain::Pointer chain) const {
  if (exists(directory + "/.git")) chain = repository(std::move(chain), directory, base);
  chain = extended(std::move(chain), Source::git, directory + "/.gitignore", base);
  return extended(std::move(chain), Source::vireon, directory + "/.vireonignore", base);
}

Folder Walk::enter(const std::string& path) const {
  Folder folder{path, aboveChain_};
  if (path.starts_with('/')) return {path, nullptr};
  for (size_t end = 0; end < path.size(); end = path.find('/', end) + 1)
    folder.ignore = withFilesOf(absolute(path.substr(0, end)), above_.size() + end, folder.ignore);
  return folder;
}

Visit Walk::visit(const Folder& folder) const {
  Visit visit;
  const std::string directory = absolute(folder.path);
  DirectoryReader reader(directory);
  std::vector<Entry> entries;
  bool ignoreFiles = false;
  Entry entry;
  while (reader.next(entry.name, entry.kind)) {
    ignoreFiles |= entry.name == ".git" || entry.name == ".gitignore" || entry.name == ".vireonignore";
    entries.push_back(entry);
  }
  if (!reader.error().empty()) visit.skipped.push_back({folder.path.empty() ? "." : folder.path, "cannot be read: " + reader.error()});

  // Folders named outside the root have no ignore files of ours above them.
  std::string path = folder.path.starts_with('/') ? folder.path : above_ + folder.path;
  const size_t base = path.size();
  const IgnoreChain::Pointer chain = ignoreFiles ? withFilesOf(directory, base, folder.ignore) : folder.ignore;
  for (Entry& found : entries) {
    const bool isFolder = found.kind == EntryKind::folder;
    if (isVersionControl(found.name)) continue;
    path.resize(base);
    path += found.name;
    if (chain && IgnoreChain::ignores(chain, path, isFolder)) continue;
    if (isFolder) {
      visit.folders.push_back({folder.path + found.name + "/", chain});
    } else if (found.kind == EntryKind::file) {
      const FileStamp stamp = withStamps_ ? reader.stamp(found.name).value_or(FileStamp{}) : FileStamp{};
      visit.files.push_back({std::move(found.name), stamp});
    } else {
      visit.skipped.push_back({folder.path + found.name, std::string(reasonToSkip(found.kind))});
    }
  }
  return visit;
}

}  // namespace vireon
