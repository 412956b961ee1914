// Threads that work through short tasks in the order in which they came.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace vireon {

/** As many as the machine runs at once, at least one and at most 32. */
size_t threadCount();

/** Threads start with the first task. */
class ThreadPool {
 public:
  ThreadPool() = default;
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  ~ThreadPool() { stop(); }

  /** Tasks must not throw. After `stop` they are dropped. */
  void post(std::function<void()> task);
  /** Drops what has not begun and waits for what has. */
  void stop();

 private:
  void work();

  std::mutex lock_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  bool stopping_ = false;
};

}  // namespace vireon
