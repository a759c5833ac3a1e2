#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/edge.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/saved_variable.h>

#include "compat.h"
#include "handles.h"

namespace {

using acc::guarded;
using acc::tensor_at;
using acc::tensors_at;
using torch::autograd::variable_list;

// The managed object behind a callback. The shim owns it from the call on that brings it, which releases it even when it fails.
struct Context {
  intptr_t handle;
  explicit Context(intptr_t handle) : handle(handle) {}
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() { acc::release_handle(handle); }
};

struct Hook {
  virtual ~Hook() = default;
};

struct TensorHook : Hook {
  at::Tensor tensor;
  unsigned position;
  TensorHook(at::Tensor tensor, unsigned position) : tensor(std::move(tensor)), position(position) {}
  ~TensorHook() override {
    try {
      tensor.remove_hook(position);
    } catch (...) {
      // The tensor's hooks are gone already, and this one with them.
    }
  }
};

struct AccumulatedHook : Hook {
  acc::compat::NodePtr node;  // libtorch itself refers to the accumulator only weakly
  uintptr_t key = 0;
  ~AccumulatedHook() override { node->del_post_hook(key); }
};

class AccumulatedCallback : public torch::autograd::FunctionPostHook {
 public:
  AccumulatedCallback(acc_accumulated_hook hook, std::shared_ptr<Context> context) : hook_(hook), context_(std::move(context)) {}
  variable_list operator()(const variable_list& outputs, const variable_list&) override {
    acc::throw_if_managed(hook_(context_->handle));
    return outputs;
  }

 private:
  acc_accumulated_hook hook_;
  std::shared_ptr<Context> context_;
};

class ManagedNode : public torch::autograd::Node {
 public:
  ManagedNode(std::string name, acc_function_backward backward, std::shared_ptr<Context> context, bool materialize)
      : name_(std::move(name)), backward_(backward), context_(std::move(context)), materialize_(materialize) {}

  void save(const std::vector<at::Tensor>& tensors, const variable_list& outputs) {
    for (const auto& tensor : tensors) {
      bool is_output = std::any_of(outputs.begin(), outputs.end(), [&](const at::Tensor& output) { return output.is_same(tensor); });
      saved_.emplace_back(tensor, is_output);
    }
  }

  variable_list apply(variable_list&& gradients) override {
    std::vector<at::Tensor> saved;
    saved.reserve(saved_.size());
    for (auto& variable : saved_) saved.push_back(variable.unpack(shared_from_this()));
    if (released_ && saved_.empty() && saved_count_ > 0) throw std::runtime_error(torch::autograd::ERR_BACKWARD_TWICE);
    if (materialize_)
      for (size_t i = 0; i < gradients.size(); i++)
        if (!gradients[i].defined()) gradients[i] = input_metadata(i).zeros_like();

    std::vector<acc_tensor> gradient_handles, saved_handles;
    for (auto& gradient : gradients) gradient_handles.push_back(gradient.defined() ? &gradient : nullptr);
    for (auto& tensor : saved) saved_handles.push_back(tensor.defined() ? &tensor : nullptr);
    std::vector<acc_tensor> results(num_outputs(), nullptr);
    intptr_t exception = backward_(context_->handle, gradient_handles.data(), static_cast<int32_t>(gradient_handles.size()), saved_handles.data(),
                                   static_cast<int32_t>(saved_handles.size()), results.data(), static_cast<int32_t>(results.size()));
    acc::throw_if_managed(exception);
    variable_list inputs;
    inputs.reserve(results.size());
    for (acc_tensor result : results) {
      inputs.push_back(acc::tensor_or_undefined(result));
      acc_tensor_free(result);
    }
    return inputs;
  }

  void release_variables() override {
    saved_count_ = saved_.size();
    saved_.clear();
    released_ = true;
  }

  std::string name() const override { return name_; }

 private:
  std::string name_;
  acc_function_backward backward_;
  std::shared_ptr<Context> context_;
  bool materialize_;
  bool released_ = false;
  size_t saved_count_ = 0;
  std::vector<torch::autograd::SavedVariable> saved_;
};

}  // namespace

int acc_backward(const acc_tensor* tensors, int32_t count, const acc_tensor* gradients, int32_t gradient_count, int32_t retain_graph,
                 int32_t create_graph, const acc_tensor* inputs, int32_t input_count) {
  return guarded([&] {
    torch::autograd::backward(tensors_at(tensors, count, false), tensors_at(gradients, gradient_count, true),
                              retain_graph != 0 || create_graph != 0, create_graph != 0, tensors_at(inputs, input_count, false));
  });
}

