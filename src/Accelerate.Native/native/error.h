// Turns whatever an entry of the shim throws into a status, and managed exceptions into C++ ones and back.
#pragma once
#include <exception>
#include <memory>
#include <string>

#include "shim.h"

namespace acc {

// A managed exception on its way through libtorch. The handle is released with the last copy.
class ManagedException : public std::exception {
 public:
  explicit ManagedException(intptr_t handle);
  const char* what() const noexcept override { return "a managed callback threw an exception"; }
  const std::shared_ptr<intptr_t>& handle() const { return handle_; }

 private:
  std::shared_ptr<intptr_t> handle_;
};

// What the caller of the interface did wrong.
class ArgumentError : public std::exception {
 public:
  explicit ArgumentError(std::string message) : message_(std::move(message)) {}
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  std::string message_;
};

// A time-out or a lost connection, told apart from libtorch's other errors by type and message.
class CommunicationError : public std::exception {
 public:
  CommunicationError(acc_status status, std::string message) : status_(status), message_(std::move(message)) {}
  acc_status status() const { return status_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  acc_status status_;
  std::string message_;
};

inline void throw_if_managed(intptr_t exception) {
  if (exception != 0) throw ManagedException(exception);
}

void release_handle(intptr_t handle);

// Lets tensors keep large blocks that they freed, up to ACCELERATE_CPU_CACHE megabytes (1024; 0 turns it off).
void keep_freed_memory();

// Keeps the description of the current exception for the calling thread and returns its status.
int record_current_exception() noexcept;

template <typename Body>
int guarded(Body&& body) noexcept {
  try {
    body();
    return ACC_OK;
  } catch (...) {
    return record_current_exception();
  }
}

}  // namespace acc
