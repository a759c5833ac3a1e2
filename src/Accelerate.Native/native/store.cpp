// The key-value stores by which ranks find each other.
#include <torch/csrc/distributed/c10d/FileStore.hpp>
#include <torch/csrc/distributed/c10d/HashStore.hpp>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <cstdlib>

#include "distributed.h"

namespace {

using acc::communicating;
using acc::store_at;

acc_store new_store(acc::StorePtr store) { return new acc::StorePtr(std::move(store)); }

std::vector<uint8_t> bytes(const uint8_t* data, int64_t length) { return std::vector<uint8_t>(data, data + length); }

void give(const std::vector<uint8_t>& value, uint8_t** data, int64_t* length) {
  auto copy = static_cast<uint8_t*>(std::malloc(std::max<size_t>(value.size(), 1)));
  if (copy == nullptr) throw std::bad_alloc();
  std::copy(value.begin(), value.end(), copy);
  *data = copy;
  *length = static_cast<int64_t>(value.size());
}

std::vector<std::string> keys_at(const char* const* keys, int32_t count) { return std::vector<std::string>(keys, keys + count); }

}  // namespace

int acc_store_tcp(const char* host, int32_t port, int32_t is_server, int32_t world_size, int32_t wait_for_workers, int64_t timeout_ms,
                  acc_store* result, int32_t* bound_port) {
  return communicating([&] {
    c10d::TCPStoreOptions options;
    options.port = static_cast<uint16_t>(port);
    options.isServer = is_server != 0;
    if (world_size > 0) options.numWorkers = static_cast<size_t>(world_size);
    options.waitWorkers = wait_for_workers != 0;
    options.timeout = std::chrono::milliseconds(timeout_ms);
    auto store = c10::make_intrusive<c10d::TCPStore>(host, options);
    *bound_port = store->getPort();
    *result = new_store(std::move(store));
  });
}

int acc_store_hash(acc_store* result) {
  return communicating([&] { *result = new_store(c10::make_intrusive<c10d::HashStore>()); });
}

int acc_store_file(const char* path, int32_t world_size, acc_store* result) {
  return communicating([&] { *result = new_store(c10::make_intrusive<c10d::FileStore>(path, world_size)); });
}

int acc_store_prefix(const char* prefix, acc_store store, acc_store* result) {
  return communicating([&] { *result = new_store(c10::make_intrusive<c10d::PrefixStore>(prefix, store_at(store))); });
}

int acc_store_alias(acc_store store, acc_store* result) {
  return communicating([&] { *result = new_store(store_at(store)); });
}

void acc_store_free(acc_store store) { delete static_cast<acc::StorePtr*>(store); }

int acc_store_set(acc_store store, const char* key, const uint8_t* value, int64_t length) {
  return communicating([&] { store_at(store)->set(key, bytes(value, length)); });
}

int acc_store_get(acc_store store, const char* key, uint8_t** value, int64_t* length) {
  return communicating([&] { give(store_at(store)->get(key), value, length); });
}

int acc_store_compare_set(acc_store store, const char* key, const uint8_t* expected, int64_t expected_length, const uint8_t* desired,
                          int64_t desired_length, uint8_t** value, int64_t* length) {
  return communicating([&] {
    give(store_at(store)->compareSet(key, bytes(expected, expected_length), bytes(desired, desired_length)), value, length);
  });
}

int acc_store_add(acc_store store, const char* key, int64_t amount, int64_t* result) {
  return communicating([&] { *result = store_at(store)->add(key, amount); });
}

int acc_store_check(acc_store store, const char* const* keys, int32_t count, int32_t* result) {
  return communicating([&] { *result = store_at(store)->check(keys_at(keys, count)); });
}

int acc_store_wait(acc_store store, const char* const* keys, int32_t count, int64_t timeout_ms) {
  return communicating([&] { store_at(store)->wait(keys_at(keys, count), std::chrono::milliseconds(timeout_ms)); });
}

int acc_store_delete(acc_store store, const char* key, int32_t* result) {
  return communicating([&] { *result = store_at(store)->deleteKey(key); });
}

int acc_store_count(acc_store store, int64_t* result) {
  return communicating([&] { *result = store_at(store)->getNumKeys(); });
}

int acc_store_timeout(acc_store store, int64_t* milliseconds) {
  return communicating([&] { *milliseconds = store_at(store)->getTimeout().count(); });
}

int acc_store_set_timeout(acc_store store, int64_t milliseconds) {
  return communicating([&] { store_at(store)->setTimeout(std::chrono::milliseconds(milliseconds)); });
}
