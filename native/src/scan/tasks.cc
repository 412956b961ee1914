#include "scan/tasks.h"

namespace vireon {

void TaskQueue::add(std::vector<Folder> folders, std::vector<FileBatch> batches) {
  if (folders.empty() && batches.empty()) return;
  {
    const std::lock_guard lock(lock_);
    for (Folder& folder : folders) folders_.push_back(std::move(folder));
    for (FileBatch& batch : batches) batches_.push_back(std::move(batch));
  }
  wake_.notify_all();
}

std::optional<Task> TaskQueue::take() {
  std::unique_lock lock(lock_);
  wake_.wait(lock, [this] { return closed_ || !folders_.empty() || !batches_.empty() || busy_ == 0; });
  if (closed_) return std::nullopt;
  std::optional<Task> task;
  if (!folders_.empty()) {
    task = std::move(folders_.back());
    folders_.pop_back();
    ++walking_;
  } else if (!batches_.empty()) {
    task = std::move(batches_.back());
    batches_.pop_back();
  } else {
    return std::nullopt;
  }
  ++busy_;
  return task;
}

void TaskQueue::finished(const Task& task) {
  bool done;
  {
    const std::lock_guard lock(lock_);
    if (std::holds_alternative<Folder>(task)) --walking_;
    done = --busy_ == 0 && folders_.empty() && batches_.empty();
  }
  if (done) wake_.notify_all();
}

void TaskQueue::close() {
  {
    const std::lock_guard lock(lock_);
    closed_ = true;
  }
  wake_.notify_all();
}

bool TaskQueue::walked() {
  const std::lock_guard lock(lock_);
  return folders_.empty() && walking_ == 0;
}

}  // namespace vireon
