#!/bin/sh
# Usage: build.sh <project or solution>. Builds it in Release and shows the build's output only if it fails.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
log=$(mktemp)
trap 'rm -f "$log"' EXIT

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
printf 'Building %s ...\n' "$1" >&2
if (cd "$root" && dotnet build "$1" -c Release -v quiet -nologo) >"$log" 2>&1; then
  exit 0
fi

cat "$log" >&2
if grep -q -e 'NU1301' -e 'NU1101' "$log"; then
  printf 'error: The NuGet packages of %s could not be restored.\n' "$1" >&2
  printf '  to do: connect this machine to the network once (or configure a package source), then run this again.\n' >&2
else
  printf 'error: %s does not build; the messages are above.\n' "$1" >&2
fi
exit 1
