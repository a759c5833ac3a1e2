// The reducers of one accelerator, and what they agree on with those of the other ranks.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "distributed.h"

namespace acc {

class Reducer;

// All ranks must start the collectives of a group in the same order. So when one backward reaches several models,
// their reducers take turns: each starts its last bucket before the next one starts its first.
class ReducerQueue : public std::enable_shared_from_this<ReducerQueue> {
 public:
  // What a rank that still has data tells those that have none before it does the same.
  enum class Event : int64_t { end = 0, backward = 1, buffers = 2 };

  // `poll` is called now and then while a wait lasts; what it throws ends the wait.
  ReducerQueue(Group& group, std::function<void()> poll) : group_(group), poll_(std::move(poll)) {}

  Group& group() { return group_; }
  // Where the numbers must lie that ranks agree by: NCCL takes only those of a GPU.
  c10::Device device() const { return group_.in_stream ? c10::kCUDA : c10::kCPU; }
  std::recursive_mutex& mutex() { return mutex_; }
  void wait(const WorkPtr& work) const;

  size_t add(Reducer& reducer);
  void remove(Reducer& reducer);

  // Has a reducer take part in the backward that is running. False when it does already.
  bool enter(Reducer& reducer);
  void advance();

  void set_joining(bool joining);
  bool is_joining() const { return joining_; }
  // Returns the lowest rank that still has data.
  int64_t announce(Event event, size_t reducer) { return exchange(true, event, reducer).lowest; }
  // Follows the other ranks, with nothing of its own to add, until none has data. Returns the rank whose state then
  // holds for all; -1 when none was ahead of another.
  int64_t join();

 private:
  struct Header {
    int64_t active;
    Event event;
    size_t reducer;
    int64_t lowest;
  };
  class Ticket;

  Header exchange(bool active, Event event, size_t reducer);
  void finish();
  void abandon();

  Group& group_;
  std::function<void()> poll_;
  std::recursive_mutex mutex_;
  std::vector<Reducer*> reducers_;  // null where one has been removed
  std::vector<Reducer*> running_;   // those that take part in the backward that is running, in turn
  size_t turn_ = 0;
  bool joining_ = false;
  bool uneven_ = false;
  int64_t last_active_ = -1;
};

}  // namespace acc
