// Any operator by name, its arguments converted to what its schema asks for.
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>
#include <ATen/core/stack.h>

#include <cstdlib>
#include <mutex>
#include <sstream>
#include <unordered_map>

#include "compat.h"
#include "handles.h"

namespace {

using acc::ArgumentError;
using c10::IValue;
using c10::TypeKind;

struct Argument {
  std::string name;
  TypeKind kind;          // the type without an optional around it
  TypeKind element;       // of a list
  bool optional_element;  // of a list of tensors
  bool optional;
  int32_t length;  // of a list that a single number may fill; 0 otherwise
  acc::compat::optional<IValue> fallback;
};

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Argument> arguments;
  int32_t results;
};

Argument describe(const c10::Argument& source) {
  Argument argument{};
  argument.name = source.name();
  argument.length = source.N() ? *source.N() : 0;
  if (source.default_value()) argument.fallback = *source.default_value();
  c10::TypePtr type = source.type();
  if (type->kind() == TypeKind::OptionalType) {
    argument.optional = true;
    type = type->castRaw<c10::OptionalType>()->getElementType();
  }
  argument.kind = acc::compat::argument_kind(*type);
  if (argument.kind == TypeKind::ListType) {
    c10::TypePtr element = type->castRaw<c10::ListType>()->getElementType();
    if (element->kind() == TypeKind::OptionalType) {
      argument.optional_element = true;
      element = element->castRaw<c10::OptionalType>()->getElementType();
    }
    argument.element = acc::compat::argument_kind(*element);
  }
  return argument;
}

[[noreturn]] void refuse(const Operator& op, const Argument& argument, const char* given) {
  std::ostringstream message;
  message << op.handle.schema().operator_name() << ": argument '" << argument.name << "' cannot be " << given
          << ". The operator is " << op.handle.schema() << ".";
  throw ArgumentError(message.str());
}

IValue absent(const Operator& op, const Argument& argument) {
  if (argument.optional) return IValue();
  if (argument.fallback) return *argument.fallback;
  if (argument.kind == TypeKind::TensorType) return at::Tensor();
  refuse(op, argument, "left out");
}

template <typename T>
c10::List<T> repeat(const Argument& argument, T value) {
  c10::List<T> list;
  for (int32_t i = 0; i < std::max(argument.length, 1); i++) list.push_back(value);
  return list;
}

IValue from_integer(const Operator& op, const Argument& argument, int64_t value) {
  switch (argument.kind) {
    case TypeKind::IntType:
    case TypeKind::NumberType:
      return value;
    case TypeKind::FloatType:
      return static_cast<double>(value);
    case TypeKind::BoolType:
      return value != 0;
    case TypeKind::ListType:
      if (argument.element == TypeKind::IntType) return repeat<int64_t>(argument, value);
      if (argument.element == TypeKind::FloatType) return repeat<double>(argument, static_cast<double>(value));
      [[fallthrough]];
    default:
      refuse(op, argument, "an integer");
  }
}

IValue from_double(const Operator& op, const Argument& argument, double value) {
  switch (argument.kind) {
    case TypeKind::FloatType:
    case TypeKind::NumberType:
      return value;
    case TypeKind::IntType:
      if (value == static_cast<double>(static_cast<int64_t>(value))) return static_cast<int64_t>(value);
      refuse(op, argument, "a fraction");
    case TypeKind::ListType:
      if (argument.element == TypeKind::FloatType) return repeat<double>(argument, value);
      [[fallthrough]];
    default:
      refuse(op, argument, "a floating-point number");
  }
}

bool is_list_of(const Argument& argument, TypeKind element) { return argument.kind == TypeKind::ListType && argument.element == element; }

template <typename T>
IValue scalars(const T* items, int32_t length) {
  c10::impl::GenericList list(c10::NumberType::get());
  list.reserve(length);
  for (int32_t i = 0; i < length; i++) list.push_back(items[i]);
  return list;
}

IValue from_integers(const Operator& op, const Argument& argument, const acc_value& value) {
  auto items = reinterpret_cast<const int64_t*>(value.first);
  if (is_list_of(argument, TypeKind::IntType)) return c10::IntArrayRef(items, static_cast<size_t>(value.length));
  if (is_list_of(argument, TypeKind::FloatType)) return std::vector<double>(items, items + value.length);
  if (is_list_of(argument, TypeKind::NumberType)) return scalars(items, value.length);
  if (value.length == 1) return from_integer(op, argument, items[0]);
  refuse(op, argument, "a list of integers");
}

