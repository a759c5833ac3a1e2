// The connections that Gloo makes between ranks of one machine.
#pragma once
#include <set>
#include <string>

namespace acc {

// Tells the connections made from now on from those before.
class NewConnections {
 public:
  NewConnections();
  // Takes congestion control that spreads packets over time (BBR), which is made for networks, off connections within this
  // machine: there it does nothing but let messages wait, for milliseconds.
  void speed_up_local() const;

 private:
  std::set<std::string> before_;
};

}  // namespace acc
