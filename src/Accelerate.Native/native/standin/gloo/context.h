// The name is all that ProcessGroupGloo.hpp needs.
#pragma once
#include <memory>
namespace gloo {
class Context;
}
