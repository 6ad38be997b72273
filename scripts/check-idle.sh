#!/usr/bin/env bash
# The second build of an unchanged checkout installs and compiles nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
before=$(stat -c '%Y' dist/server.js)
said=$(node scripts/run.mjs build 2>&1)
[ -z "$said" ] || { echo "it said: $said"; exit 1; }
[ "$(stat -c '%Y' dist/server.js)" = "$before" ] || { echo 'it compiled again'; exit 1; }
