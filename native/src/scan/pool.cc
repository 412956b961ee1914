#include "scan/pool.h"

#include <algorithm>

namespace vireon {

size_t threadCount() { return std::clamp<size_t>(std::thread::hardware_concurrency(), 1, 32); }

void ThreadPool::post(std::function<void()> task) {
  const std::lock_guard lock(lock_);
  if (stopping_) return;
  tasks_.push_back(std::move(task));
  while (threads_.size() < threadCount()) threads_.emplace_back([this] { work(); });
  wake_.notify_one();
}

void ThreadPool::stop() {
  {
    const std::lock_guard lock(lock_);
    stopping_ = true;
    tasks_.clear();
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void ThreadPool::work() {
  for (;;) {
    std::unique_lock lock(lock_);
    wake_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
    if (stopping_) return;
    const std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
  }
}

}  // namespace vireon
