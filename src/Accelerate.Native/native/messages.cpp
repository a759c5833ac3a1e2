// Messages between ranks: the tags by which they match, and collectives that are made of them.
#include <ATen/ATen.h>

#include "distributed.h"

namespace acc {

namespace {

constexpr int mark_bits = 12;
constexpr uint32_t first_exchange = 1u << 30;  // tags from here on are those of exchanges

uint32_t mark(CollectiveKind kind, int64_t bytes, uint32_t parameter) {
  uint64_t value = static_cast<uint64_t>(bytes) * 0x9E3779B97F4A7C15ull + static_cast<uint64_t>(kind) * 0xC2B2AE3D27D4EB4Full + parameter * 0x165667B19E3779F9ull;
  value ^= value >> 29;
  return static_cast<uint32_t>((value * 0xBF58476D1CE4E5B9ull) >> (64 - mark_bits));
}

}  // namespace

compat::Backend& Group::beginning(CollectiveKind kind, int64_t bytes, uint32_t parameter) {
  if (marks_ != nullptr) marks_->set_next_number((++begun_ << mark_bits) | mark(kind, bytes, parameter));
  return *backend;
}

int Group::marked(int tag, int64_t bytes) const {
  if (marks_ == nullptr) return tag;
  constexpr int most = static_cast<int>(first_exchange >> mark_bits) - 1;
  if (tag > most) throw ArgumentError("The tag " + std::to_string(tag) + " is too great: tags go from 0 to " + std::to_string(most) + ".");
  return (tag << mark_bits) | static_cast<int>(mark(CollectiveKind::message, bytes, 0));
}

bool Group::is_direct(int64_t bytes) const {
  constexpr int64_t small = 64 * 1024;
  return marks_ != nullptr && size() > 1 && (size() == 2 || bytes * (size() - 1) <= small);
}

WorkPtr Group::exchange(CollectiveKind kind, const std::vector<Message>& sent, const std::vector<Message>& received, std::vector<at::Tensor> kept,
                        at::Tensor result, std::function<void()> finish, uint32_t parameter) {
  auto bytes = (sent.empty() ? received : sent).front().bytes.numel();
  int tag = static_cast<int>(first_exchange | (++begun_ << mark_bits & (first_exchange - 1)) | mark(kind, bytes, parameter));

  // Where a connection breaks, Gloo ends the messages that have not begun to come, but not the one that is coming in. Behind one that takes its time
  // a byte is sent, and waited for first.
  constexpr int64_t large = 64 * 1024;
  at::Tensor behind;
  if (bytes > large) kept.push_back(behind = at::zeros({2}, at::kByte));

  auto work = std::make_shared<Work>(std::move(kept), std::move(result), std::move(finish));
  try {
    std::vector<at::Tensor> one(1);
    std::vector<compat::CommunicationPtr> coming;
    for (auto& message : received) {
      one[0] = message.bytes;
      coming.push_back(backend->recv(one, message.peer, tag));
      if (!behind.defined()) continue;
      one[0] = behind.narrow(0, 0, 1);
      work->messages_.push_back(backend->recv(one, message.peer, tag));
    }
    work->messages_.insert(work->messages_.end(), coming.begin(), coming.end());
    for (auto& message : sent) {
      one[0] = message.bytes;
      work->messages_.push_back(backend->send(one, message.peer, tag));
      if (!behind.defined()) continue;
      one[0] = behind.narrow(0, 1, 1);
      work->messages_.push_back(backend->send(one, message.peer, tag));
    }
  } catch (...) {
    // As of any other collective, the error comes out of waiting for it.
    work->complete(std::current_exception());
    return work;
  }
  work->delegate_ = [waiters = waiters_, unfinished = unfinished_, self = std::weak_ptr<Work>(work)] {
    ++*unfinished;
    waiters->add([unfinished, work = self.lock()] {
      while (!work->end_messages()) {
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
    for (auto& message : work->messages_) message->abort();
  }
}

}  // namespace acc
