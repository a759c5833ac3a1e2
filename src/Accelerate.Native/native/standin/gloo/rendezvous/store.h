// The interface that c10d's adapter of stores implements for Gloo.
#pragma once
#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace gloo {
constexpr std::chrono::milliseconds kDefaultTimeout = std::chrono::seconds(30);

namespace rendezvous {
class Store {
 public:
  static constexpr std::chrono::milliseconds kDefaultTimeout = std::chrono::seconds(30);
  virtual ~Store() = default;
  virtual void set(const std::string& key, const std::vector<char>& data) = 0;
  virtual std::vector<char> get(const std::string& key) = 0;
  virtual void wait(const std::vector<std::string>& keys) = 0;
  virtual void wait(const std::vector<std::string>& keys, const std::chrono::milliseconds& timeout) = 0;
  virtual bool has_v2_support() { return false; }
  virtual std::vector<std::vector<char>> multi_get(const std::vector<std::string>&) { throw std::logic_error("multi_get"); }
  virtual void multi_set(const std::vector<std::string>&, const std::vector<std::vector<char>>&) { throw std::logic_error("multi_set"); }
  virtual void append(const std::string&, const std::vector<char>&) { throw std::logic_error("append"); }
  virtual int64_t add(const std::string&, int64_t) { throw std::logic_error("add"); }
};
}  // namespace rendezvous
}  // namespace gloo
