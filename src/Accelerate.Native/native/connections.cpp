// The connections that Gloo makes between ranks of one machine.
#include "connections.h"

#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>

namespace acc {
namespace {

// Reno is the one algorithm that every kernel has and lets every user choose.
constexpr char unpaced[] = "reno";

// The open sockets by what identifies them, since the number of a closed one is soon another's.
std::map<std::string, int> sockets() {
  std::map<std::string, int> found;
  std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc/self/fd"), closedir);
  if (!folder) return found;
  while (auto* entry = readdir(folder.get())) {
    char target[64];
    auto length = readlinkat(dirfd(folder.get()), entry->d_name, target, sizeof target);
    std::string name(target, length > 0 ? static_cast<size_t>(length) : 0);
    if (name.rfind("socket:", 0) == 0) found.emplace(std::move(name), std::atoi(entry->d_name));
  }
  return found;
}

// Whether both ends of a connection have one address, and so are on one machine.
bool is_local(int descriptor) {
  sockaddr_storage here{}, there{};
  socklen_t size_here = sizeof here, size_there = sizeof there;
  int protocol = 0;
  socklen_t size = sizeof protocol;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) != 0 || protocol != IPPROTO_TCP) return false;
  if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&here), &size_here) != 0) return false;
  if (getpeername(descriptor, reinterpret_cast<sockaddr*>(&there), &size_there) != 0 || here.ss_family != there.ss_family) return false;
  if (here.ss_family == AF_INET)
    return reinterpret_cast<sockaddr_in&>(here).sin_addr.s_addr == reinterpret_cast<sockaddr_in&>(there).sin_addr.s_addr;
  return here.ss_family == AF_INET6 &&
         std::memcmp(&reinterpret_cast<sockaddr_in6&>(here).sin6_addr, &reinterpret_cast<sockaddr_in6&>(there).sin6_addr, sizeof(in6_addr)) == 0;
}

}  // namespace

NewConnections::NewConnections() {
  for (auto& socket : sockets()) before_.insert(socket.first);
}

void NewConnections::speed_up_local() const {
  for (auto& socket : sockets())
    if (before_.count(socket.first) == 0 && is_local(socket.second))
      setsockopt(socket.second, IPPROTO_TCP, TCP_CONGESTION, unpaced, sizeof unpaced - 1);
}

}  // namespace acc
