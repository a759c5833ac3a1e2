#!/bin/sh
# Installs what is missing, builds, and trains samples/FashionMnist. Options go to the sample; --help lists them.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
sample=samples/FashionMnist

"$root/eng/bootstrap.sh"
"$root/eng/build.sh" "$sample/FashionMnist.csproj"
exec dotnet "$root/$sample/bin/Release/net10.0/FashionMnist.dll" "$@"
