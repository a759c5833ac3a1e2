// Process groups and the work of their collectives.
#include "connections.h"
#include "distributed.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <omp.h>
#include <sched.h>

#include <cstdlib>
#include <deque>
#include <sstream>
#include <thread>
#include <typeinfo>

namespace acc {

std::exception_ptr classified(std::exception_ptr exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const ManagedException&) {
    return exception;
  } catch (const ArgumentError&) {
    return exception;
  } catch (const CommunicationError&) {
    return exception;
  } catch (const std::exception& error) {
    // By name: Gloo's headers are not at hand, and libtorch has changed its own exceptions.
    auto c10 = dynamic_cast<const c10::Error*>(&error);
    std::string text = c10 != nullptr ? c10->what_without_backtrace() : error.what();
    std::string type = typeid(error).name();
    auto says = [&](const char* words) { return text.find(words) != std::string::npos; };
    if (type.find("Timeout") != std::string::npos || says("imed out") || says("imeout"))
      return std::make_exception_ptr(CommunicationError(ACC_TIMED_OUT, text));
    if (type.find("IoException") != std::string::npos || says("onnection") || says("Broken pipe") || says("roken pipe"))
      return std::make_exception_ptr(CommunicationError(ACC_CONNECTION_LOST, text));
    return exception;
  } catch (...) {
    return exception;
  }
}

Work::Work(std::vector<at::Tensor> kept, at::Tensor result, std::function<void()> finish)
    : kept_(std::move(kept)), result_(std::move(result)), finish_(std::move(finish)) {}

bool Work::completed() {
  leave();
  std::lock_guard<std::mutex> lock(mutex_);
  return completed_ || (in_stream_ && in_stream_->isCompleted());
}

bool Work::wait(std::chrono::milliseconds limit) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (in_stream_ && !completed_) {
    // The device's current stream waits; the host does not.
    auto communication = std::move(in_stream_);
    lock.unlock();
    std::exception_ptr error;
    try {
      communication->wait();
    } catch (...) {
      error = std::current_exception();
    }
    complete(error);
    lock.lock();
  }
  if (!messages_.empty() && !taken_) {
    taken_ = true;
    lock.unlock();
    bool ended = end_messages();
    lock.lock();
    if (!ended) {
      taken_ = false;
      return false;
    }
  }
  if (!changed_.wait_for(lock, limit, [this] { return completed_; })) return false;
  if (error_) std::rethrow_exception(error_);
  return true;
}

void Work::on_completed(std::function<void()> callback) {
  {
    std::unique_lock<std::mutex> lock(mutex_);
    if (!completed_) {
      callbacks_.push_back(std::move(callback));
      lock.unlock();
      leave();
      return;
    }
  }
  callback();
}

void Work::leave() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (messages_.empty() || taken_) return;
    taken_ = true;
  }
  delegate_();
}

// False when the wait was interrupted.
bool Work::end_messages() {
  std::exception_ptr error;
  try {
    for (; ended_ < messages_.size(); ended_++)
      if (!messages_[ended_]->wait()) return false;
  } catch (...) {
    error = std::current_exception();
  }
  complete(error);
  return true;
}

void Work::finish() {
  if (!finish_) return;
  // Not the tensors of a graph but their data is written.
  at::AutoDispatchBelowADInplaceOrView guard;
  finish_();
}

void Work::complete(std::exception_ptr error) {
  if (!error) {
    try {
      finish();
    } catch (...) {
      error = std::current_exception();
    }
  }
  std::vector<std::function<void()>> callbacks;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    error_ = error ? classified(error) : nullptr;
    kept_.clear();
    messages_.clear();
    finish_ = nullptr;
    delegate_ = nullptr;
    completed_ = true;
    callbacks.swap(callbacks_);
  }
  changed_.notify_all();
  for (auto& callback : callbacks) callback();
}

// Threads that wait for what can only be waited for, as many as such works are under way at once.
class Group::Waiters : public std::enable_shared_from_this<Waiters> {
 public:
  void add(std::function<void()> wait) {
    std::lock_guard<std::mutex> lock(mutex_);
    waits_.push_back(std::move(wait));
    if (idle_ >= waits_.size()) changed_.notify_one();
    else std::thread([self = shared_from_this()] { self->run(); }).detach();
  }

  void stop() {
    std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }

