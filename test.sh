#!/bin/sh
# Installs what is missing, builds everything, runs every test. The last line says: N passed, N failed, N skipped.
set -eu

usage() {
  cat <<'TEXT'
Usage: ./test.sh [--long] [--update-expected]
  --long             also run the slow sweeps (sets ACCELERATE_LONG_TESTS=1)
  --update-expected  write the number of tests of each project to tests/expected-tests, if none failed
TEXT
}

update=
limit=600
for option in "$@"; do
  case $option in
    --long)
      export ACCELERATE_LONG_TESTS=1
      limit=3600
      ;;
    --update-expected) update=--update-expected ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      printf 'error: unknown option %s\n' "$option" >&2
      usage >&2
      exit 2
      ;;
  esac
done

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
results=$root/artifacts/test-results

# What the programs of several processes are tested beside: PyTorch on the same libtorch, an MPI, network namespaces.
"$root/eng/bootstrap.sh" python3-torch openmpi-bin iproute2
"$root/eng/build.sh" Accelerate.sln
"$root/eng/run-tests.sh" "$root/tests" "$results" "$limit"
"$root/eng/summarize-tests.sh" "$results" "$root/tests/expected-tests" $update
