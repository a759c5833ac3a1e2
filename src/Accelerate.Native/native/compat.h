// Everything that differs between libtorch 1.13 and 2.x. The rest of the shim knows no versions.
#pragma once
#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/csrc/api/include/torch/version.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/variable.h>

#include <optional>
#include <stdexcept>

#define ACC_TORCH_AT_LEAST(major, minor) \
  (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

#if TORCH_VERSION_MAJOR < 1 || (TORCH_VERSION_MAJOR == 1 && TORCH_VERSION_MINOR < 13)
#error "Accelerate needs libtorch 1.13 or newer."
#endif

namespace acc::compat {

#if ACC_TORCH_AT_LEAST(2, 4)
template <typename T>
using optional = std::optional<T>;
#else
template <typename T>
using optional = c10::optional<T>;
#endif

// std::shared_ptr<Node> so far; newer libtorch moves to an intrusive pointer.
using NodePtr = decltype(torch::autograd::impl::grad_accumulator(std::declval<const at::Tensor&>()));

// A schema states SymInt arguments beside int ones; a boxed call takes plain integers for both.
inline c10::TypeKind argument_kind(const c10::Type& type) {
  auto kind = type.kind();
  return kind == c10::TypeKind::SymIntType ? c10::TypeKind::IntType : kind;
}

inline bool autocast_enabled(c10::DeviceType type) {
#if ACC_TORCH_AT_LEAST(2, 4)
  return at::autocast::is_autocast_enabled(type);
#else
  return type == c10::kCUDA ? at::autocast::is_enabled() : at::autocast::is_cpu_enabled();
#endif
}

inline at::ScalarType autocast_dtype(c10::DeviceType type) {
#if ACC_TORCH_AT_LEAST(2, 4)
  return at::autocast::get_autocast_dtype(type);
#else
  return type == c10::kCUDA ? at::autocast::get_autocast_gpu_dtype() : at::autocast::get_autocast_cpu_dtype();
#endif
}

inline void set_autocast(c10::DeviceType type, bool enabled, at::ScalarType dtype) {
#if ACC_TORCH_AT_LEAST(2, 4)
  at::autocast::set_autocast_dtype(type, dtype);
  at::autocast::set_autocast_enabled(type, enabled);
#else
  if (type == c10::kCUDA) {
    at::autocast::set_autocast_gpu_dtype(dtype);
    at::autocast::set_enabled(enabled);
  } else {
    at::autocast::set_autocast_cpu_dtype(dtype);
    at::autocast::set_cpu_enabled(enabled);
  }
#endif
}

inline bool autocast_supports(c10::DeviceType type) {
#if ACC_TORCH_AT_LEAST(2, 5)
  return at::autocast::is_autocast_available(type);
#else
  return type == c10::kCPU || type == c10::kCUDA;
#endif
}

inline torch::autograd::variable_list wrap_outputs(const torch::autograd::variable_list& inputs,
                                                   const std::unordered_set<at::TensorImpl*>& non_differentiable,
                                                   const std::unordered_set<at::TensorImpl*>& dirty,
                                                   const std::vector<optional<at::Tensor>>& outputs,
                                                   const std::shared_ptr<torch::autograd::Node>& node) {
  auto jvp = [](torch::autograd::variable_list, torch::autograd::variable_list) -> torch::autograd::variable_list {
    throw std::runtime_error("Forward-mode differentiation is not defined for a function with a managed backward.");
  };
#if ACC_TORCH_AT_LEAST(2, 3)
  auto view_as_self = [](const at::Tensor& tensor) { return tensor.view_as(tensor); };
  auto wrapped = torch::autograd::_wrap_outputs(inputs, non_differentiable, dirty, outputs, node, jvp, {}, view_as_self, false);
#elif ACC_TORCH_AT_LEAST(2, 1)
  auto view_as_self = [](const at::Tensor& tensor) { return tensor.view_as(tensor); };
  auto wrapped = torch::autograd::_wrap_outputs(inputs, non_differentiable, dirty, outputs, node, jvp, {}, view_as_self);
#elif ACC_TORCH_AT_LEAST(2, 0)
  auto wrapped = torch::autograd::_wrap_outputs(inputs, non_differentiable, dirty, outputs, node, jvp, {});
#else
  auto wrapped = torch::autograd::_wrap_outputs(inputs, non_differentiable, dirty, outputs, node, jvp);
#endif
  torch::autograd::variable_list results;
  results.reserve(wrapped.size());
  for (auto& output : wrapped) results.push_back(output.has_value() ? *output : at::Tensor());
  return results;
}

inline void synchronize_device(c10::Device device) {
#if ACC_TORCH_AT_LEAST(2, 5)
  c10::impl::VirtualGuardImpl(device.type()).synchronizeDevice(device.index());
#else
  if (device.is_cuda()) {
    at::detail::getCUDAHooks().deviceSynchronize(device.index());
  } else {
    c10::impl::VirtualGuardImpl guard(device.type());
    guard.synchronizeStream(guard.getStream(device));
  }
#endif
}

inline bool anomaly_check_nan() { return torch::autograd::AnomalyMode::should_check_nan(); }

}  // namespace acc::compat
