#!/bin/sh
# What a CI job runs before anything trains: a finding of any rule, or any other warning, fails the build.
set -eu
cd "$(dirname -- "$0")"
dotnet build -warnaserror --no-incremental -nologo "$@"