int acc_grad(const acc_tensor* outputs, int32_t output_count, const acc_tensor* inputs, int32_t input_count, const acc_tensor* gradients,
             int32_t gradient_count, int32_t retain_graph, int32_t create_graph, int32_t allow_unused, acc_tensor* results) {
  return guarded([&] {
    auto grads = torch::autograd::grad(tensors_at(outputs, output_count, false), tensors_at(inputs, input_count, false),
                                       tensors_at(gradients, gradient_count, true), retain_graph != 0 || create_graph != 0, create_graph != 0,
                                       allow_unused != 0);
    for (size_t i = 0; i < grads.size(); i++) results[i] = acc::new_handle(std::move(grads[i]));
  });
}

int acc_hook_register(acc_tensor tensor, acc_gradient_hook hook, intptr_t context, acc_hook* result) {
  return guarded([&] {
    auto shared = std::make_shared<Context>(context);
    at::Tensor& self = tensor_at(tensor);
    TORCH_CHECK(self.requires_grad(), "A hook needs a tensor that requires a gradient.");
    auto position = self.register_hook([hook, shared](at::Tensor gradient) -> at::Tensor {
      acc_tensor replacement = nullptr;
      acc::throw_if_managed(hook(shared->handle, &gradient, &replacement));
      at::Tensor replaced = replacement == nullptr ? gradient : *static_cast<at::Tensor*>(replacement);
      acc_tensor_free(replacement);
      return replaced;
    });
    *result = new TensorHook(self, position);
  });
}

int acc_hook_register_accumulated(acc_tensor tensor, acc_accumulated_hook hook, intptr_t context, acc_hook* result) {
  return guarded([&] {
    auto shared = std::make_shared<Context>(context);
    at::Tensor& self = tensor_at(tensor);
    TORCH_CHECK(self.is_leaf() && self.requires_grad(), "Only a leaf of the graph that requires a gradient accumulates one.");
    auto registered = std::make_unique<AccumulatedHook>();
    registered->node = torch::autograd::impl::grad_accumulator(self);
    registered->key = registered->node->add_post_hook(std::make_unique<AccumulatedCallback>(hook, std::move(shared)));
    *result = registered.release();
  });
}

int acc_hook_remove(acc_hook hook) {
  return guarded([&] { delete static_cast<Hook*>(hook); });
}

int acc_function_apply(const char* name, const acc_tensor* inputs, int32_t input_count, acc_tensor* outputs, int32_t output_count,
                       const int32_t* differentiable, const int32_t* dirty, const acc_tensor* saved, int32_t saved_count, int32_t materialize,
                       acc_function_backward backward, intptr_t context) {
  return guarded([&] {
    auto shared = std::make_shared<Context>(context);
    variable_list input_variables = tensors_at(inputs, input_count, true);
    std::shared_ptr<ManagedNode> node(new ManagedNode(name, backward, shared, materialize != 0), torch::autograd::deleteNode);
    bool recorded = c10::GradMode::is_enabled() && torch::autograd::any_variable_requires_grad(input_variables);
    if (recorded) node->set_next_edges(torch::autograd::collect_next_edges(input_variables));
    node->clear_input_metadata();

    std::unordered_set<at::TensorImpl*> non_differentiable, changed;
    std::vector<acc::compat::optional<at::Tensor>> raw;
    for (int32_t i = 0; i < output_count; i++) {
      at::Tensor& output = tensor_at(outputs[i]);
      if (differentiable[i] == 0) non_differentiable.insert(output.unsafeGetTensorImpl());
      if (dirty[i] != 0) changed.insert(output.unsafeGetTensorImpl());
      raw.emplace_back(output);
    }
    std::vector<at::Tensor> kept = tensors_at(saved, saved_count, true);
    auto wrapped = acc::compat::wrap_outputs(input_variables, non_differentiable, changed, raw, recorded ? node : nullptr);
    if (recorded) node->save(kept, wrapped);
    for (int32_t i = 0; i < output_count; i++) tensor_at(outputs[i]) = wrapped[i];
  });
}

int acc_grad_mode(int32_t* enabled) {
  return guarded([&] { *enabled = c10::GradMode::is_enabled(); });
}

int acc_set_grad_mode(int32_t enabled) {
  return guarded([&] { c10::GradMode::set_enabled(enabled != 0); });
}

int acc_inference_mode(int32_t* enabled) {
  return guarded([&] { *enabled = c10::InferenceMode::is_enabled(); });
}

int acc_inference_mode_enter(int32_t enabled, void** guard) {
  return guarded([&] { *guard = new c10::InferenceMode(enabled != 0); });
}

int acc_inference_mode_exit(void* guard) {
  return guarded([&] { delete static_cast<c10::InferenceMode*>(guard); });
}

int acc_anomaly_mode(int32_t* enabled, int32_t* check_nan) {
  return guarded([&] {
    *enabled = torch::autograd::AnomalyMode::is_enabled();
    *check_nan = acc::compat::anomaly_check_nan();
  });
}

int acc_set_anomaly_mode(int32_t enabled, int32_t check_nan) {
  return guarded([&] { torch::autograd::AnomalyMode::set_enabled(enabled != 0, check_nan != 0); });
}
