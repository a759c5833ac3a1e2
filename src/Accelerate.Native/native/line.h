// The connection to a peer.
#pragma once
#include <ATen/core/Tensor.h>

#include <exception>
#include <mutex>

#include "compat_c10d.h"

namespace acc {

// A message that the peer never sends. Waiting for it fails once the connection breaks, which a message that is coming in does not: Gloo leaves it
// waiting until the time-out.
class Line {
 public:
  Line(compat::Backend& backend, int peer);
  // What the connection broke with; null while it stands.
  std::exception_ptr error();

  static constexpr int tag = 0x7FFFFFFF;

 private:
  std::mutex mutex_;
  at::Tensor byte_;
  compat::CommunicationPtr never_;
};

}  // namespace acc
