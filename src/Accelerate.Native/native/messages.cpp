// Messages between ranks: the tags by which they match, and collectives that are made of them.
#include <ATen/ATen.h>

#include "distributed.h"

namespace acc {
namespace {

constexpr int mark_bits = 12;
constexpr uint32_t first_exchange = 1u << 30;  // tags from here on are those of exchanges

// Never all ones, so that no tag is that of a line.
uint32_t mark(CollectiveKind kind, int64_t bytes, uint32_t parameter) {
  uint64_t value = static_cast<uint64_t>(bytes) * 0x9E3779B97F4A7C15ull + static_cast<uint64_t>(kind) * 0xC2B2AE3D27D4EB4Full + parameter * 0x165667B19E3779F9ull;
  value ^= value >> 29;
  return static_cast<uint32_t>((value * 0xBF58476D1CE4E5B9ull) >> 32) % ((1u << mark_bits) - 1);
}

}  // namespace

Line::Line(compat::Backend& backend, int peer) : byte_(at::empty({1}, at::kByte)) {
  std::vector<at::Tensor> one{byte_};
  never_ = backend.recv(one, peer, tag);
}

std::exception_ptr Line::error() {
  std::lock_guard<std::mutex> lock(mutex_);
  try {
    never_->abort();  // has the wait return at once
    never_->wait();
  } catch (...) {
    return std::current_exception();
  }
  return nullptr;
}

bool Transfer::wait(std::chrono::milliseconds limit) {
  if (communication->wait(limit)) return true;
  auto error = line->error();
  if (!error) return false;
  // What was to come has come before the connection broke, if at all.
  try {
    while (!communication->wait(std::chrono::milliseconds(1))) {
      // Interrupted.
    }
  } catch (...) {
    std::rethrow_exception(error);
  }
  return true;
}

compat::Backend& Group::beginning(CollectiveKind kind, int64_t bytes, uint32_t parameter) {
  if (marks_ != nullptr) marks_->set_next_number((++begun_ << mark_bits) | mark(kind, bytes, parameter));
  return *backend;
}

int Group::next_tag(CollectiveKind kind, int64_t bytes, uint32_t parameter) {
  return static_cast<int>(first_exchange | (++begun_ << mark_bits & (first_exchange - 1)) | mark(kind, bytes, parameter));
}

int Group::marked(int tag, int64_t bytes) const {
  const int most = marks_ != nullptr ? static_cast<int>(first_exchange >> mark_bits) - 1 : Line::tag - 1;
  if (tag < 0 || tag > most) throw ArgumentError("The tag is " + std::to_string(tag) + "; tags go from 0 to " + std::to_string(most) + ".");
  return marks_ == nullptr ? tag : (tag << mark_bits) | static_cast<int>(mark(CollectiveKind::message, bytes, 0));
}

bool Group::is_direct(int64_t bytes) const {
  constexpr int64_t small = 64 * 1024;
  return marks_ != nullptr && size() > 1 && (size() == 2 || bytes * (size() - 1) <= small);
}

const std::shared_ptr<Line>& Group::line_to(int peer) {
  auto& line = lines_.at(peer);
  if (!line) line = std::make_shared<Line>(*backend, peer);
  return line;
}

WorkPtr Group::exchange(int tag, const std::vector<Message>& messages, std::vector<at::Tensor> kept, at::Tensor result, std::function<void()> finish) {
  auto work = std::make_shared<Work>(std::move(kept), std::move(result), std::move(finish));
  try {
    std::vector<Transfer> transfers(messages.size());
    std::vector<at::Tensor> one(1);
    // The peers are told first what they may send.
    for (bool sends : {false, true}) {
      for (size_t i = 0; i < messages.size(); i++) {
        const auto& message = messages[i];
        if (message.sends != sends) continue;
        one[0] = message.bytes;
        transfers[i].line = line_to(message.peer);
        transfers[i].communication = sends ? backend->send(one, message.peer, tag) : backend->recv(one, message.peer, tag);
      }
    }
    work->transfers_ = std::move(transfers);
  } catch (...) {
    // As of any other collective, the error comes out of waiting for it.
    work->complete(std::current_exception());
    return work;
  }
  work->deadline_ = std::chrono::steady_clock::now() + timeout_;
  work->delegate_ = [waiters = waiters_, unfinished = unfinished_, self = std::weak_ptr<Work>(work)] {
    ++*unfinished;
    waiters->add([unfinished, work = self.lock()] {
      while (!work->end_transfers()) {
        // Interrupted for the sake of waits that look at the monitor, which this one does not.
      }
      --*unfinished;
    });
  };
  std::lock_guard<std::mutex> lock(running_mutex_);
  running_.erase(std::remove_if(running_.begin(), running_.end(), [](auto& other) { return other.expired(); }), running_.end());
  running_.push_back(work);
  return work;
}

void Group::interrupt() {
  std::lock_guard<std::mutex> lock(running_mutex_);
  for (auto& weak : running_) {
    auto work = weak.lock();
    if (!work) continue;
    std::lock_guard<std::mutex> locked(work->mutex_);
    for (auto& transfer : work->transfers_) transfer.communication->abort();
  }
}

}  // namespace acc