IValue from_doubles(const Operator& op, const Argument& argument, const acc_value& value) {
  auto items = reinterpret_cast<const double*>(value.first);
  if (is_list_of(argument, TypeKind::FloatType)) return c10::ArrayRef<double>(items, static_cast<size_t>(value.length));
  if (is_list_of(argument, TypeKind::NumberType)) return scalars(items, value.length);
  refuse(op, argument, "a list of floating-point numbers");
}

IValue from_tensors(const Operator& op, const Argument& argument, const acc_value& value) {
  if (!is_list_of(argument, TypeKind::TensorType)) refuse(op, argument, "a list of tensors");
  auto handles = reinterpret_cast<acc_tensor const*>(value.first);
  if (argument.optional_element) {
    c10::List<acc::compat::optional<at::Tensor>> list;
    list.reserve(value.length);
    for (int32_t i = 0; i < value.length; i++) {
      if (handles[i] == nullptr) list.push_back(acc::compat::optional<at::Tensor>());
      else list.push_back(acc::tensor_at(handles[i]));
    }
    return list;
  }
  c10::List<at::Tensor> list;
  list.reserve(value.length);
  for (int32_t i = 0; i < value.length; i++) list.push_back(acc::tensor_at(handles[i]));
  return list;
}

IValue convert(const Operator& op, const Argument& argument, const acc_value& value) {
  switch (value.kind) {
    case ACC_NONE:
      return absent(op, argument);
    case ACC_DEFAULT:
      if (argument.fallback) return *argument.fallback;
      refuse(op, argument, "left to a default: it has none");
    case ACC_TENSOR: {
      const at::Tensor& tensor = acc::tensor_at(reinterpret_cast<acc_tensor>(value.first));
      if (argument.kind == TypeKind::TensorType) return tensor;
      if (is_list_of(argument, TypeKind::TensorType) && !argument.optional_element)
        return c10::List<at::Tensor>({tensor});
      refuse(op, argument, "a tensor");
    }
    case ACC_INT64:
      return from_integer(op, argument, value.first);
    case ACC_DOUBLE: {
      double number;
      std::memcpy(&number, &value.first, sizeof number);
      return from_double(op, argument, number);
    }
    case ACC_BOOL:
      if (argument.kind == TypeKind::BoolType || argument.kind == TypeKind::NumberType) return value.first != 0;
      return from_integer(op, argument, value.first);
    case ACC_COMPLEX: {
      double parts[2];
      std::memcpy(parts, &value.first, sizeof parts);
      if (argument.kind == TypeKind::NumberType || argument.kind == TypeKind::ComplexType) return c10::complex<double>(parts[0], parts[1]);
      refuse(op, argument, "a complex number");
    }
    case ACC_STRING:
      if (argument.kind != TypeKind::StringType) refuse(op, argument, "text");
      return std::string(reinterpret_cast<const char*>(value.first), static_cast<size_t>(value.length));
    case ACC_DEVICE:
      if (argument.kind != TypeKind::DeviceObjType) refuse(op, argument, "a device");
      return acc::device_at(static_cast<int32_t>(value.first), static_cast<int32_t>(value.second));
    case ACC_GENERATOR:
      if (argument.kind != TypeKind::GeneratorType) refuse(op, argument, "a generator");
      return *reinterpret_cast<at::Generator*>(value.first);
    case ACC_INT64_LIST:
      return from_integers(op, argument, value);
    case ACC_DOUBLE_LIST:
      return from_doubles(op, argument, value);
    case ACC_BOOL_LIST: {
      if (!is_list_of(argument, TypeKind::BoolType)) refuse(op, argument, "a list of Booleans");
      c10::List<bool> list;
      auto items = reinterpret_cast<const uint8_t*>(value.first);
      for (int32_t i = 0; i < value.length; i++) list.push_back(items[i] != 0);
      return list;
    }
    case ACC_TENSOR_LIST:
      return from_tensors(op, argument, value);
    default:
      refuse(op, argument, "of a kind that the interface does not know");
  }
}

// Either all tensors of a list become handles, or, if memory runs out half-way, none do.
acc_value give_list(std::vector<at::Tensor> tensors) {
  auto handles = static_cast<acc_tensor*>(std::malloc(std::max<size_t>(tensors.size(), 1) * sizeof(acc_tensor)));
  if (handles == nullptr) throw std::bad_alloc();
  size_t done = 0;
  try {
    for (auto& tensor : tensors) handles[done++] = acc::new_handle(std::move(tensor));
  } catch (...) {
    for (size_t i = 0; i + 1 < done; i++) delete static_cast<at::Tensor*>(handles[i]);
    std::free(handles);
    throw;
  }
  return {ACC_TENSOR_LIST, static_cast<int32_t>(tensors.size()), reinterpret_cast<int64_t>(handles), 0};
}

