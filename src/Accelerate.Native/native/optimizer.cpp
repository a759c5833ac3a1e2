// The step of Adam and AdamW in one pass over memory: operator by operator each of them reads and writes every moment again.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/library.h>

#include <cmath>

namespace {

struct Coefficients {
  double beta1;
  double beta2;
  double eps;
  double decay;   // times the parameter, is added to the gradient
  double shrink;  // the parameter is multiplied by it
  bool maximize;
};

template <typename T>
__attribute__((always_inline)) inline void update(T* __restrict parameter, const T* __restrict gradient, T* __restrict average, T* __restrict square,
                                                  T* __restrict maximum, int64_t count, T step_size, T correction, const Coefficients& coefficients) {
  const T beta1 = static_cast<T>(coefficients.beta1), rest1 = static_cast<T>(1 - coefficients.beta1);
  const T beta2 = static_cast<T>(coefficients.beta2), rest2 = static_cast<T>(1 - coefficients.beta2);
  const T eps = static_cast<T>(coefficients.eps), decay = static_cast<T>(coefficients.decay), shrink = static_cast<T>(coefficients.shrink);
  const T sign = coefficients.maximize ? -1 : 1;
  for (int64_t i = 0; i < count; i++) {
    T g = sign * gradient[i];
    if (decay != 0) g += decay * parameter[i];
    const T m = beta1 * average[i] + rest1 * g;
    T v = beta2 * square[i] + rest2 * g * g;
    average[i] = m;
    square[i] = v;
    if (maximum != nullptr) maximum[i] = v = maximum[i] < v || v != v ? v : maximum[i];
    parameter[i] = parameter[i] * shrink + step_size * m / (std::sqrt(v) / correction + eps);
  }
}

// The widest vectors that the processor has, chosen when the library loads.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define ACC_VECTORIZED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ACC_VECTORIZED
#endif

ACC_VECTORIZED void update_floats(float* parameter, const float* gradient, float* average, float* square, float* maximum, int64_t count, double step_size,
                                  double correction, const Coefficients& coefficients) {
  update<float>(parameter, gradient, average, square, maximum, count, static_cast<float>(step_size), static_cast<float>(correction), coefficients);
}

ACC_VECTORIZED void update_doubles(double* parameter, const double* gradient, double* average, double* square, double* maximum, int64_t count,
                                   double step_size, double correction, const Coefficients& coefficients) {
  update<double>(parameter, gradient, average, square, maximum, count, step_size, correction, coefficients);
}

template <typename T, typename Update>
void update_tensor(const at::Tensor& parameter, const at::Tensor& gradient, const at::Tensor& average, const at::Tensor& square, const at::Tensor& maximum,
                   double step_size, double correction, const Coefficients& coefficients, Update&& update) {
  T* p = parameter.data_ptr<T>();
  const T* g = gradient.data_ptr<T>();
  T* m = average.data_ptr<T>();
  T* v = square.data_ptr<T>();
  T* top = maximum.defined() ? maximum.data_ptr<T>() : nullptr;
  constexpr int64_t grain = 32 * 1024;  // as ATen's own operators have it
  at::parallel_for(0, parameter.numel(), grain, [&](int64_t begin, int64_t end) {
    update(p + begin, g + begin, m + begin, v + begin, top == nullptr ? nullptr : top + begin, end - begin, step_size, correction, coefficients);
  });
}

// Whether all of them lie in memory element by element alike.
bool fits(const at::Tensor& parameter, std::initializer_list<std::reference_wrapper<const at::Tensor>> others) {
  if (!parameter.is_cpu() || parameter.layout() != at::kStrided || !parameter.is_non_overlapping_and_dense()) return false;
  if (parameter.scalar_type() != at::kFloat && parameter.scalar_type() != at::kDouble) return false;
  for (const at::Tensor& other : others) {
    if (!other.defined()) continue;
    if (!other.is_cpu() || other.layout() != at::kStrided || other.scalar_type() != parameter.scalar_type()) return false;
    if (other.sizes() != parameter.sizes() || other.strides() != parameter.strides()) return false;
  }
  return true;
}

void changed(const at::Tensor& tensor) {
  if (tensor.defined() && !tensor.is_inference()) tensor.unsafeGetTensorImpl()->bump_version();
}

// What is left: other types, other devices, other strides.
struct Rest {
  std::vector<at::Tensor> parameters, gradients, averages, squares, maxima;
  std::vector<at::Scalar> step_sizes, corrections;

