// The names are all that ProcessGroupGloo.hpp needs.
#pragma once
#include <memory>
namespace gloo {
namespace transport {
class Device;
class UnboundBuffer;
}  // namespace transport
}  // namespace gloo
