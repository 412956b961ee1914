// The work of a scan that is still to be done, shared by its threads.
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "walk/walk.h"

namespace vireon {

/** Some files of one folder. */
struct FileBatch {
  /** Relative to the root; ends with `/` or is empty. */
  std::string folder;
  std::vector<std::string> names;
  /** Named by the user, not found by the walk. */
  bool named = false;
};

using Task = std::variant<Folder, FileBatch>;

/** Folders go first, so that the number of files is soon known. */
class TaskQueue {
 public:
  void add(std::vector<Folder> folders, std::vector<FileBatch> batches);
  /** Waits for a task; nothing when all work is done or `close` was called. The one before must have been `finished`. */
  std::optional<Task> take();
  void finished(const Task& task);
  void close();
  bool walked();

 private:
  std::mutex lock_;
  std::condition_variable wake_;
  std::vector<Folder> folders_;
  std::vector<FileBatch> batches_;
  size_t busy_ = 0, walking_ = 0;
  bool closed_ = false;
};

}  // namespace vireon
