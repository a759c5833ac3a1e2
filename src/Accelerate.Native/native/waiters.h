// Threads that wait for what can only be waited for.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace acc {

// Has the calling thread, which is none of the program's, compute alone: it is not to start a team of threads for a copy or a division.
void use_one_thread();

// As many threads as there are waits at once. Each must be held by a shared pointer.
class Waiters : public std::enable_shared_from_this<Waiters> {
 public:
  void add(std::function<void()> wait);
  // Ends the threads that have nothing to wait for, and the others when they have.
  void stop();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waits_;
  size_t idle_ = 0;
  bool stopped_ = false;
};

}  // namespace acc
