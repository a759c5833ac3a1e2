// Process groups and their collectives: what the exports of group_api.cpp do, for the other parts of the shim that communicate.
#pragma once
#include <ATen/core/Tensor.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "compat_c10d.h"
#include "handles.h"
#include "line.h"
#include "waiters.h"

namespace acc {

enum class Reduction : int32_t { sum = 0, mean = 1, minimum = 2, maximum = 3, product = 4 };

// The exception as a CommunicationError where it is one, otherwise itself.
std::exception_ptr classified(std::exception_ptr exception);

// As guarded, with errors of the network and of stores told apart.
template <typename Body>
int communicating(Body&& body) noexcept {
  return guarded([&] {
    try {
      body();
    } catch (...) {
      std::rethrow_exception(classified(std::current_exception()));
    }
  });
}

// A message between this rank and another: what is sent, or what is received into.
struct Message {
  bool sends;
  int peer;
  at::Tensor bytes;
};

// A message under way, whose end is seen only by waiting for it.
struct Transfer {
  compat::CommunicationPtr communication;
  std::shared_ptr<Line> line;

  // False where it was interrupted. Throws if the message does not come, or does not within the limit, and then the group is dead.
  bool wait(std::chrono::milliseconds limit);
};

// One collective under way. It is completed when its result is in place: what remains to be done after the
// communication (copies back, a division) is done first, once, on the thread that ends it.
class Work : public std::enable_shared_from_this<Work> {
 public:
  // `kept` lives as long as the communication may touch it; `finish` runs when that has succeeded.
  Work(std::vector<at::Tensor> kept, at::Tensor result, std::function<void()> finish);

  bool completed();
  // Waits for at most the limit, or where it waits for messages until the group is interrupted; false if it is not completed by then.
  // Throws what the work failed with.
  bool wait(std::chrono::milliseconds limit);
  // Runs when the work is completed or has failed, at once if that is so already. Must not throw.
  void on_completed(std::function<void()> callback);
  // Undefined where the collective has none of its own.
  const at::Tensor& result() const { return result_; }
  // Has a thread of the group wait for messages that nobody waits for.
  void leave();

 private:
  friend struct Group;
  bool end_transfers();
  void complete(std::exception_ptr error);

  std::mutex mutex_;
  std::condition_variable changed_;
  bool completed_ = false;
  std::exception_ptr error_;
  std::vector<std::function<void()>> callbacks_;
  std::vector<at::Tensor> kept_;
  at::Tensor result_;
  std::function<void()> finish_;
  compat::CommunicationPtr in_stream_;  // NCCL: the work ends in a stream of the device, which waits for it
  std::vector<Transfer> transfers_;     // whoever waits for the work waits for these, in this order
  std::chrono::steady_clock::time_point deadline_;  // of the transfers
  size_t ended_ = 0;                    // of the transfers
  bool taken_ = false;                  // a thread waits for the transfers
  std::function<void()> delegate_;
};
using WorkPtr = std::shared_ptr<Work>;

// What a collective is, for ranks that check that they do the same.
enum class CollectiveKind : uint32_t { all_reduce = 1, broadcast, all_gather, gather, scatter, reduce_scatter, all_to_all, message, barrier, meeting };

// Gloo's process group whose numbers of collectives can be set.
class GlooBackend : public c10d::ProcessGroupGloo {
 public:
  using c10d::ProcessGroupGloo::ProcessGroupGloo;
  void set_next_number(uint32_t number) { collectiveCounter_ = number; }
};

// A rank's view of a process group. One thread at a time issues collectives.
struct Group {
  // `timeout` is that of messages; collectives have the backend's.
  Group(compat::BackendPtr backend, std::chrono::milliseconds timeout, bool in_stream);
  // A group with work that has not ended is never freed: its destructor would wait for the peers.
  ~Group();
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  int rank() const { return backend->getRank(); }
  int size() const { return backend->getSize(); }

