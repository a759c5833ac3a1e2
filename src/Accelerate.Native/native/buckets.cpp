// Where gradients lie: the assignment of parameters to buckets, and tensors packed flat.
#include <ATen/ATen.h>
#include <ATen/core/LegacyTypeDispatch.h>

#include <map>

#include "reducer.h"

namespace acc {

namespace {

using Kind = std::tuple<at::ScalarType, c10::DeviceType, c10::DeviceIndex>;

Kind kind_of(const at::Tensor& tensor) { return {tensor.scalar_type(), tensor.device().type(), tensor.device().index()}; }

// Applies a collective to tensors packed flat by kind, and copies the results back.
template <typename Collective>
void packed(const ReducerQueue& queue, const std::vector<at::Tensor>& tensors, bool returns, Collective collective) {
  at::AutoDispatchBelowADInplaceOrView unrecorded;
  std::map<Kind, std::vector<at::Tensor>> kinds;
  for (const auto& tensor : tensors) kinds[kind_of(tensor)].push_back(tensor);
  std::vector<std::pair<at::Tensor, WorkPtr>> started;
  for (auto& kind : kinds) {
    std::vector<at::Tensor> flat;
    for (const auto& tensor : kind.second) flat.push_back(tensor.reshape({-1}));
    auto packed = at::cat(flat);
    started.emplace_back(packed, collective(packed));
  }
  size_t index = 0;
  for (auto& kind : kinds) {
    auto& [flat, work] = started[index++];
    queue.wait(work);
    if (!returns) continue;
    int64_t offset = 0;
    for (auto& tensor : kind.second) {
      tensor.copy_(flat.narrow(0, offset, tensor.numel()).view(tensor.sizes()));
      offset += tensor.numel();
    }
  }
}

}  // namespace

void broadcast_coalesced(ReducerQueue& queue, const std::vector<at::Tensor>& tensors, int source) {
  packed(queue, tensors, queue.group().rank() != source, [&](const at::Tensor& flat) { return broadcast(queue.group(), flat, source); });
}

void average_coalesced(ReducerQueue& queue, const std::vector<at::Tensor>& tensors) {
  packed(queue, tensors, true, [&](const at::Tensor& flat) { return all_reduce(queue.group(), flat, Reduction::mean); });
}

// Buckets by data type and device, each closed once it holds its limit; in the order in which they become complete.
std::vector<std::vector<size_t>> Reducer::assign() const {
  struct Open {
    std::vector<size_t> slots;
    int64_t bytes = 0;
    bool first = true;
  };
  std::map<Kind, Open> open;
  std::vector<std::pair<size_t, std::vector<size_t>>> closed;
  for (size_t position = 0; position < order_.size(); position++) {
    const at::Tensor& parameter = slots_[order_[position]].parameter;
    Open& bucket = open[kind_of(parameter)];
    bucket.slots.push_back(order_[position]);
    bucket.bytes += static_cast<int64_t>(parameter.nbytes());
    if (bucket.bytes < (bucket.first ? options_.first_bucket_bytes : options_.bucket_bytes)) continue;
    closed.emplace_back(position, std::move(bucket.slots));
    bucket = {{}, 0, false};
  }
  std::vector<size_t> place(slots_.size());
  for (size_t position = 0; position < order_.size(); position++) place[order_[position]] = position;
  for (auto& kind : open)
    if (!kind.second.slots.empty()) closed.emplace_back(place[kind.second.slots.back()], std::move(kind.second.slots));
  std::sort(closed.begin(), closed.end());
  std::vector<std::vector<size_t>> buckets;
  for (auto& bucket : closed) buckets.push_back(std::move(bucket.second));
  return buckets;
}

void Reducer::arrange(std::vector<size_t> order) {
  at::AutoDispatchBelowADInplaceOrView unrecorded;
  order_ = std::move(order);
  buckets_.clear();
  for (auto& slots : assign()) {
    buckets_.emplace_back();
    buckets_.back().slots = std::move(slots);
  }
  for (size_t index = 0; index < buckets_.size(); index++) {
    for (size_t i : buckets_[index].slots) slots_[i].bucket = index;
    allocate(buckets_[index]);
  }
}

void Reducer::allocate(Bucket& bucket) {
  int64_t count = 0;
  for (size_t i : bucket.slots) count += slots_[i].parameter.numel();
  int64_t used = static_cast<int64_t>(bucket.slots.size());
  bucket.flat = at::empty({count + used}, slots_[bucket.slots[0]].parameter.options().requires_grad(false));
  bucket.gradients = bucket.flat.narrow(0, 0, count);
  bucket.used = bucket.flat.narrow(0, count, used);
  int64_t offset = 0;
  for (size_t i : bucket.slots) {
    Slot& slot = slots_[i];
    at::Tensor& gradient = slot.parameter.mutable_grad();
    bool moves = gradient.defined() && slot.data != nullptr && is_in_bucket(slot, gradient);
    slot.offset = offset;
    slot.view.reset();
    make_view(slot);
    offset += slot.parameter.numel();
    if (!moves) continue;
    slot.view.copy_(gradient);
    gradient = slot.view;
  }
}

// A view lies in memory as its parameter does, which is how autograd lays out gradients.
void Reducer::make_view(Slot& slot) {
  if (slot.view.defined() && slot.view.data_ptr() == slot.data) return;
  const at::Tensor& parameter = slot.parameter;
  at::Tensor part = buckets_[slot.bucket].gradients.narrow(0, slot.offset, parameter.numel());
  slot.view = parameter.is_non_overlapping_and_dense()
      ? part.as_strided(parameter.sizes(), parameter.strides(), part.storage_offset())
      : part.view(parameter.sizes());
  slot.data = slot.view.data_ptr();
}

}  // namespace acc
