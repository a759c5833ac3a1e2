// The exports of process groups.
#include <ATen/core/LegacyTypeDispatch.h>
#include <c10/core/InferenceMode.h>
#include <sched.h>

#include <cstdlib>
#include <sstream>

#include "connections.h"
#include "distributed.h"

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

// While it lives, threads that the calling thread starts are batch jobs to the kernel (unless ACCELERATE_SCHED_BATCH is 0). For those of a backend:
// otherwise each message that comes in takes a processor from a rank that computes, and ranks then wait for each other.
class BatchThreads {
#ifdef SCHED_BATCH
 public:
  BatchThreads() {
    const char* setting = std::getenv("ACCELERATE_SCHED_BATCH");
    bool wanted = setting == nullptr || std::string(setting) != "0";
    changed_ = wanted && sched_getscheduler(0) == SCHED_OTHER && sched_setscheduler(0, SCHED_BATCH, &none_) == 0;
  }
  ~BatchThreads() {
    if (changed_) sched_setscheduler(0, SCHED_OTHER, &none_);
  }

 private:
  const sched_param none_{};
  bool changed_;
#endif
};

std::vector<int64_t> rows_at(const int64_t* rows, int32_t count) { return std::vector<int64_t>(rows, rows + count); }

}  // namespace

int acc_group_gloo(acc_store store, int32_t rank, int32_t size, int64_t timeout_ms, const char* address, const char* interfaces,
                   acc_group* result) {
  return communicating([&] {
    BatchThreads batch;
    auto options = c10d::ProcessGroupGloo::Options::create(std::chrono::milliseconds(timeout_ms));
    for (auto& name : split(interfaces)) options->devices.push_back(c10d::ProcessGroupGloo::createDeviceForInterface(name));
    if (options->devices.empty())
      options->devices.push_back(*address != 0 ? c10d::ProcessGroupGloo::createDeviceForHostname(address)
                                               : c10d::ProcessGroupGloo::createDefaultDevice());
    options->threads = static_cast<int>(options->devices.size()) * 2;
    acc::NewConnections connections;
    auto backend = c10::make_intrusive<acc::GlooBackend>(acc::store_at(store), rank, size, options);
    connections.speed_up_local();
    *result = new acc::Group(std::move(backend), options->timeout, false);
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
    *result = new acc::Group(std::move(backend), options->timeout, true);
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