acc_value give(const Operator& op, IValue value) {
  auto number = [](int32_t kind, double real, double imaginary) {
    acc_value result{kind, 0, 0, 0};
    std::memcpy(&result.first, &real, sizeof real);
    std::memcpy(&result.second, &imaginary, sizeof imaginary);
    return result;
  };
  if (value.isTensor()) {
    acc_tensor handle = acc::new_handle(std::move(value).toTensor());
    return {handle == nullptr ? ACC_NONE : ACC_TENSOR, 0, reinterpret_cast<int64_t>(handle), 0};
  }
  if (value.isTensorList()) return give_list(std::move(value).toTensorVector());
  if (value.isInt()) return {ACC_INT64, 0, value.toInt(), 0};
  if (value.isBool()) return {ACC_BOOL, 0, value.toBool(), 0};
  if (value.isDouble()) return number(ACC_DOUBLE, value.toDouble(), 0);
  if (value.isComplexDouble()) {
    auto complex = value.toComplexDouble();
    return number(ACC_COMPLEX, complex.real(), complex.imag());
  }
  if (value.isNone()) return {ACC_NONE, 0, 0, 0};
  std::ostringstream message;
  message << op.handle.schema().operator_name() << " returns a " << value.tagKind() << ", which this interface cannot hand on.";
  throw ArgumentError(message.str());
}

void free_results(acc_value* results, int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    if (results[i].kind == ACC_TENSOR) delete reinterpret_cast<at::Tensor*>(results[i].first);
    if (results[i].kind == ACC_TENSOR_LIST) {
      acc_tensor_free_many(reinterpret_cast<acc_tensor*>(results[i].first), results[i].length);
      std::free(reinterpret_cast<void*>(results[i].first));
    }
  }
}

// Operators stay known for the life of the process, as libtorch's own registrations do.
std::mutex operators_lock;
std::unordered_map<std::string, std::unique_ptr<Operator>> operators;

Operator& find(const std::string& name, const std::string& overload) {
  std::lock_guard<std::mutex> lock(operators_lock);
  auto& entry = operators[name + "." + overload];
  if (entry == nullptr) {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    if (!handle) {
      auto full = overload.empty() ? name : name + "." + overload;
      throw c10::NotImplementedError({__func__, __FILE__, static_cast<uint32_t>(__LINE__)},
                                     "libtorch " TORCH_VERSION " has no operator " + full + ".");
    }
    auto op = std::make_unique<Operator>(Operator{*handle, {}, static_cast<int32_t>(handle->schema().returns().size())});
    for (const auto& argument : handle->schema().arguments()) op->arguments.push_back(describe(argument));
    entry = std::move(op);
  }
  return *entry;
}

Operator& operator_at(acc_operator op) { return acc::checked(static_cast<Operator*>(op), "An operator"); }

}  // namespace

int acc_operator_exists(const char* name, const char* overload, int32_t* result) {
  return acc::guarded([&] { *result = c10::Dispatcher::singleton().findSchema({name, overload}).has_value(); });
}

int acc_operator_find(const char* name, const char* overload, acc_operator* result) {
  return acc::guarded([&] { *result = &find(name, overload); });
}

int acc_operator_schema(acc_operator op, char* buffer, int32_t capacity, int32_t* length) {
  return acc::guarded([&] {
    std::ostringstream text;
    text << operator_at(op).handle.schema();
    acc::write_text(text.str(), buffer, capacity, length);
  });
}

int acc_operator_counts(acc_operator op, int32_t* arguments, int32_t* results) {
  return acc::guarded([&] {
    *arguments = static_cast<int32_t>(operator_at(op).arguments.size());
    *results = operator_at(op).results;
  });
}

int acc_operator_call(acc_operator handle, const acc_value* arguments, int32_t argument_count, acc_value* results, int32_t result_count) {
  return acc::guarded([&] {
    Operator& op = operator_at(handle);
    if (argument_count > static_cast<int32_t>(op.arguments.size()) || (result_count != 0 && result_count != op.results)) {
      std::ostringstream message;
      message << op.handle.schema().operator_name() << " takes " << op.arguments.size() << " arguments and returns " << op.results
              << " values; it was given " << argument_count << " and asked for " << result_count << ".";
      throw ArgumentError(message.str());
    }
    torch::jit::Stack stack;
    stack.reserve(op.arguments.size());
    for (size_t i = 0; i < op.arguments.size(); i++)
      stack.push_back(static_cast<int32_t>(i) < argument_count ? convert(op, op.arguments[i], arguments[i]) : absent(op, op.arguments[i]));
    op.handle.callBoxed(&stack);
    int32_t done = 0;
    try {
      for (; done < result_count; done++) results[done] = give(op, std::move(stack[done]));
    } catch (...) {
      free_results(results, done);
      throw;
    }
  });
}