  // Follows a communication to its end.
  WorkPtr follow(compat::CommunicationPtr communication, std::vector<at::Tensor> kept, at::Tensor result = {}, std::function<void()> finish = {});

  compat::BackendPtr backend;
  const bool in_stream;  // NCCL: work is ordered by the device's streams

  // Gloo ends the process when a message is longer than what its receiver waits for. With marks, which all ranks of a group
  // turn on or none, messages match only where the ranks do the same with as many bytes; others wait until the time-out.
  void mark_collectives() { marks_ = dynamic_cast<GlooBackend*>(backend.get()); }
  // The backend, about to begin a collective.
  compat::Backend& beginning(CollectiveKind kind, int64_t bytes, uint32_t parameter = 0);
  // The tag of the messages that the next collective is made of.
  int next_tag(CollectiveKind kind, int64_t bytes, uint32_t parameter = 0);
  // A message's tag with its mark.
  int marked(int tag, int64_t bytes) const;

  // Whether a collective of so many bytes a rank may go as messages between the ranks, all of which then do so: between two they
  // carry no more than a ring does, and among several they are worth it while they are small.
  bool is_direct(int64_t bytes) const;
  // Sends and receives messages. They go out from the calling thread, and the thread that waits ends them, in the order given: the backend's
  // own collectives pass through a queue and a thread of its own, which takes longer than a small message does.
  WorkPtr exchange(int tag, const std::vector<Message>& messages, std::vector<at::Tensor> kept, at::Tensor result = {},
                   std::function<void()> finish = {});
  // Has waits for messages return, without completing them, or fail where the connection has broken.
  void interrupt();

 private:
  const std::shared_ptr<Line>& line_to(int peer);

  const std::chrono::milliseconds timeout_;
  std::vector<std::shared_ptr<Line>> lines_;  // by peer; null before the first message
  std::mutex running_mutex_;
  std::vector<std::weak_ptr<Work>> running_;
  GlooBackend* marks_ = nullptr;
  uint32_t begun_ = 0;
  std::shared_ptr<std::atomic<int64_t>> unfinished_;
  std::shared_ptr<Waiters> waiters_;
};

// Collectives. Each is issued and returns at once; the tensors may be of any data type, shape and strides, and stay untouched
// by the caller until the work is completed. Those that write to `tensor` write in place.
WorkPtr all_reduce(Group& group, at::Tensor tensor, Reduction reduction);
WorkPtr broadcast(Group& group, at::Tensor tensor, int source);
WorkPtr all_gather(Group& group, at::Tensor tensor);                                // result [size x n, ...]
WorkPtr gather(Group& group, at::Tensor tensor, int destination);                   // result [size x n, ...] on the destination
WorkPtr scatter(Group& group, at::Tensor output, at::Tensor input, int source);     // input [size x n, ...] on the source
WorkPtr reduce_scatter(Group& group, at::Tensor tensor, Reduction reduction);       // [size x n, ...] to [n, ...]
WorkPtr all_to_all(Group& group, at::Tensor tensor, std::vector<int64_t> input_rows, std::vector<int64_t> output_rows);
WorkPtr send(Group& group, at::Tensor tensor, int destination, int tag);
WorkPtr receive(Group& group, at::Tensor tensor, int source, int tag);
WorkPtr barrier(Group& group);

using StorePtr = c10::intrusive_ptr<c10d::Store>;
inline const StorePtr& store_at(acc_store handle) { return checked(static_cast<StorePtr*>(handle), "A store"); }
inline Group& group_at(acc_group handle) { return checked(static_cast<Group*>(handle), "A process group"); }
inline const WorkPtr& work_at(acc_work handle) { return checked(static_cast<WorkPtr*>(handle), "The work of a collective"); }
inline acc_work new_work(WorkPtr work) { return new WorkPtr(std::move(work)); }

}  // namespace acc
