// Averages the gradients of a model over the ranks of a group while backward still computes the others.
#pragma once
#include <memory>
#include <vector>

#include "compat.h"
#include "reducer_queue.h"

namespace acc {

struct ReducerOptions {
  int64_t first_bucket_bytes;
  int64_t bucket_bytes;
  at::ScalarType wire = at::ScalarType::Undefined;     // what gradients travel as, where not as themselves
  std::function<void(size_t bucket, int phase)> hook;  // phase 0 starts to sum a bucket's gradients, phase 1 ends it
};

class Reducer {
 public:
  Reducer(std::shared_ptr<ReducerQueue> queue, std::vector<at::Tensor> parameters, std::vector<at::Tensor> buffers, ReducerOptions options);
  ~Reducer();
  Reducer(const Reducer&) = delete;
  Reducer& operator=(const Reducer&) = delete;

  // Whether a backward averages gradients or leaves them to this rank.
  void set_synchronizing(bool synchronizing) { synchronizing_ = synchronizing; }
  // Has the next backward average gradients whatever is set.
  void trigger() { triggered_ = true; }
  // Takes in parameters that have come to require gradients.
  void refresh();
  void broadcast_buffers();

  size_t bucket_count() const { return buckets_.size(); }
  const std::vector<size_t>& parameters_of(size_t bucket) const { return buckets_.at(bucket).slots; }
  const at::Tensor& gradients_of(size_t bucket) const { return buckets_.at(bucket).gradients; }

  // For the queue.
  bool launch_ready();
  void launch_all();
  void complete();
  void abandon();
  void shadow();
  void receive_buffers(int64_t source);

 private:
  friend class ReadyHook;

  // A parameter and its place in a bucket.
  struct Slot {
    at::Tensor parameter;
    compat::NodePtr accumulator;  // libtorch itself refers to it only weakly
    uintptr_t hook = 0;
    size_t bucket = 0;
    int64_t offset = 0;
    at::Tensor view;
    void* data = nullptr;  // where the view points, unless a move of the model redirected it
    bool ready = false;
    bool scaled = false;
    bool absent = false;
  };

  // Gradients of one type and device, flat, and after them one number for each parameter: on how many ranks it has a gradient.
  struct Bucket {
    std::vector<size_t> slots;
    at::Tensor flat, gradients, used;
    size_t waiting = 0;
    at::Tensor wire;
    WorkPtr work;
  };

  void ready(size_t index);
  void begin();
  void launch(size_t index);
  void complete(size_t index);

  bool is_in_bucket(const Slot& slot, const at::Tensor& gradient) const;
  bool store(Slot& slot, double factor);
  void copy_scaled(const at::Tensor& target, const at::Tensor& source, double factor);
  void fill_missing(Bucket& bucket);
  void scale_accumulated(Bucket& bucket);
  void mark_used(Bucket& bucket);

  void arrange(std::vector<size_t> order);
  std::vector<std::vector<size_t>> assign() const;
  void allocate(Bucket& bucket);
  void make_view(Slot& slot);
  void agree_on_order();

  std::shared_ptr<ReducerQueue> queue_;
  std::vector<Slot> slots_;
  std::vector<at::Tensor> buffers_;
  ReducerOptions options_;
  std::vector<Bucket> buckets_;
  size_t index_;                  // among the reducers of the queue
  double share_;                  // one rank's weight in the mean
  at::Tensor share_tensor_, size_tensor_;
  std::vector<size_t> order_;     // parameters in the order in which buckets hold them
  std::vector<size_t> observed_;  // in the order in which the running backward made them ready
  std::vector<size_t> next_order_;
  size_t launched_ = 0;           // buckets of the running backward whose sum is under way
  bool order_known_ = false;
  bool synchronizing_ = true;
  bool triggered_ = false;
  bool shadowing_ = false;
};

// Broadcasts tensors from a rank, those of a data type and device as one.
void broadcast_coalesced(ReducerQueue& queue, const std::vector<at::Tensor>& tensors, int source);

// Replaces tensors by their means over the ranks, those of a data type and device as one.
void average_coalesced(ReducerQueue& queue, const std::vector<at::Tensor>& tensors);

}  // namespace acc