 private:
  void run() {
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

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waits_;
  size_t idle_ = 0;
  bool stopped_ = false;
};

// A thread of the backend is not to start a team of threads of its own for a copy or a division.
static void use_one_thread() {
  static thread_local bool single = (at::get_num_threads(), omp_set_num_threads(1), true);
  (void)single;
}

Group::Group(compat::BackendPtr backend, bool in_stream)
    : backend(std::move(backend)),
      in_stream(in_stream),
      unfinished_(std::make_shared<std::atomic<int64_t>>(0)),
      waiters_(std::make_shared<Waiters>()) {}

Group::~Group() {
  waiters_->stop();
  if (*unfinished_ > 0) backend.release();
}

namespace {

constexpr int mark_bits = 12;
constexpr uint32_t first_exchange = 1u << 30;  // tags from here on are those of exchanges

uint32_t mark(CollectiveKind kind, int64_t bytes, uint32_t parameter) {
  uint64_t value = static_cast<uint64_t>(bytes) * 0x9E3779B97F4A7C15ull + static_cast<uint64_t>(kind) * 0xC2B2AE3D27D4EB4Full + parameter * 0x165667B19E3779F9ull;
  value ^= value >> 29;
  return static_cast<uint32_t>((value * 0xBF58476D1CE4E5B9ull) >> (64 - mark_bits));
}

}  // namespace

compat::Backend& Group::beginning(CollectiveKind kind, int64_t bytes, uint32_t parameter) {
  if (marks_ != nullptr) marks_->set_next_number((++begun_ << mark_bits) | mark(kind, bytes, parameter));
  return *backend;
}

int Group::marked(int tag, int64_t bytes) const {
  if (marks_ == nullptr) return tag;
  constexpr int most = static_cast<int>(first_exchange >> mark_bits) - 1;
  if (tag > most) throw ArgumentError("The tag " + std::to_string(tag) + " is too great: tags go from 0 to " + std::to_string(most) + ".");
  return (tag << mark_bits) | static_cast<int>(mark(CollectiveKind::message, bytes, 0));
}

WorkPtr Group::follow(compat::CommunicationPtr communication, std::vector<at::Tensor> kept, at::Tensor result,
                      std::function<void()> finish, bool blocking) {
  auto work = std::make_shared<Work>(std::move(kept), std::move(result), std::move(finish));
  if (in_stream) {
    work->in_stream_ = std::move(communication);
    return work;
  }
  ++*unfinished_;
  auto end = [work, unfinished = unfinished_](std::exception_ptr error) {
    use_one_thread();
    --*unfinished;
    work->complete(error);
  };
  if (blocking) {
    waiters_->add([communication = std::move(communication), end]() mutable {
      std::exception_ptr error;
      try {
        communication->wait();
      } catch (...) {
        error = std::current_exception();
      }
      communication.reset();  // before the group may go
      end(error);
    });
  } else {
    communication->getFuture()->addCallback(
        [end](c10::ivalue::Future& future) { end(future.hasError() ? future.exception_ptr() : nullptr); });
  }
  return work;
}

bool Group::is_direct(int64_t bytes) const {
  constexpr int64_t small = 64 * 1024;
  return marks_ != nullptr && size() > 1 && (size() == 2 || bytes * (size() - 1) <= small);
}

WorkPtr Group::exchange(CollectiveKind kind, const std::vector<Message>& sent, const std::vector<Message>& received, std::vector<at::Tensor> kept,
                        at::Tensor result, std::function<void()> finish, uint32_t parameter) {
  auto bytes = (sent.empty() ? received : sent).front().bytes.numel();
  int tag = static_cast<int>(first_exchange | (++begun_ << mark_bits & (first_exchange - 1)) | mark(kind, bytes, parameter));

  // Where a connection breaks, Gloo ends the messages that have not begun to come, but not the one that is coming in. Behind one that takes its time
  // a byte is sent, and waited for first.
  constexpr int64_t large = 64 * 1024;
  at::Tensor behind;
  if (bytes > large) kept.push_back(behind = at::zeros({2}, at::kByte));

  auto work = std::make_shared<Work>(std::move(kept), std::move(result), std::move(finish));
  try {
    std::vector<at::Tensor> one(1);
    std::vector<compat::CommunicationPtr> coming;
    for (auto& message : received) {
      one[0] = message.bytes;
      coming.push_back(backend->recv(one, message.peer, tag));
      if (!behind.defined()) continue;
      one[0] = behind.narrow(0, 0, 1);
      work->messages_.push_back(backend->recv(one, message.peer, tag));
    }
    work->messages_.insert(work->messages_.end(), coming.begin(), coming.end());
    for (auto& message : sent) {
      one[0] = message.bytes;
      work->messages_.push_back(backend->send(one, message.peer, tag));
      if (!behind.defined()) continue;
      one[0] = behind.narrow(0, 1, 1);
      work->messages_.push_back(backend->send(one, message.peer, tag));
    }
  } catch (...) {
    // As of any other collective, the error comes out of waiting for it.
    work->complete(std::current_exception());
    return work;
  }
  work->delegate_ = [waiters = waiters_, unfinished = unfinished_, self = std::weak_ptr<Work>(work)] {
    ++*unfinished;
    waiters->add([unfinished, work = self.lock()] {
      use_one_thread();
      while (!work->end_messages()) {
        // Interrupted for the sake of waits that look at the monitor, which this one does not.
      }
      --*unfinished;
    });
  };
  std::lock_guard<std::mutex> lock(running_mutex_);
  running_.erase(std::remove_if(running_.begin(), running_.end(), [](auto& other) { return other.expired(); }), running_.end());
  running_.push_back(work);
  return work;
}

void Group::interrupt() {
  std::lock_guard<std::mutex> lock(running_mutex_);
  for (auto& weak : running_) {
    auto work = weak.lock();
    if (!work) continue;
    std::lock_guard<std::mutex> locked(work->mutex_);
    for (auto& message : work->messages_) message->abort();
  }
}

}  // namespace acc

