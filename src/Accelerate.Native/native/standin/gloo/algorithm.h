// ProcessGroupGloo.hpp includes this header of Gloo and uses nothing of it. Binary packages of libtorch carry no headers of Gloo.
#pragma once
