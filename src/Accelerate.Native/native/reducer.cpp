#include "reducer.h"

#include <ATen/ATen.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/function_hook.h>

#include <numeric>

namespace acc {

using Lock = std::lock_guard<std::recursive_mutex>;

// Runs after each accumulation into a parameter's gradient.
class ReadyHook : public torch::autograd::FunctionPostHook {
 public:
  ReadyHook(Reducer& reducer, size_t index) : reducer_(reducer), index_(index) {}
  torch::autograd::variable_list operator()(const torch::autograd::variable_list& outputs, const torch::autograd::variable_list&) override {
    reducer_.ready(index_);
    return outputs;
  }

 private:
  Reducer& reducer_;
  size_t index_;
};

static at::Tensor number(double value) {
  at::Tensor tensor = at::scalar_tensor(value, at::kDouble);
  tensor.unsafeGetTensorImpl()->set_wrapped_number(true);
  return tensor;
}

Reducer::Reducer(std::shared_ptr<ReducerQueue> queue, std::vector<at::Tensor> parameters, std::vector<at::Tensor> buffers, ReducerOptions options)
    : queue_(std::move(queue)), buffers_(std::move(buffers)), options_(std::move(options)), share_(1.0 / queue_->group().size()) {
  slots_.resize(parameters.size());
  for (size_t i = 0; i < parameters.size(); i++) slots_[i].parameter = std::move(parameters[i]);
  share_tensor_ = number(share_);
  size_tensor_ = number(queue_->group().size());
  refresh();
  index_ = queue_->add(*this);
}

Reducer::~Reducer() {
  queue_->remove(*this);
  for (Slot& slot : slots_)
    if (slot.accumulator) slot.accumulator->del_post_hook(slot.hook);
}

void Reducer::refresh() {
  Lock lock(queue_->mutex());
  std::vector<size_t> added;
  for (size_t i = slots_.size(); i-- > 0;) {
    Slot& slot = slots_[i];
    if (slot.accumulator || !slot.parameter.requires_grad()) continue;
    slot.accumulator = torch::autograd::impl::grad_accumulator(slot.parameter);
    slot.hook = slot.accumulator->add_post_hook(std::make_unique<ReadyHook>(*this, i));
    added.push_back(i);
  }
  if (added.empty()) return;
  auto order = order_;
  order.insert(order.end(), added.begin(), added.end());
  arrange(std::move(order));
  order_known_ = false;
  next_order_.clear();
}

void Reducer::ready(size_t index) {
  at::AutoDispatchBelowADInplaceOrView unrecorded;
  Lock lock(queue_->mutex());
  Slot& slot = slots_[index];
  if (!synchronizing_ && !triggered_) {
    store(slot, 1);
    return;
  }
  if (queue_->enter(*this)) begin();
  if (slot.ready)
    throw std::runtime_error("A parameter received a gradient twice in one backward, as when a backward inside it recomputes a layer whose weights are used elsewhere too. "
                             "Its average had begun. Run that backward inside NoSync, and TriggerSyncInBackward before one that follows.");
  slot.scaled = store(slot, share_);
  slot.ready = true;
  if (!order_known_) observed_.push_back(index);
  if (--buckets_[slot.bucket].waiting == 0) queue_->advance();
}

void Reducer::begin() {
  if (!next_order_.empty()) arrange(std::move(next_order_));
  next_order_.clear();
  observed_.clear();
  launched_ = 0;
  for (Bucket& bucket : buckets_) {
    bucket.waiting = bucket.slots.size();
    for (size_t i : bucket.slots) slots_[i].ready = slots_[i].scaled = slots_[i].absent = false;
  }
}

bool Reducer::launch_ready() {
  while (launched_ < buckets_.size() && buckets_[launched_].waiting == 0) launch(launched_);
  return launched_ == buckets_.size();
}

void Reducer::launch_all() {
  at::AutoDispatchBelowADInplaceOrView unrecorded;
  while (launched_ < buckets_.size()) launch(launched_);
}

void Reducer::launch(size_t index) {
  if (index == 0 && queue_->is_joining() && !shadowing_) queue_->announce(ReducerQueue::Event::backward, index_);
  Bucket& bucket = buckets_[index];
  fill_missing(bucket);
  scale_accumulated(bucket);
  mark_used(bucket);
  launched_ = index + 1;
  if (options_.hook) {
    bucket.work = all_reduce(queue_->group(), bucket.used, Reduction::sum);
    options_.hook(index, 0);
  } else if (options_.wire != at::ScalarType::Undefined && options_.wire != bucket.flat.scalar_type()) {
    bucket.wire = bucket.flat.to(options_.wire);
    bucket.work = all_reduce(queue_->group(), bucket.wire, Reduction::sum);
  } else {
    bucket.work = all_reduce(queue_->group(), bucket.flat, Reduction::sum);
  }
}

// What backward did not reach takes part with the gradient that it has, or with zeros.
void Reducer::fill_missing(Bucket& bucket) {
  if (bucket.waiting == 0) return;
  for (size_t i : bucket.slots) {
    Slot& slot = slots_[i];
    if (slot.ready) continue;
    slot.absent = shadowing_ || !slot.parameter.grad().defined();
    if (!slot.absent) {
      slot.scaled = store(slot, share_);
      continue;
    }
    make_view(slot);
    slot.view.zero_();
    slot.scaled = true;
  }
}

void Reducer::scale_accumulated(Bucket& bucket) {
  if (share_ == 1) return;
  auto is_scaled = [&](size_t i) { return slots_[i].scaled; };
  if (std::none_of(bucket.slots.begin(), bucket.slots.end(), is_scaled)) {
    bucket.gradients.div_(size_tensor_);
    return;
  }
  for (size_t i : bucket.slots)
    if (!slots_[i].scaled) slots_[i].view.div_(size_tensor_);
}

void Reducer::mark_used(Bucket& bucket) {
  bucket.used.fill_(1);
  for (size_t position = 0; position < bucket.slots.size(); position++)
    if (slots_[bucket.slots[position]].absent) bucket.used.select(0, static_cast<int64_t>(position)).zero_();
}

void Reducer::complete() {
  at::AutoDispatchBelowADInplaceOrView unrecorded;
  for (size_t i = 0; i < buckets_.size(); i++) complete(i);
  triggered_ = false;
  if (!order_known_ && !queue_->is_joining()) agree_on_order();
}

void Reducer::complete(size_t index) {
  Bucket& bucket = buckets_[index];
  queue_->wait(bucket.work);
  bucket.work.reset();
  if (options_.hook) options_.hook(index, 1);
  if (bucket.wire.defined()) bucket.flat.copy_(bucket.wire);
  bucket.wire.reset();
  if (shadowing_) return;

  // The counts are looked at only where this rank cannot know them: on a GPU that would wait for it.
  at::Tensor used;
  for (size_t position = 0; position < bucket.slots.size(); position++) {
    Slot& slot = slots_[bucket.slots[position]];
    if (!slot.absent) continue;
    if (!used.defined()) used = bucket.used.to(at::TensorOptions().device(at::kCPU).dtype(at::kDouble));
    if (used.data_ptr<double>()[position] > 0) slot.parameter.mutable_grad() = slot.view;
  }
}

void Reducer::abandon() {
  // Sums under way write to the buckets until they end, so those are left to them.
  bool left = false;
  for (Bucket& bucket : buckets_) {
    if (bucket.work) {
      left = true;
      bucket.work->leave();
    }
    bucket.work.reset();
    bucket.wire.reset();
  }
  triggered_ = false;
  launched_ = 0;
  if (left && next_order_.empty()) next_order_ = order_;
}

void Reducer::shadow() {
  at::AutoDispatchBelowADInplaceOrView unrecorded;
  shadowing_ = true;
  try {
    begin();
    launch_all();
    complete();
  } catch (...) {
    shadowing_ = false;
    throw;
  }
  shadowing_ = false;
}

bool Reducer::is_in_bucket(const Slot& slot, const at::Tensor& gradient) const {
  return gradient.layout() == at::kStrided && gradient.data_ptr() == slot.data && gradient.scalar_type() == slot.view.scalar_type() &&
         gradient.strides() == slot.view.strides();
}

// Brings a parameter's gradient into the bucket, multiplied by a factor. False when it is there already, which leaves it as it is.
bool Reducer::store(Slot& slot, double factor) {
  at::Tensor& gradient = slot.parameter.mutable_grad();
  if (is_in_bucket(slot, gradient)) return false;
  make_view(slot);
  copy_scaled(slot.view, gradient, factor);
  gradient = slot.view;
  return true;
}

namespace {

template <typename T>
void multiply(T* __restrict target, const T* __restrict source, T factor, int64_t count) {
#pragma omp simd
  for (int64_t i = 0; i < count; i++) target[i] = source[i] * factor;
}

// Below it libtorch computes on one thread, and its preparation of an operator costs more than the operator.
constexpr int64_t small = 32768;

}  // namespace

void Reducer::copy_scaled(const at::Tensor& target, const at::Tensor& source, double factor) {
  if (source.layout() != at::kStrided || source.scalar_type() != target.scalar_type() || source.device() != target.device()) {
    target.copy_(source.layout() == at::kStrided ? source : source.to_dense());
    if (factor != 1) target.mul_(share_tensor_);
    return;
  }
  bool plain = source.is_cpu() && source.numel() < small && source.strides() == target.strides() && source.is_non_overlapping_and_dense();
  if (plain && source.scalar_type() == at::kFloat) multiply(target.data_ptr<float>(), source.data_ptr<float>(), static_cast<float>(factor), source.numel());
  else if (plain && source.scalar_type() == at::kDouble) multiply(target.data_ptr<double>(), source.data_ptr<double>(), factor, source.numel());
  else if (factor == 1) target.copy_(source);
  else at::mul_out(const_cast<at::Tensor&>(target), source, share_tensor_);
}

// The order in which rank 0's backward made gradients ready becomes that of the buckets, from the next backward on.
void Reducer::agree_on_order() {
  std::vector<bool> seen(slots_.size());
  for (size_t i : observed_) seen[i] = true;
  for (size_t i : order_)
    if (!seen[i]) observed_.push_back(i);
  auto order = at::empty({static_cast<int64_t>(observed_.size())}, at::kLong);
  std::copy(observed_.begin(), observed_.end(), order.data_ptr<int64_t>());
  auto agreed = order.to(queue_->device());
  queue_->wait(broadcast(queue_->group(), agreed, 0));
  order = agreed.to(c10::kCPU);
  next_order_.assign(order.data_ptr<int64_t>(), order.data_ptr<int64_t>() + order.numel());
  if (next_order_ == order_) next_order_.clear();
  order_known_ = true;
}

void Reducer::broadcast_buffers() {
  if (buffers_.empty()) return;
  receive_buffers(queue_->is_joining() ? queue_->announce(ReducerQueue::Event::buffers, index_) : 0);
}

void Reducer::receive_buffers(int64_t source) { broadcast_coalesced(*queue_, buffers_, static_cast<int>(source)); }

}  // namespace acc
