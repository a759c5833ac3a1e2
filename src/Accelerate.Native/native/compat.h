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
#include <type_traits>

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

inline torch::autograd::variable_list wrap_outputs(const torch::autograd::variable_list& inputs,
                                                   const std::unordered_set<at::TensorImpl*>& non_differentiable,
                                                   const std::unordered_set<at::TensorImpl*>& dirty,
                                                   const std::vector<optional<at::Tensor>>& outputs,
                                                   const std::shared_ptr<torch::autograd::Node>& node) {
  using Set = const std::unordered_set<at::TensorImpl*>&;
  using Outputs = at::ArrayRef<optional<at::Tensor>>;
  auto jvp = [](torch::autograd::variable_list, torch::autograd::variable_list) -> torch::autograd::variable_list {
    throw std::runtime_error("Forward-mode differentiation is not defined for a function with a managed backward.");
  };
  auto view_as_self = [](const at::Tensor& tensor) -> at::Tensor { return tensor.view_as(tensor); };
  // Releases have added parameters at the end; which this one has is asked of the function itself.
  auto wrap = [&](auto function) {
    using Function = decltype(function);
    using Inputs = const torch::autograd::variable_list&;
    using Node = const std::shared_ptr<torch::autograd::Node>&;
    if constexpr (std::is_invocable_v<Function, Inputs, Set, Set, Outputs, Node, decltype(jvp), Set, decltype(view_as_self), bool>)
      return function(inputs, non_differentiable, dirty, outputs, node, jvp, {}, view_as_self, false);
    else if constexpr (std::is_invocable_v<Function, Inputs, Set, Set, Outputs, Node, decltype(jvp), Set, decltype(view_as_self)>)
      return function(inputs, non_differentiable, dirty, outputs, node, jvp, {}, view_as_self);
    else if constexpr (std::is_invocable_v<Function, Inputs, Set, Set, Outputs, Node, decltype(jvp), Set>)
      return function(inputs, non_differentiable, dirty, outputs, node, jvp, {});
    else
      return function(inputs, non_differentiable, dirty, outputs, node, jvp);
  };
  auto wrapped = wrap(&torch::autograd::_wrap_outputs);
  torch::autograd::variable_list results;
  results.reserve(wrapped.size());
  for (auto& output : wrapped) results.push_back(output.has_value() ? *output : at::Tensor());
  return results;
}

template <typename Guard>
auto synchronize(Guard& guard, c10::Device device, int) -> decltype(guard.synchronizeDevice(device.index())) {
  return guard.synchronizeDevice(device.index());
}

template <typename Guard>
void synchronize(Guard& guard, c10::Device device, long) {
  if (device.is_cuda()) at::detail::getCUDAHooks().deviceSynchronize(device.index());
  else guard.synchronizeStream(guard.getStream(device));
}

// A guard that can wait for a whole device is newer than 1.13.
inline void synchronize_device(c10::Device device) {
  c10::impl::VirtualGuardImpl guard(device.type());
  synchronize(guard, device, 0);
}

inline bool anomaly_check_nan() { return torch::autograd::AnomalyMode::should_check_nan(); }

}  // namespace acc::compat
