#!/bin/sh
# Usage: summarize-tests.sh <results folder> <expected-tests file> [--update-expected]
# Adds up what run-tests.sh left behind. A project that crashed, ran no test, or ran fewer tests than expected counts as one failure.
set -eu

results=$1
expected=$2
expected_name=$(basename "$expected")
update=${3:-}

attribute() {
  # The first <assembly …> element of xunit's report holds the totals.
  awk -v name="$2" '
    match($0, /<assembly [^>]*>/) {
      element = substr($0, RSTART, RLENGTH)
      if (match(element, " " name "=\"[0-9]+\"")) {
        value = substr(element, RSTART, RLENGTH)
        gsub(/[^0-9]/, "", value)
        print value
      }
      exit
    }' "$1"
}

expected_of() {
  [ -e "$expected" ] || return 0
  awk -v name="$1" '$1 == name { print $2 }' "$expected"
}

passed=0
failed=0
skipped=0
counts=

problem() {
  printf 'error: %s\n' "$1"
  failed=$((failed + 1))
}

explain_exit() {
  case $1 in
    124) printf 'was stopped because it ran too long' ;;
    137) printf 'was killed (out of memory, or it hung)' ;;
    127) printf 'was not built (is it part of Accelerate.sln?)' ;;
    *) printf 'ended with exit code %s before it reported its tests' "$1" ;;
  esac
}

for exit_file in "$results"/*.exit; do
  [ -e "$exit_file" ] || continue
  name=$(basename "$exit_file" .exit)
  code=$(cat "$exit_file")
  report=$results/$name.xml
  total=
  if [ -s "$report" ]; then
    total=$(attribute "$report" total)
  fi
  if [ -z "$total" ]; then
    problem "$name $(explain_exit "$code")."
    continue
  fi

  project_passed=$(attribute "$report" passed)
  project_failed=$(($(attribute "$report" failed) + $(attribute "$report" errors)))
  project_skipped=$(attribute "$report" skipped)
  printf '%s: %s passed, %s failed, %s skipped\n' "$name" "$project_passed" "$project_failed" "$project_skipped"
  passed=$((passed + project_passed))
  failed=$((failed + project_failed))
  skipped=$((skipped + project_skipped))
  ran=$((project_passed + $(attribute "$report" failed) + project_skipped))
  counts="$counts$name $ran
"

  # 2 says that a test failed and 8 that none ran, which the totals tell too.
  case $code in
    0) ;;
    2) [ "$project_failed" -gt 0 ] || problem "$name ended with exit code 2 though no test failed." ;;
    8) [ "$ran" -eq 0 ] || problem "$name ended with exit code 8 though it ran tests." ;;
    *) problem "$name reported its tests, but ended with exit code $code." ;;
  esac
  if [ "$ran" -eq 0 ]; then
    problem "$name ran no test."
    continue
  fi
  if [ -n "$update" ]; then
    continue
  fi
  wanted=$(expected_of "$name")
  if [ -z "$wanted" ]; then
    problem "$name is not in $expected_name. Run ./test.sh --update-expected and commit the file."
  elif [ "$ran" -lt "$wanted" ]; then
    problem "$name ran $ran tests, expected at least $wanted. If tests were removed on purpose, run ./test.sh --update-expected and commit the file."
  fi
done

if [ -z "$update" ] && [ -e "$expected" ]; then
  while read -r name _; do
    if [ ! -e "$results/$name.exit" ]; then
      problem "$name did not run, though $expected_name names it."
    fi
  done <"$expected"
fi
if [ "$((passed + failed + skipped))" -eq 0 ]; then
  problem 'No test ran.'
fi
if [ -n "$update" ]; then
  if [ "$failed" -eq 0 ]; then
    printf '%s' "$counts" | LC_ALL=C sort >"$expected"
  else
    printf 'error: %s was left as it is, because of the failures.\n' "$expected_name"
  fi
fi

printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
