#!/bin/sh
# Usage: run-tests.sh <folder of test projects> <results folder> <limit in seconds per project>
# Runs each project's test program and leaves <project>.xml (its report) and <project>.exit (its exit code) in the results folder.
# Prints failed and skipped tests as they happen, without each program's own sum. Succeeds whatever the tests say: summarize-tests.sh judges.
set -eu

tests=$1
results=$2
limit=$3

export TESTINGPLATFORM_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_NOBANNER=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
rm -rf "$results"
mkdir -p "$results"

for project in "$tests"/*/*.Tests.csproj; do
  [ -e "$project" ] || continue
  name=$(basename "$project" .csproj)
  program=$(dirname "$project")/bin/Release/net10.0/$name
  printf '%s\n' "--- $name"
  {
    code=0
    if [ -x "$program" ]; then
      timeout -k 10 "$limit" "$program" --no-ansi --no-progress --results-directory "$results" --report-xunit --report-xunit-filename "$name.xml" || code=$?
    else
      printf 'There is no %s.\n' "$program"
      code=127
    fi
    printf '%s\n' "$code" >"$results/$name.exit"
  } 2>&1 | sed -u '/^  In process file artifacts produced:$/,$d'
done