  void update(const Coefficients& coefficients) {
    if (coefficients.maximize) gradients = at::_foreach_neg(gradients);
    if (coefficients.decay != 0) gradients = at::_foreach_add(gradients, parameters, coefficients.decay);
    if (coefficients.shrink != 1) at::_foreach_mul_(parameters, coefficients.shrink);
    at::_foreach_mul_(averages, coefficients.beta1);
    at::_foreach_add_(averages, gradients, 1 - coefficients.beta1);
    at::_foreach_mul_(squares, coefficients.beta2);
    at::_foreach_addcmul_(squares, gradients, gradients, 1 - coefficients.beta2);
    if (!maxima.empty()) at::_foreach_maximum_(maxima, squares);
    auto denominators = at::_foreach_sqrt(maxima.empty() ? squares : maxima);
    at::_foreach_div_(denominators, corrections);
    at::_foreach_add_(denominators, coefficients.eps);
    at::_foreach_addcdiv_(parameters, averages, denominators, step_sizes);
  }
};

void adam(at::TensorList parameters, at::TensorList gradients, at::TensorList averages, at::TensorList squares, at::TensorList maxima,
          at::ArrayRef<double> step_sizes, at::ArrayRef<double> corrections, double beta1, double beta2, double eps, double decay, double shrink, bool maximize) {
  const size_t count = parameters.size();
  TORCH_CHECK(gradients.size() == count && averages.size() == count && squares.size() == count && (maxima.empty() || maxima.size() == count) &&
                  step_sizes.size() == count && corrections.size() == count,
              "There must be a gradient, two moments, a step size and a correction for each parameter.");
  const Coefficients coefficients{beta1, beta2, eps, decay, shrink, maximize};
  Rest rest;
  for (size_t i = 0; i < count; i++) {
    const at::Tensor maximum = maxima.empty() ? at::Tensor() : maxima[i];
    if (!fits(parameters[i], {gradients[i], averages[i], squares[i], maximum})) {
      rest.parameters.push_back(parameters[i]);
      rest.gradients.push_back(gradients[i]);
      rest.averages.push_back(averages[i]);
      rest.squares.push_back(squares[i]);
      if (maximum.defined()) rest.maxima.push_back(maximum);
      rest.step_sizes.push_back(step_sizes[i]);
      rest.corrections.push_back(corrections[i]);
      continue;
    }
    if (parameters[i].scalar_type() == at::kFloat)
      update_tensor<float>(parameters[i], gradients[i], averages[i], squares[i], maximum, step_sizes[i], corrections[i], coefficients, update_floats);
    else
      update_tensor<double>(parameters[i], gradients[i], averages[i], squares[i], maximum, step_sizes[i], corrections[i], coefficients, update_doubles);
    for (auto& written : {parameters[i], averages[i], squares[i], maximum}) changed(written);
  }
  if (!rest.parameters.empty()) rest.update(coefficients);
}

}  // namespace

TORCH_LIBRARY(accelerate, library) {
  library.def(
      "adam_(Tensor(a!)[] parameters, Tensor[] gradients, Tensor(b!)[] averages, Tensor(c!)[] squares, Tensor(d!)[] maxima, float[] step_sizes, "
      "float[] corrections, float beta1, float beta2, float eps, float decay, float shrink, bool maximize) -> ()");
  library.impl("adam_", c10::DispatchKey::CompositeExplicitAutograd, adam);
}
