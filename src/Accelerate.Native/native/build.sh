#!/usr/bin/env bash
# Builds the shim into a folder: build.sh <folder> [libtorch]. Says in one line what is missing.
set -uo pipefail
build=$1
libtorch=${2:-}
sources=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
log=$build/build.log
mkdir -p "$build"

fail() {
  echo "shim: $*"
  exit 1
}

command -v cmake > /dev/null || fail "cmake is missing. On Debian or Ubuntu: apt-get install cmake"
command -v "${CXX:-c++}" > /dev/null || fail "a C++17 compiler is missing (\$CXX, or c++). On Debian or Ubuntu: apt-get install g++"
if [ -n "$libtorch" ]; then
  [ -e "$libtorch/share/cmake/Torch/TorchConfig.cmake" ] ||
    fail "LIBTORCH is '$libtorch', which has no share/cmake/Torch/TorchConfig.cmake. It must be the root of an unpacked libtorch, or the torch folder of a Python installation."
fi

# A choice of another libtorch starts from nothing: cmake remembers the old one.
if [ -f "$build/CMakeCache.txt" ] && ! grep -qxF "LIBTORCH:UNINITIALIZED=$libtorch" "$build/CMakeCache.txt"; then
  rm -rf "$build/CMakeCache.txt" "$build/CMakeFiles"
fi
if ! cmake -S "$sources" -B "$build" -DCMAKE_BUILD_TYPE=Release "-DLIBTORCH=$libtorch" > "$log" 2>&1; then
  if grep -q 'Could not find a package configuration file provided by "Torch"' "$log"; then
    fail "libtorch is missing. On Debian or Ubuntu: apt-get install libtorch-dev libopenblas0-openmp; or set LIBTORCH to the folder of a libtorch."
  fi
  if grep -q 'Could NOT find OpenMP' "$log"; then
    fail "the compiler has no OpenMP. On Debian or Ubuntu: apt-get install g++"
  fi
  fail "cmake failed: $(grep -m1 -A2 'CMake Error' "$log" | tr '\n' ' ')"
fi
if ! cmake --build "$build" --parallel >> "$log" 2>&1; then
  fail "the shim does not compile against this libtorch: $(grep -m1 -E 'error:|Error' "$log")"
fi
