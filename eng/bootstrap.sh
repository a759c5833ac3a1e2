#!/bin/sh
# Usage: bootstrap.sh [packages wanted beside what the build needs]
# Checks what the build needs and installs what Debian's packages can supply; silent and quick when nothing is missing.
# Plain POSIX shell, here and in the commands that call it, so that a system without bash gets its answer too.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
extra=$*

stop() {
  {
    printf 'error: %s\n' "$1"
    printf '  found: %s\n' "$2"
    printf '  to do: %s\n' "$3"
  } >&2
  exit 1
}

has() {
  command -v "$1" >/dev/null 2>&1
}

system_name() {
  file=${ACCELERATE_OS_RELEASE:-/etc/os-release}
  name=$(sed -n 's/^PRETTY_NAME="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' "$file" 2>/dev/null) || name=
  printf '%s' "${name:-an unnamed system}"
}

has_glibc() {
  getconf GNU_LIBC_VERSION >/dev/null 2>&1 || ldd --version 2>&1 | grep -qi -e 'glibc' -e 'gnu libc'
}

check_system() {
  if [ "$(uname -s)" != Linux ]; then
    stop 'This system is not supported.' "$(uname -s)" 'use Linux: Debian 12 or newer is known to work, in a container or a virtual machine too.'
  fi
  case $(uname -m) in
    x86_64 | aarch64 | arm64) ;;
    *) stop 'This processor is not supported.' "$(uname -m)" 'use an x86_64 or aarch64 machine; libtorch is built for those two.' ;;
  esac
  if ! has_glibc; then
    stop 'libtorch needs a glibc system.' "$(system_name), whose C library is not glibc (musl?)" \
      'use a glibc system such as Debian 12 or newer; there is no libtorch for musl.'
  fi
}

check_sdk() {
  wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$root/global.json")
  band=${wanted%.*}
  download="https://dotnet.microsoft.com/download/dotnet/$band"
  if ! has dotnet; then
    stop 'The .NET SDK is missing.' "no 'dotnet' on the PATH" "install the .NET SDK $wanted or a later $band SDK ($download), then run this again."
  fi
  if (cd "$root" && dotnet --version) >/dev/null 2>&1; then
    return
  fi
  if ! listed=$(dotnet --list-sdks 2>&1); then
    stop "'dotnet' does not start." "$(printf '%s\n' "$listed" | sed -n '/./{p;q;}')" "repair the .NET installation ($download), then run this again."
  fi
  installed=$(printf '%s\n' "$listed" | sed 's/ .*//' | tr '\n' ' ' | sed 's/ *$//')
  if [ -z "$installed" ]; then
    installed='none, only a runtime'
  fi
  stop "The .NET SDK does not fit: global.json asks for $wanted or a later $band SDK." "$installed" \
    "install the .NET SDK $wanted or a later $band SDK ($download), then run this again."
}

check_libtorch_path() {
  if [ ! -e "$LIBTORCH/share/cmake/Torch/TorchConfig.cmake" ]; then
    stop 'LIBTORCH does not name a libtorch.' "LIBTORCH=$LIBTORCH has no share/cmake/Torch/TorchConfig.cmake" \
      "set it to the root of an unpacked libtorch or to the torch folder of a Python installation, or unset it to use the libtorch-dev package."
  fi
}

add() {
  missing="$missing${missing:+ }$1"
}

find_missing() {
  missing=
  packages="dataset-fashion-mnist $extra"
  if [ -z "${LIBTORCH:-}" ]; then
    packages="libtorch-dev libopenblas0-openmp $packages"
  fi
  # shellcheck disable=SC2086 # one word a package
  installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' $packages 2>/dev/null) || :
  for package in $packages; do
    case "
$installed
" in
      *"
$package installed
"*) ;;
      *) add "$package" ;;
    esac
  done
  has cmake || add cmake
  has "${CXX:-c++}" || add g++
  has make || add make
}

