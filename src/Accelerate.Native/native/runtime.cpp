// Autocast, threads, random numbers, devices and mapped files.
#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <fcntl.h>
#include <malloc.h>
#include <omp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "compat.h"
#include "handles.h"

namespace {

using acc::ArgumentError;
using acc::device_at;
using acc::guarded;

c10::DeviceType autocast_device(int32_t type) {
  auto device = device_at(type, -1).type();
  if (device != c10::kCPU && device != c10::kCUDA)
    throw ArgumentError("Autocast is for CPU and CUDA devices, not for " + c10::DeviceTypeName(device, true) + ".");
  return device;
}

at::Generator& generator_at(acc_generator handle) { return acc::checked(static_cast<at::Generator*>(handle), "A generator"); }

// Everything that a generator does is done under its lock: the default one is shared by all threads.
template <typename Body>
int with_generator(acc_generator handle, Body&& body) {
  return guarded([&] {
    at::Generator& generator = generator_at(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    body(generator);
  });
}

const at::Generator& default_generator(c10::Device device) {
  return device.is_cpu() ? at::detail::getDefaultCPUGenerator() : at::globalContext().defaultGenerator(device);
}

class Mapping {
 public:
  explicit Mapping(const char* path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) fail("opened", path);
    struct stat status;
    if (fstat(file, &status) != 0) {
      int reason = errno;
      close(file);
      errno = reason;
      fail("read", path);
    }
    length = static_cast<int64_t>(status.st_size);
    // Copy on write: an operation in place changes the process's memory, never the file.
    if (length > 0) address = mmap(nullptr, static_cast<size_t>(length), PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    int reason = errno;
    close(file);
    if (address == MAP_FAILED) {
      errno = reason;
      fail("mapped", path);
    }
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() {
    if (address != nullptr && address != MAP_FAILED) munmap(address, static_cast<size_t>(length));
  }

  void* address = nullptr;
  int64_t length = 0;

 private:
  [[noreturn]] static void fail(const char* action, const char* path) {
    throw std::runtime_error(std::string("The file '") + path + "' cannot be " + action + ": " + std::strerror(errno) + ".");
  }
};

}  // namespace

void acc::keep_freed_memory() {
#ifdef __GLIBC__
  // A training step frees what it allocated and the next allocates it again. By default glibc gives the memory back to the
  // system in between, and every step pays for new pages. What the user says in glibc's own variables stands.
  constexpr int most_glibc_accepts = 32 << 20;
  constexpr int kept = 1 << 30;
  const char* choice = std::getenv("ACCELERATE_MALLOC");
  bool system = choice != nullptr && std::strcmp(choice, "system") == 0;
  if (system || std::getenv("GLIBC_TUNABLES") || std::getenv("MALLOC_TRIM_THRESHOLD_") || std::getenv("MALLOC_MMAP_THRESHOLD_")) return;
  mallopt(M_MMAP_THRESHOLD, most_glibc_accepts);
  mallopt(M_TRIM_THRESHOLD, kept);
#endif
}

int acc_autocast_state(int32_t device_type, int32_t* enabled, int32_t* scalar_type) {
  return guarded([&] {
    auto device = autocast_device(device_type);
    *enabled = acc::compat::autocast_enabled(device);
    *scalar_type = static_cast<int32_t>(acc::compat::autocast_dtype(device));
  });
}

int acc_autocast_enter(int32_t device_type, int32_t enabled, int32_t scalar_type) {
  return guarded([&] {
    acc::compat::set_autocast(autocast_device(device_type), enabled != 0, acc::scalar_type_at(scalar_type));
    at::autocast::increment_nesting();
  });
}

int acc_autocast_leave(int32_t device_type, int32_t enabled, int32_t scalar_type) {
  return guarded([&] {
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    acc::compat::set_autocast(autocast_device(device_type), enabled != 0, acc::scalar_type_at(scalar_type));
  });
}

int acc_threads(int32_t* intra_op, int32_t* inter_op) {
  return guarded([&] {
    *intra_op = at::get_num_threads();
    *inter_op = at::get_num_interop_threads();
  });
}

int acc_set_threads(int32_t intra_op) {
  return guarded([&] { at::set_num_threads(intra_op); });
}

int acc_set_inter_op_threads(int32_t inter_op) {
  return guarded([&] { at::set_num_interop_threads(inter_op); });
}

int acc_limit_current_thread(int32_t threads) {
  return guarded([&] {
    at::get_num_threads();  // a thread takes over the process's count at its first question, which would undo the limit
    omp_set_num_threads(threads);
  });
}

int acc_manual_seed(uint64_t seed) {
  return guarded([&] { at::manual_seed(seed); });
}

int acc_generator_new(int32_t device_type, int32_t device_index, uint64_t seed, acc_generator* result) {
  return guarded([&] {
    auto device = device_at(device_type, device_index);
    at::Generator generator = device.is_cpu() ? at::detail::createCPUGenerator() : default_generator(device).clone();
    generator.set_current_seed(seed);
    *result = new at::Generator(std::move(generator));
  });
}

int acc_generator_default(int32_t device_type, int32_t device_index, acc_generator* result) {
  return guarded([&] { *result = new at::Generator(default_generator(device_at(device_type, device_index))); });
}

void acc_generator_free(acc_generator generator) { delete static_cast<at::Generator*>(generator); }

int acc_generator_seed(acc_generator generator, uint64_t* result) {
  return with_generator(generator, [&](at::Generator& self) { *result = self.current_seed(); });
}

int acc_generator_set_seed(acc_generator generator, uint64_t seed) {
  return with_generator(generator, [&](at::Generator& self) { self.set_current_seed(seed); });
}

int acc_generator_reseed(acc_generator generator, uint64_t* result) {
  return with_generator(generator, [&](at::Generator& self) { *result = self.seed(); });
}

int acc_generator_state(acc_generator generator, acc_tensor* result) {
  return with_generator(generator, [&](at::Generator& self) { *result = acc::new_handle(self.get_state()); });
}

int acc_generator_set_state(acc_generator generator, acc_tensor state) {
  return with_generator(generator, [&](at::Generator& self) { self.set_state(acc::tensor_at(state)); });
}

int acc_generator_device(acc_generator generator, int32_t* device_type, int32_t* device_index) {
  return guarded([&] {
    auto device = generator_at(generator).device();
    *device_type = static_cast<int32_t>(device.type());
    *device_index = static_cast<int32_t>(device.index());
  });
}

int acc_device_count(int32_t device_type, int32_t* result) {
  return guarded([&] {
    auto type = device_at(device_type, -1).type();
    if (type == c10::kCPU || type == c10::kMeta) *result = 1;
    else *result = c10::impl::hasDeviceGuardImpl(type) ? static_cast<int32_t>(c10::impl::VirtualGuardImpl(type).deviceCount()) : 0;
  });
}

int acc_device_current(int32_t device_type, int32_t* index) {
  return guarded([&] {
    auto type = device_at(device_type, -1).type();
    *index = type == c10::kCPU ? 0 : static_cast<int32_t>(c10::impl::VirtualGuardImpl(type).getDevice().index());
  });
}

int acc_device_set_current(int32_t device_type, int32_t index) {
  return guarded([&] {
    auto device = device_at(device_type, index);
    if (!device.is_cpu()) c10::impl::VirtualGuardImpl(device.type()).setDevice(device);
  });
}

int acc_device_synchronize(int32_t device_type, int32_t index) {
  return guarded([&] {
    auto device = device_at(device_type, index);
    if (device.is_cpu()) return;
    if (!device.has_index()) device.set_index(c10::impl::VirtualGuardImpl(device.type()).getDevice().index());
    acc::compat::synchronize_device(device);
  });
}

int acc_mapping_open(const char* path, acc_mapping* result, void** address, int64_t* length) {
  return guarded([&] {
    auto mapping = std::make_shared<Mapping>(path);
    *address = mapping->address;
    *length = mapping->length;
    *result = new std::shared_ptr<Mapping>(std::move(mapping));
  });
}

int acc_mapping_tensor(acc_mapping handle, int64_t offset, const int64_t* sizes, int32_t dimensions, int32_t scalar_type, acc_tensor* result) {
  return guarded([&] {
    auto mapping = acc::checked(static_cast<std::shared_ptr<Mapping>*>(handle), "A mapped file");
    auto type = acc::scalar_type_at(scalar_type);
    int64_t bytes = static_cast<int64_t>(c10::elementSize(type));
    for (int32_t i = 0; i < dimensions; i++) {
      if (sizes[i] < 0 || __builtin_mul_overflow(bytes, sizes[i], &bytes)) throw ArgumentError("A mapped tensor has an impossible shape.");
    }
    if (offset < 0 || bytes > mapping->length || offset > mapping->length - bytes)
      throw std::runtime_error("A tensor of " + std::to_string(bytes) + " bytes at " + std::to_string(offset) + " reaches past the end of a mapped file of " +
                               std::to_string(mapping->length) + " bytes.");
    auto options = at::TensorOptions().dtype(type).device(c10::kCPU);
    c10::IntArrayRef shape(sizes, static_cast<size_t>(dimensions));
    *result = acc::new_handle(bytes == 0 ? at::empty(shape, options)
                                         : at::from_blob(static_cast<char*>(mapping->address) + offset, shape, [mapping](void*) {}, options));
  });
}

void acc_mapping_close(acc_mapping mapping) { delete static_cast<std::shared_ptr<Mapping>*>(mapping); }
