#include <ATen/ATen.h>
#include <ATen/Version.h>
#include <ATen/core/TensorBase.h>
#include <c10/core/DefaultDtype.h>

#include <cstdlib>

#include "compat.h"
#include "handles.h"

using acc::guarded;
using acc::tensor_at;

int acc_built_version(int32_t* major, int32_t* minor, int32_t* patch) {
  *major = TORCH_VERSION_MAJOR;
  *minor = TORCH_VERSION_MINOR;
  *patch = TORCH_VERSION_PATCH;
  return ACC_OK;
}

int acc_configuration(char* buffer, int32_t capacity, int32_t* length) {
  return guarded([&] { acc::write_text(at::show_config(), buffer, capacity, length); });
}

int acc_default_scalar_type(int32_t* scalar_type) {
  return guarded([&] { *scalar_type = static_cast<int32_t>(c10::typeMetaToScalarType(c10::get_default_dtype())); });
}

int acc_set_default_scalar_type(int32_t scalar_type) {
  return guarded([&] {
    auto type = acc::scalar_type_at(scalar_type);
    TORCH_CHECK(c10::isFloatingType(type), "The default data type must be a floating-point one, not ", type, ".");
    c10::set_default_dtype(c10::scalarTypeToTypeMeta(type));
  });
}

void acc_free(void* memory) { std::free(memory); }

void acc_tensor_free(acc_tensor tensor) { delete static_cast<at::Tensor*>(tensor); }

void acc_tensor_free_many(const acc_tensor* tensors, int32_t count) {
  for (int32_t i = 0; i < count; i++) delete static_cast<at::Tensor*>(tensors[i]);
}

int acc_tensor_alias(acc_tensor tensor, acc_tensor* result) {
  return guarded([&] { *result = acc::new_handle(tensor_at(tensor)); });
}

int acc_tensor_describe(acc_tensor tensor, acc_tensor_info* info) {
  return guarded([&] {
    const at::Tensor& self = tensor_at(tensor);
    c10::IntArrayRef sizes = self.sizes();
    info->element_count = self.numel();
    info->sizes = sizes.data();
    info->strides = self.layout() == c10::kStrided ? self.strides().data() : nullptr;
    info->dimensions = static_cast<int32_t>(sizes.size());
    info->item_size = static_cast<int32_t>(self.dtype().itemsize());
    info->scalar_type = static_cast<int32_t>(self.scalar_type());
    info->device_type = static_cast<int32_t>(self.device().type());
    info->device_index = static_cast<int32_t>(self.device().index());
    info->layout = static_cast<int32_t>(self.layout());
  });
}

int acc_tensor_data_pointer(acc_tensor tensor, void** result) {
  return guarded([&] { *result = tensor_at(tensor).data_ptr(); });
}

int acc_tensor_identity(acc_tensor tensor, void** result) {
  return guarded([&] { *result = tensor_at(tensor).unsafeGetTensorImpl(); });
}

int acc_tensor_storage(acc_tensor tensor, void** key, int64_t* bytes) {
  return guarded([&] {
    const at::Tensor& self = tensor_at(tensor);
    *key = self.has_storage() ? self.storage().unsafeGetStorageImpl() : nullptr;
    *bytes = self.has_storage() ? static_cast<int64_t>(self.storage().nbytes()) : 0;
  });
}

int acc_tensor_owned_bytes(acc_tensor tensor, int64_t* bytes) {
  return guarded([&] {
    const at::Tensor& self = tensor_at(tensor);
    bool owner = self.has_storage() && self.use_count() == 1 && self.storage().use_count() == 1;
    *bytes = owner ? static_cast<int64_t>(self.storage().nbytes()) : 0;
  });
}

int acc_tensor_from_blob(void* data, const int64_t* sizes, int32_t dimensions, int32_t scalar_type, acc_release release,
                         intptr_t context, acc_tensor* result) {
  return guarded([&] {
    auto options = at::TensorOptions().dtype(acc::scalar_type_at(scalar_type)).device(c10::kCPU);
    c10::IntArrayRef shape(sizes, static_cast<size_t>(dimensions));
    at::Tensor tensor = release == nullptr
                            ? at::from_blob(data, shape, options)
                            : at::from_blob(data, shape, [release, context](void*) { release(context); }, options);
    *result = acc::new_handle(std::move(tensor));
  });
}

int acc_tensor_set_data(acc_tensor tensor, acc_tensor source) {
  return guarded([&] { tensor_at(tensor).set_data(tensor_at(source)); });
}

int acc_tensor_requires_grad(acc_tensor tensor, int32_t* result) {
  return guarded([&] { *result = tensor_at(tensor).requires_grad(); });
}

int acc_tensor_set_requires_grad(acc_tensor tensor, int32_t value) {
  return guarded([&] {
    at::Tensor& self = tensor_at(tensor);
    TORCH_CHECK(self.is_leaf() || value != 0,
                "requires_grad can be turned off only for a leaf of the graph; detach() gives a tensor without history.");
    self.requires_grad_(value != 0);
  });
}

int acc_tensor_grad(acc_tensor tensor, acc_tensor* result) {
  return guarded([&] { *result = acc::new_handle(tensor_at(tensor).grad()); });
}

int acc_tensor_set_grad(acc_tensor tensor, acc_tensor gradient) {
  return guarded([&] {
    at::Tensor& self = tensor_at(tensor);
    at::Tensor grad = acc::tensor_or_undefined(gradient);
    if (grad.defined()) {
      TORCH_CHECK(grad.sizes() == self.sizes(), "A gradient must have the shape of its tensor: ", self.sizes(), ", not ", grad.sizes(), ".");
      TORCH_CHECK(grad.scalar_type() == self.scalar_type() && grad.device() == self.device(),
                  "A gradient must have the type and device of its tensor: ", self.scalar_type(), " on ", self.device(), ", not ",
                  grad.scalar_type(), " on ", grad.device(), ".");
    }
    self.mutable_grad() = grad;
  });
}

int acc_tensor_is_leaf(acc_tensor tensor, int32_t* result) {
  return guarded([&] { *result = tensor_at(tensor).is_leaf(); });
}

int acc_tensor_retain_grad(acc_tensor tensor) {
  return guarded([&] { tensor_at(tensor).retain_grad(); });
}