# What is missing, without the packages that are named.
missing_without() {
  for package in $missing; do
    case " $* " in
      *" $package "*) ;;
      *) printf ' %s' "$package" ;;
    esac
  done
}

stop_without_apt() {
  # shellcheck disable=SC2086 # one word a package
  needed=$(missing_without dataset-fashion-mnist libopenblas0-openmp $extra | sed 's/libtorch-dev/libtorch/')
  if [ -z "$needed" ]; then
    return
  fi
  stop 'What the build needs is missing, and there is no apt-get to install it with.' "$(system_name); missing:$needed" \
    'install cmake, make and a C++17 compiler with the package manager of this system, unpack libtorch 1.13 or newer, and run this again with LIBTORCH=/path/to/libtorch.'
}

explain_failed_install() {
  if grep -q -i -e 'could not resolve' -e 'failed to fetch' -e 'temporary failure' -e 'could not connect' -e 'unable to connect' -e 'network is unreachable' "$1"; then
    stop 'apt-get could not reach its package sources.' "$(grep -i -m 1 -e 'could not resolve' -e 'failed to fetch' -e 'temporary failure' -e 'could not connect' -e 'unable to connect' -e 'network is unreachable' "$1")" \
      "connect this machine to the network (or check the proxy and /etc/apt), then run this again. Still to install: $missing"
  fi
  if grep -q -i -e 'unable to locate package' -e 'has no installation candidate' "$1"; then
    stop 'This distribution lacks a package.' "$(system_name): $(grep -i -m 1 -e 'unable to locate package' -e 'has no installation candidate' "$1")" \
      'use Debian 12 or newer, or unpack libtorch yourself and run this again with LIBTORCH=/path/to/libtorch.'
  fi
  stop 'apt-get could not install what is missing.' "$(grep -m 1 '^E:' "$1" || tail -n 1 "$1")" "repair apt-get (its output is above), then run this again. Still to install: $missing"
}

install_missing() {
  # shellcheck disable=SC2016 # the variable is for sh -c
  script='export DEBIAN_FRONTEND=noninteractive; apt-get update; apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"'
  log=$(mktemp)
  status=$(mktemp)
  trap 'rm -f "$log" "$status"' EXIT
  printf 'Installing %s (this can take a few minutes) ...\n' "$missing" >&2
  # apt-get update reports an unreachable source as a mere warning, so only the installation decides.
  # shellcheck disable=SC2086 # one word a package
  {
    code=0
    $become sh -c "$script" sh $missing || code=$?
    printf '%s' "$code" >"$status"
  } 2>&1 | tee "$log" >&2
  if [ "$(cat "$status")" != 0 ]; then
    explain_failed_install "$log"
  fi
}

check_packages() {
  find_missing
  if [ -z "$missing" ]; then
    return
  fi
  if ! has apt-get || ! has dpkg-query; then
    stop_without_apt
    printf 'note: Fashion-MNIST comes as a Debian package (dataset-fashion-mnist), which this system lacks; ./quickstart.sh --data FOLDER takes its four files from elsewhere.\n' >&2
    return
  fi
  become=
  if [ "$(id -u)" != 0 ]; then
    if has sudo && sudo -n true >/dev/null 2>&1; then
      become='sudo -n'
    else
      # shellcheck disable=SC2086 # one word a package
      if [ -z "$(missing_without $extra)" ]; then
        printf 'note: without %s, which this user may not install, the tests that need it are skipped.\n' "$missing" >&2
        return
      fi
      stop 'Packages are missing, and this user may not install them.' "missing: $missing" \
        "run this line, then run this again:
sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing"
    fi
  fi
  install_missing
  find_missing
  if [ -n "$missing" ]; then
    stop 'Packages are still missing after the installation.' "missing: $missing" "look at the output of apt-get above, then run this again."
  fi
}

check_system
check_sdk
if [ -n "${LIBTORCH:-}" ]; then
  check_libtorch_path
fi
check_packages