namespace {

using acc::communicating;
using acc::group_at;
using acc::tensor_at;
using acc::work_at;
using acc::WorkPtr;

std::vector<std::string> split(const char* text) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');)
    if (!part.empty()) parts.push_back(part);
  return parts;
}

// Issues a collective; neither autograd nor views see what it does. The tensors that it makes are written by threads of the backend,
// which are not in inference mode and so could not write those made in it.
template <typename Body>
int issue(acc_work* result, Body&& body) {
  return communicating([&] {
    // Also where the caller is in inference mode: tensors made there could not be written to by the threads of the backend.
    c10::InferenceMode normal(false);
    at::AutoDispatchBelowADInplaceOrView guard;
    *result = acc::new_work(body());
  });
}

acc::Reduction reduction_at(int32_t number) {
  if (number < 0 || number > static_cast<int32_t>(acc::Reduction::product))
    throw acc::ArgumentError("There is no reduction number " + std::to_string(number) + ".");
  return static_cast<acc::Reduction>(number);
}

// Makes the calling thread, and the threads that it starts for the backend, a batch job to the kernel: otherwise each message that
// comes in takes a processor from a rank that computes, and ranks then wait for each other.
void run_as_batch() {
#ifdef SCHED_BATCH
  sched_param none{};
  if (sched_getscheduler(0) == SCHED_OTHER) sched_setscheduler(0, SCHED_BATCH, &none);
#endif
}

std::vector<int64_t> rows_at(const int64_t* rows, int32_t count) { return std::vector<int64_t>(rows, rows + count); }

}  // namespace

int acc_group_gloo(acc_store store, int32_t rank, int32_t size, int64_t timeout_ms, const char* address, const char* interfaces,
                   acc_group* result) {
  return communicating([&] {
    run_as_batch();
    auto options = c10d::ProcessGroupGloo::Options::create(std::chrono::milliseconds(timeout_ms));
    for (auto& name : split(interfaces)) options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForInterface(name));
    if (options->devices.empty())
      options->devices.push_back(*address != 0 ? c10d::ProcessGroupGloo::createDeviceForHostname(address)
                                               : c10d::ProcessGroupGloo::createDefaultDevice());
    options->threads = static_cast<int>(options->devices.size()) * 2;
    acc::NewConnections connections;
    auto backend = c10::make_intrusive<acc::GlooBackend>(acc::store_at(store), rank, size, options);
    connections.speed_up_local();
    *result = new acc::Group(std::move(backend), false);
  });
}

int acc_nccl_available(int32_t* result) {
#ifdef USE_C10D_NCCL
  *result = 1;
#else
  *result = 0;
#endif
  return ACC_OK;
}

