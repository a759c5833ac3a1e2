// Checks of what crosses the interface.
#pragma once
#include <ATen/core/Tensor.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "error.h"

namespace acc {

inline at::Tensor& tensor_at(acc_tensor handle) {
  if (handle == nullptr) throw ArgumentError("A tensor is missing: the handle is null, or the tensor has been disposed.");
  return *static_cast<at::Tensor*>(handle);
}

inline at::Tensor tensor_or_undefined(acc_tensor handle) {
  return handle == nullptr ? at::Tensor() : *static_cast<at::Tensor*>(handle);
}

inline acc_tensor new_handle(at::Tensor tensor) {
  return tensor.defined() ? new at::Tensor(std::move(tensor)) : nullptr;
}

inline std::vector<at::Tensor> tensors_at(const acc_tensor* handles, int32_t count, bool allow_undefined) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int32_t i = 0; i < count; i++) tensors.push_back(allow_undefined ? tensor_or_undefined(handles[i]) : tensor_at(handles[i]));
  return tensors;
}

template <typename T>
T& checked(T* pointer, const char* what) {
  if (pointer == nullptr) throw ArgumentError(std::string(what) + " is missing: the handle is null.");
  return *pointer;
}

inline at::ScalarType scalar_type_at(int32_t number) {
  if (number < 0 || number >= static_cast<int32_t>(at::ScalarType::Undefined))
    throw ArgumentError("There is no data type number " + std::to_string(number) + ".");
  return static_cast<at::ScalarType>(number);
}

inline c10::Device device_at(int32_t type, int32_t index) {
  if (type < 0 || type >= static_cast<int32_t>(c10::DeviceType::COMPILE_TIME_MAX_DEVICE_TYPES))
    throw ArgumentError("There is no device type number " + std::to_string(type) + ".");
  return c10::Device(static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

// Copies as much of a text as fits and says how long all of it is.
inline void write_text(const std::string& text, char* buffer, int32_t capacity, int32_t* length) {
  *length = static_cast<int32_t>(text.size());
  if (buffer != nullptr) std::memcpy(buffer, text.data(), std::min<size_t>(text.size(), static_cast<size_t>(std::max(capacity, 0))));
}

}  // namespace acc
