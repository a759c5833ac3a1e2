// The exports of the gradient reducer.
#include <ATen/ATen.h>
#include <ATen/core/LegacyTypeDispatch.h>

#include "reducer.h"

namespace {

using acc::checked;
using acc::communicating;
using Queue = std::shared_ptr<acc::ReducerQueue>;

Queue& queue_at(acc_reducer_queue handle) { return checked(static_cast<Queue*>(handle), "A queue of reducers"); }
acc::Reducer& reducer_at(acc_reducer handle) { return checked(static_cast<acc::Reducer*>(handle), "A reducer"); }

}  // namespace

int acc_reducer_queue_new(acc_group group, acc_poll poll, intptr_t context, acc_reducer_queue* result) {
  return communicating([&] {
    auto check = [poll, context] { acc::throw_if_managed(poll(context)); };
    *result = new Queue(std::make_shared<acc::ReducerQueue>(acc::group_at(group), check));
  });
}

void acc_reducer_queue_free(acc_reducer_queue queue) { delete static_cast<Queue*>(queue); }

int acc_reducer_queue_set_joining(acc_reducer_queue queue, int32_t joining) {
  return communicating([&] { queue_at(queue)->set_joining(joining != 0); });
}

int acc_reducer_queue_join(acc_reducer_queue queue, int32_t* source) {
  return communicating([&] { *source = static_cast<int32_t>(queue_at(queue)->join()); });
}

int acc_reducer_queue_broadcast(acc_reducer_queue queue, const acc_tensor* tensors, int32_t count, int32_t source) {
  return communicating([&] { acc::broadcast_coalesced(*queue_at(queue), acc::tensors_at(tensors, count, false), source); });
}

int acc_reducer_queue_average(acc_reducer_queue queue, const acc_tensor* tensors, int32_t count) {
  return communicating([&] { acc::average_coalesced(*queue_at(queue), acc::tensors_at(tensors, count, false)); });
}

int acc_reducer_new(acc_reducer_queue queue, const acc_tensor* parameters, int32_t count, const acc_tensor* buffers, int32_t buffer_count,
                    const acc_reducer_options* options, acc_reducer* result) {
  return communicating([&] {
    acc::ReducerOptions chosen;
    chosen.first_bucket_bytes = options->first_bucket_bytes;
    chosen.bucket_bytes = options->bucket_bytes;
    if (options->wire_type >= 0) chosen.wire = acc::scalar_type_at(options->wire_type);
    if (options->hook != nullptr) {
      chosen.hook = [hook = options->hook, context = options->context](size_t bucket, int phase) {
        // A hook computes in the types that it chooses, whatever region backward was called in.
        c10::impl::ExcludeDispatchKeyGuard full_precision(c10::autocast_dispatch_keyset);
        acc::throw_if_managed(hook(context, static_cast<int32_t>(bucket), phase));
      };
    }
    *result = new acc::Reducer(queue_at(queue), acc::tensors_at(parameters, count, false), acc::tensors_at(buffers, buffer_count, false), std::move(chosen));
  });
}

void acc_reducer_free(acc_reducer reducer) { delete static_cast<acc::Reducer*>(reducer); }

int acc_reducer_set_synchronizing(acc_reducer reducer, int32_t synchronizing) {
  return communicating([&] { reducer_at(reducer).set_synchronizing(synchronizing != 0); });
}

int acc_reducer_trigger(acc_reducer reducer) {
  return communicating([&] { reducer_at(reducer).trigger(); });
}

int acc_reducer_refresh(acc_reducer reducer) {
  return communicating([&] { reducer_at(reducer).refresh(); });
}

int acc_reducer_broadcast_buffers(acc_reducer reducer) {
  return communicating([&] { reducer_at(reducer).broadcast_buffers(); });
}

int acc_reducer_bucket_count(acc_reducer reducer, int32_t* count) {
  return communicating([&] { *count = static_cast<int32_t>(reducer_at(reducer).bucket_count()); });
}

int acc_reducer_bucket(acc_reducer reducer, int32_t bucket, acc_tensor* gradients, int32_t* parameters, int32_t capacity, int32_t* count) {
  return communicating([&] {
    acc::Reducer& self = reducer_at(reducer);
    if (bucket < 0 || static_cast<size_t>(bucket) >= self.bucket_count()) throw acc::ArgumentError("There is no bucket number " + std::to_string(bucket) + ".");
    const auto& held = self.parameters_of(static_cast<size_t>(bucket));
    *count = static_cast<int32_t>(held.size());
    for (int32_t i = 0; i < std::min(capacity, *count); i++) parameters[i] = static_cast<int32_t>(held[i]);
    if (gradients != nullptr) *gradients = acc::new_handle(self.gradients_of(static_cast<size_t>(bucket)));
  });
}