int acc_group_nccl(acc_store store, int32_t rank, int32_t size, int64_t timeout_ms, acc_group* result) {
  return communicating([&] {
#ifdef USE_C10D_NCCL
    auto options = c10d::ProcessGroupNCCL::Options::create();
    options->timeout = std::chrono::milliseconds(timeout_ms);
    auto backend = c10::make_intrusive<c10d::ProcessGroupNCCL>(acc::store_at(store), rank, size, options);
    *result = new acc::Group(std::move(backend), true);
#else
    (void)store, (void)rank, (void)size, (void)timeout_ms, (void)result;
    throw acc::ArgumentError("This build has no NCCL: it needs a libtorch with CUDA and the headers of CUDA and NCCL. Use gloo.");
#endif
  });
}

int acc_group_interrupt(acc_group group) {
  return communicating([&] { group_at(group).interrupt(); });
}

void acc_group_free(acc_group group) { delete static_cast<acc::Group*>(group); }

int acc_group_agree_on_sequence(acc_group group) {
  return communicating([&] { group_at(group).backend->setSequenceNumberForGroup(); });
}

int acc_group_mark_collectives(acc_group group) {
  return communicating([&] { group_at(group).mark_collectives(); });
}

int acc_group_all_reduce(acc_group group, acc_tensor tensor, int32_t reduction, acc_work* result) {
  return issue(result, [&] { return acc::all_reduce(group_at(group), tensor_at(tensor), reduction_at(reduction)); });
}

int acc_group_broadcast(acc_group group, acc_tensor tensor, int32_t source, acc_work* result) {
  return issue(result, [&] { return acc::broadcast(group_at(group), tensor_at(tensor), source); });
}

int acc_group_all_gather(acc_group group, acc_tensor tensor, acc_work* result) {
  return issue(result, [&] { return acc::all_gather(group_at(group), tensor_at(tensor)); });
}

int acc_group_gather(acc_group group, acc_tensor tensor, int32_t destination, acc_work* result) {
  return issue(result, [&] { return acc::gather(group_at(group), tensor_at(tensor), destination); });
}

int acc_group_scatter(acc_group group, acc_tensor output, acc_tensor input, int32_t source, acc_work* result) {
  return issue(result, [&] { return acc::scatter(group_at(group), tensor_at(output), acc::tensor_or_undefined(input), source); });
}

int acc_group_reduce_scatter(acc_group group, acc_tensor tensor, int32_t reduction, acc_work* result) {
  return issue(result, [&] { return acc::reduce_scatter(group_at(group), tensor_at(tensor), reduction_at(reduction)); });
}

int acc_group_all_to_all(acc_group group, acc_tensor tensor, const int64_t* input_rows, const int64_t* output_rows, int32_t count,
                         acc_work* result) {
  return issue(result, [&] {
    return acc::all_to_all(group_at(group), tensor_at(tensor), rows_at(input_rows, count), rows_at(output_rows, count));
  });
}

int acc_group_send(acc_group group, acc_tensor tensor, int32_t destination, int32_t tag, acc_work* result) {
  return issue(result, [&] { return acc::send(group_at(group), tensor_at(tensor), destination, tag); });
}

int acc_group_receive(acc_group group, acc_tensor tensor, int32_t source, int32_t tag, acc_work* result) {
  return issue(result, [&] { return acc::receive(group_at(group), tensor_at(tensor), source, tag); });
}

int acc_group_barrier(acc_group group, acc_work* result) {
  return issue(result, [&] { return acc::barrier(group_at(group)); });
}

int acc_work_completed(acc_work work, int32_t* result) {
  return communicating([&] { *result = work_at(work)->completed(); });
}

int acc_work_wait(acc_work work, int64_t limit_ms, int32_t* completed) {
  return communicating([&] { *completed = work_at(work)->wait(std::chrono::milliseconds(limit_ms)); });
}

int acc_work_on_completed(acc_work work, acc_release callback, intptr_t context) {
  return communicating([&] { work_at(work)->on_completed([callback, context] { callback(context); }); });
}

int acc_work_result(acc_work work, acc_tensor* result) {
  return communicating([&] { *result = acc::new_handle(work_at(work)->result()); });
}

void acc_work_free(acc_work work) {
  if (work == nullptr) return;
  communicating([&] { work_at(work)->leave(); });
  delete static_cast<WorkPtr*>(work);
}
