// A rank's view of a process group, and the collectives that its backend does.
#include <ATen/core/ivalue.h>

#include "distributed.h"

namespace acc {

Group::Group(compat::BackendPtr backend, bool in_stream)
    : backend(std::move(backend)),
      in_stream(in_stream),
      unfinished_(std::make_shared<std::atomic<int64_t>>(0)),
      waiters_(std::make_shared<Waiters>()) {}

Group::~Group() {
  waiters_->stop();
  if (*unfinished_ > 0) backend.release();
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

}  // namespace acc
