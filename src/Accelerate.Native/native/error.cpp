#include "error.h"

#include <c10/util/Exception.h>

#include <cstdlib>
#include <cstring>
#include <new>

namespace acc {
namespace {

acc_release release_callback = nullptr;

struct LastError {
  std::string message;
  std::shared_ptr<intptr_t> exception;
};
thread_local LastError last_error;

int describe(int status, const char* message) {
  last_error.message = message;
  return status;
}

bool show_stack() {
  const char* setting = std::getenv("TORCH_SHOW_CPP_STACKTRACES");
  return setting != nullptr && std::strcmp(setting, "1") == 0;
}

const char* text(const c10::Error& error) { return show_stack() ? error.what() : error.what_without_backtrace(); }

}  // namespace

ManagedException::ManagedException(intptr_t handle)
    : handle_(new intptr_t(handle), [](intptr_t* owned) {
        release_handle(*owned);
        delete owned;
      }) {}

void release_handle(intptr_t handle) {
  if (release_callback != nullptr) release_callback(handle);
}

int record_current_exception() noexcept {
  try {
    last_error.exception.reset();
    try {
      throw;
    } catch (const ManagedException& error) {
      last_error.exception = error.handle();
      return describe(ACC_MANAGED_EXCEPTION, error.what());
    } catch (const ArgumentError& error) {
      return describe(ACC_ARGUMENT_ERROR, error.what());
    } catch (const CommunicationError& error) {
      return describe(error.status(), error.what());
    } catch (const c10::IndexError& error) {
      return describe(ACC_INDEX_ERROR, text(error));
    } catch (const c10::ValueError& error) {
      return describe(ACC_VALUE_ERROR, text(error));
    } catch (const c10::TypeError& error) {
      return describe(ACC_TYPE_ERROR, text(error));
    } catch (const c10::NotImplementedError& error) {
      return describe(ACC_NOT_IMPLEMENTED, text(error));
    } catch (const c10::OutOfMemoryError& error) {
      return describe(ACC_OUT_OF_MEMORY, text(error));
    } catch (const c10::Error& error) {
      // libtorch's CPU allocator reports exhaustion as a plain error.
      bool memory = std::strstr(error.what_without_backtrace(), "not enough memory") != nullptr;
      return describe(memory ? ACC_OUT_OF_MEMORY : ACC_ERROR, text(error));
    } catch (const std::bad_alloc&) {
      return describe(ACC_OUT_OF_MEMORY, "The machine ran out of memory.");
    } catch (const std::exception& error) {
      return describe(ACC_ERROR, error.what());
    } catch (...) {
      return describe(ACC_ERROR, "libtorch threw something that is not an exception.");
    }
  } catch (...) {
    last_error.message.clear();
    return ACC_OUT_OF_MEMORY;
  }
}

}  // namespace acc

void acc_initialize(acc_release release_handle) {
  acc::release_callback = release_handle;
  acc::keep_freed_memory();
}

int acc_last_error(const char** message, int32_t* length, intptr_t* exception) {
  *message = acc::last_error.message.c_str();
  *length = static_cast<int32_t>(acc::last_error.message.size());
  *exception = acc::last_error.exception ? *acc::last_error.exception : 0;
  return ACC_OK;
}
