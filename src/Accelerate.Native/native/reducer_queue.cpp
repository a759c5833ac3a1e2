#include "reducer_queue.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/engine.h>

#include "reducer.h"

namespace acc {

// Lives as long as the backward that holds it. One that ends before it is served belonged to a backward that failed.
class ReducerQueue::Ticket {
 public:
  explicit Ticket(std::shared_ptr<ReducerQueue> queue) : queue_(std::move(queue)) {}
  ~Ticket() {
    if (queue_) queue_->abandon();
  }
  void serve() {
    auto queue = std::move(queue_);
    queue->finish();
  }

 private:
  std::shared_ptr<ReducerQueue> queue_;
};

void ReducerQueue::wait(const WorkPtr& work) const {
  while (!work->wait(std::chrono::milliseconds(100))) poll_();
}

size_t ReducerQueue::add(Reducer& reducer) {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  reducers_.push_back(&reducer);
  return reducers_.size() - 1;
}

void ReducerQueue::remove(Reducer& reducer) {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  std::replace(reducers_.begin(), reducers_.end(), &reducer, static_cast<Reducer*>(nullptr));
  auto found = std::find(running_.begin(), running_.end(), &reducer);
  if (found == running_.end()) return;
  if (static_cast<size_t>(found - running_.begin()) < turn_) turn_--;
  running_.erase(found);
}

bool ReducerQueue::enter(Reducer& reducer) {
  if (std::find(running_.begin(), running_.end(), &reducer) != running_.end()) return false;
  if (running_.empty()) {
    auto ticket = std::make_shared<Ticket>(shared_from_this());
    torch::autograd::Engine::get_default_engine().queue_callback([ticket] { ticket->serve(); });
  }
  running_.push_back(&reducer);
  return true;
}

void ReducerQueue::advance() {
  while (turn_ < running_.size() && running_[turn_]->launch_ready()) turn_++;
}

void ReducerQueue::finish() {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  try {
    for (; turn_ < running_.size(); turn_++) running_[turn_]->launch_all();
    for (Reducer* reducer : running_) reducer->complete();
  } catch (...) {
    abandon();
    throw;
  }
  running_.clear();
  turn_ = 0;
}

void ReducerQueue::abandon() {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  for (Reducer* reducer : running_) reducer->abandon();
  running_.clear();
  turn_ = 0;
}

void ReducerQueue::set_joining(bool joining) {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  if (joining == joining_) return;
  joining_ = joining;
  uneven_ = false;
  last_active_ = -1;
}

ReducerQueue::Header ReducerQueue::exchange(bool active, Event event, size_t reducer) {
  int size = group_.size();
  auto header = at::zeros({3 + size}, at::kLong);
  int64_t* values = header.data_ptr<int64_t>();
  if (active) {
    values[0] = 1;
    values[1] = static_cast<int64_t>(event);
    values[2] = static_cast<int64_t>(reducer);
    values[3 + group_.rank()] = 1;
  }
  auto summed = header.to(device());
  wait(all_reduce(group_, summed, Reduction::sum));
  header = summed.to(c10::kCPU);
  values = header.data_ptr<int64_t>();
  int64_t count = values[0];
  if (count == 0) return {0, Event::end, 0, -1};
  if (values[1] % count != 0 || values[2] % count != 0 || (active && (values[1] / count != static_cast<int64_t>(event) || values[2] / count != static_cast<int64_t>(reducer))))
    throw std::runtime_error("The ranks that still have data do different things: one runs a backward or a forward where another does not. "
                             "Inside a join of uneven inputs all of them must take the same steps.");
  auto lowest = std::find(values + 3, values + 3 + size, 1) - (values + 3);
  uneven_ = uneven_ || count < size;
  last_active_ = lowest;
  return {count, static_cast<Event>(values[1] / count), static_cast<size_t>(values[2] / count), lowest};
}

int64_t ReducerQueue::join() {
  std::lock_guard<std::recursive_mutex> lock(mutex_);
  for (;;) {
    Header header = exchange(false, Event::end, 0);
    if (header.active == 0) return uneven_ ? last_active_ : -1;
    Reducer* reducer = header.reducer < reducers_.size() ? reducers_[header.reducer] : nullptr;
    if (reducer == nullptr) throw std::runtime_error("Another rank uses a model that this rank has not prepared or has let go of.");
    if (header.event == Event::buffers) reducer->receive_buffers(header.lowest);
    else reducer->shadow();
  }
}

}  // namespace acc
