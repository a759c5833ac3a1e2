#include "waiters.h"

#include <ATen/Parallel.h>
#include <omp.h>

#include <thread>

namespace acc {

void use_one_thread() {
  static thread_local bool single = (at::get_num_threads(), omp_set_num_threads(1), true);
  (void)single;
}

void Waiters::add(std::function<void()> wait) {
  std::lock_guard<std::mutex> lock(mutex_);
  waits_.push_back(std::move(wait));
  if (idle_ >= waits_.size()) changed_.notify_one();
  else std::thread([self = shared_from_this()] { self->run(); }).detach();
}

void Waiters::stop() {
  std::lock_guard<std::mutex> lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

void Waiters::run() {
  use_one_thread();
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    idle_++;
    changed_.wait(lock, [this] { return stopped_ || !waits_.empty(); });
    idle_--;
    if (waits_.empty()) return;
    auto wait = std::move(waits_.front());
    waits_.pop_front();
    lock.unlock();
    wait();
    wait = nullptr;
    lock.lock();
  }
}

}  // namespace acc
