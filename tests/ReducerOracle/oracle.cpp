// libtorch's own gradient reducer over a group of the shim's, to compare with.
#include <torch/csrc/distributed/c10d/reducer.hpp>

#include "distributed.h"

extern "C" {

// Null where libtorch refuses.
void* oracle_new(acc_group group, const acc_tensor* parameters, int32_t count, int64_t first_bytes, int64_t bytes, int32_t find_unused) {
  try {
    std::vector<at::Tensor> tensors = acc::tensors_at(parameters, count, false);
    std::vector<bool> sparse(tensors.size(), false);
    std::vector<size_t> limits = {static_cast<size_t>(first_bytes), static_cast<size_t>(bytes)};
    auto [buckets, sizes] = c10d::compute_bucket_assignment_by_size(tensors, limits, sparse);
    std::reverse(buckets.begin(), buckets.end());
    std::reverse(sizes.begin(), sizes.end());
    return new c10d::Reducer(tensors, buckets, sizes, acc::group_at(group).backend, sparse, bytes, find_unused != 0, true, {}, first_bytes);
  } catch (...) {
    return nullptr;
  }
}

// Before a forward.
int32_t oracle_forward(void* reducer) {
  return acc::guarded([&] {
    static_cast<c10d::Reducer*>(reducer)->prepare_for_forward();
    static_cast<c10d::Reducer*>(reducer)->rebuild_buckets();
  });
}

// Before a backward.
int32_t oracle_backward(void* reducer, acc_tensor loss) {
  return acc::guarded([&] { static_cast<c10d::Reducer*>(reducer)->prepare_for_backward({acc::tensor_at(loss)}); });
}

void oracle_free(void* reducer) { delete static_cast<c10d::Reducer*>(reducer); }

}

// The shim keeps this to itself; here an exception needs no description.
namespace acc {
int record_current_exception() noexcept { return ACC_ERROR; }
}
