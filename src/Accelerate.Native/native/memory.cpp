// Keeps large blocks that tensors freed, for the next tensors. A training step frees what it allocated and the next one allocates
// it again; the C library gives large blocks back to the system in between, and every step would pay for new pages.
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/alloc_cpu.h>

#include <cstdlib>
#include <cstring>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "compat.h"
#include "error.h"

namespace {

constexpr size_t smallest_kept = 128 << 10;  // below this the C library reuses memory well by itself
constexpr size_t header_size = 64;           // holds the block's size, and keeps what follows aligned as libtorch wants it

// Sizes in steps of an eighth of a power of two, so that nearly equal tensors share blocks.
size_t rounded(size_t bytes) {
  size_t step = smallest_kept / 8;
  while (step * 16 <= bytes) step *= 2;
  return (bytes + step - 1) / step * step;
}

class Blocks {
 public:
  explicit Blocks(size_t limit) : limit_(limit) {}

  void* take(size_t size) {
    if (size >= smallest_kept) {
      std::lock_guard<std::mutex> lock(lock_);
      auto found = free_.find(size);
      if (found != free_.end() && !found->second.empty()) {
        void* block = found->second.back();
        found->second.pop_back();
        held_ -= size;
        return block;
      }
    }
    void* block = allocate(size);
    std::memcpy(block, &size, sizeof size);
    return block;
  }

  void give(void* block) {
    size_t size;
    std::memcpy(&size, block, sizeof size);
    if (size < smallest_kept || size > limit_) return c10::free_cpu(block);
    std::lock_guard<std::mutex> lock(lock_);
    if (held_ + size > limit_) release_all();
    free_[size].push_back(block);
    held_ += size;
  }

 private:
  void* allocate(size_t size) {
    try {
      return c10::alloc_cpu(size + header_size);
    } catch (...) {
      std::lock_guard<std::mutex> lock(lock_);
      if (held_ == 0) throw;
      release_all();
    }
    return c10::alloc_cpu(size + header_size);
  }

  void release_all() {
    for (auto& entry : free_)
      for (void* block : entry.second) c10::free_cpu(block);
    free_.clear();
    held_ = 0;
  }

  std::mutex lock_;
  std::unordered_map<size_t, std::vector<void*>> free_;
  size_t held_ = 0;
  size_t limit_;
};

// Never destroyed: tensors may outlive whatever order a process ends in.
Blocks* blocks = nullptr;

void release(void* data) {
  if (data != nullptr) blocks->give(static_cast<char*>(data) - header_size);
}

class KeepingAllocator final : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) ACC_ALLOCATE_CONST override {
    void* data = nullptr;
    if (bytes > 0) data = static_cast<char*>(blocks->take(bytes < smallest_kept ? bytes : rounded(bytes))) + header_size;
    return {data, data, &release, c10::Device(c10::kCPU)};
  }

  c10::DeleterFnPtr raw_deleter() const override { return &release; }

  // An override where libtorch asks for it.
  void copy_data(void* target, const void* source, size_t bytes) const { std::memcpy(target, source, bytes); }
};

}  // namespace

void acc::keep_freed_memory() {
  const char* setting = std::getenv("ACCELERATE_CPU_CACHE");
  size_t megabytes = setting == nullptr ? 1024 : std::strtoull(setting, nullptr, 10);
  if (megabytes == 0 || blocks != nullptr) return;
  blocks = new Blocks(megabytes << 20);
  c10::SetCPUAllocator(new KeepingAllocator());
}
