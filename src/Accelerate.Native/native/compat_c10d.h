// Everything of c10d that differs between libtorch 1.13 and 2.x.
#pragma once
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>

#include "compat.h"

#if ACC_TORCH_AT_LEAST(2, 0)
#include <torch/csrc/distributed/c10d/Backend.hpp>
#endif

// NCCL is part of the build where libtorch, CUDA and NCCL all have their headers (see CMakeLists.txt).
#ifdef USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

namespace acc::compat {

// What implements collectives: the process group itself in 1.13, a backend of one since.
#if ACC_TORCH_AT_LEAST(2, 0)
using Backend = c10d::Backend;
#else
using Backend = c10d::ProcessGroup;
#endif
using BackendPtr = c10::intrusive_ptr<Backend>;
using CommunicationPtr = c10::intrusive_ptr<c10d::Work>;

}  // namespace acc::compat
