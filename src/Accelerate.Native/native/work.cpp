// Collectives under way.
#include <ATen/core/LegacyTypeDispatch.h>
#include <c10/util/Exception.h>

#include <typeinfo>

#include "distributed.h"

namespace acc {

std::exception_ptr classified(std::exception_ptr exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const ManagedException&) {
    return exception;
  } catch (const ArgumentError&) {
    return exception;
  } catch (const CommunicationError&) {
    return exception;
  } catch (const std::exception& error) {
    // By name: Gloo's headers are not at hand, and libtorch has changed its own exceptions.
    auto c10 = dynamic_cast<const c10::Error*>(&error);
    std::string text = c10 != nullptr ? c10->what_without_backtrace() : error.what();
    std::string type = typeid(error).name();
    auto says = [&](const char* words) { return text.find(words) != std::string::npos; };
    if (type.find("Timeout") != std::string::npos || says("imed out") || says("imeout"))
      return std::make_exception_ptr(CommunicationError(ACC_TIMED_OUT, text));
    if (type.find("IoException") != std::string::npos || says("onnection") || says("Broken pipe") || says("roken pipe"))
      return std::make_exception_ptr(CommunicationError(ACC_CONNECTION_LOST, text));
    return exception;
  } catch (...) {
    return exception;
  }
}

Work::Work(std::vector<at::Tensor> kept, at::Tensor result, std::function<void()> finish)
    : kept_(std::move(kept)), result_(std::move(result)), finish_(std::move(finish)) {}

bool Work::completed() {
  leave();
  std::lock_guard<std::mutex> lock(mutex_);
  return completed_ || (in_stream_ && in_stream_->isCompleted());
}

bool Work::wait(std::chrono::milliseconds limit) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (in_stream_ && !completed_) {
    // The device's current stream waits; the host does not.
    auto communication = std::move(in_stream_);
    lock.unlock();
    std::exception_ptr error;
    try {
      communication->wait();
    } catch (...) {
      error = std::current_exception();
    }
    complete(error);
    lock.lock();
  }
  if (!transfers_.empty() && !taken_) {
    taken_ = true;
    lock.unlock();
    bool ended = end_transfers();
    lock.lock();
    if (!ended) {
      taken_ = false;
      return false;
    }
  }
  if (!changed_.wait_for(lock, limit, [this] { return completed_; })) return false;
  if (error_) std::rethrow_exception(error_);
  return true;
}

void Work::on_completed(std::function<void()> callback) {
  {
    std::unique_lock<std::mutex> lock(mutex_);
    if (!completed_) {
      callbacks_.push_back(std::move(callback));
      lock.unlock();
      leave();
      return;
    }
  }
  callback();
}

void Work::leave() {
  std::function<void()> delegate;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (transfers_.empty() || taken_) return;
    taken_ = true;
    delegate = std::move(delegate_);
  }
  delegate();
}

static void run(const std::function<void()>& step) {
  if (!step) return;
  // Not the tensors of a graph but their data is written.
  at::AutoDispatchBelowADInplaceOrView guard;
  step();
}

// False when the wait was interrupted.
bool Work::end_transfers() {
  std::exception_ptr error;
  try {
    for (; ended_ < transfers_.size(); ended_++) {
      // Each wait is one for the time that is left: an interrupted one begins anew.
      auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
      if (!transfers_[ended_].wait(std::max(left, std::chrono::milliseconds(1)))) return false;
    }
  } catch (...) {
    error = std::current_exception();
  }
  complete(error);
  return true;
}

void Work::complete(std::exception_ptr error) {
  if (!error) {
    try {
      run(finish_);
    } catch (...) {
      error = std::current_exception();
    }
  }
  std::vector<std::function<void()>> callbacks;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    error_ = error ? classified(error) : nullptr;
    kept_.clear();
    transfers_.clear();
    finish_ = nullptr;
    completed_ = true;
    callbacks.swap(callbacks_);
  }
  changed_.notify_all();
  for (auto& callback : callbacks) callback();
}

}  // namespace acc
