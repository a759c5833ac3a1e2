// A rank's view of a process group, and the collectives that its backend does.
#include <ATen/core/ivalue.h>

#include "distributed.h"

namespace acc {

Group::Group(compat::BackendPtr backend, std::chrono::milliseconds timeout, bool in_stream)
    : backend(std::move(backend)),
      in_stream(in_stream),
      timeout_(timeout),
      lines_(static_cast<size_t>(size())),
      unfinished_(std::make_shared<std::atomic<int64_t>>(0)),
      waiters_(std::make_shared<Waiters>()) {}

Group::~Group() {
  waiters_->stop();
  if (*unfinished_ > 0) backend.release();
}

WorkPtr Group::follow(compat::CommunicationPtr communication, std::vector<at::Tensor> kept, at::Tensor result, std::function<void()> finish) {
  auto work = std::make_shared<Work>(std::move(kept), std::move(result), std::move(finish));
  if (in_stream) {
    work->in_stream_ = std::move(communication);
    return work;
  }
  ++*unfinished_;
  communication->getFuture()->addCallback([work, unfinished = unfinished_](c10::ivalue::Future& future) {
    use_one_thread();
    --*unfinished;
    work->complete(future.hasError() ? future.exception_ptr() : nullptr);
  });
  return work;
}

}  // namespace acc
