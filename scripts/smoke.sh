#!/usr/bin/env bash
# The README's way in: npm start prints a curl, the curl gives a decision, SIGTERM ends it with exit code 0.
set -uo pipefail
cd "$(dirname "$0")/.."
data=$(mktemp -d)
log=$(mktemp)
trap 'kill "$server" 2>/dev/null; rm -rf "$data" "$log"' EXIT
BEAGLE_DATA_DIR=$data BEAGLE_PORT=0 npm start >"$log" 2>&1 &
server=$!
for _ in $(seq 300); do
  grep -q '^curl' "$log" && break
  kill -0 "$server" 2>/dev/null || { cat "$log"; exit 1; }
  sleep 0.1
done
answer=$(bash -c "$(grep '^curl' "$log")")
printf '%s\n' "$answer" | cut -c1-300
printf '%s' "$answer" | node -e '
  const decision = JSON.parse(require("fs").readFileSync(0, "utf8"))
  if (decision.status !== "scored" || decision.lane === "green") process.exit(1)
' || { echo 'no decision'; exit 1; }
# The server itself, not npm: npm answers a signal with its own exit code.
kill -TERM "$(grep -o '"pid":[0-9]*' "$log" | head -1 | cut -d: -f2)"
wait "$server"
code=$?
[ "$code" -eq 0 ] || { echo "exit code $code"; cat "$log"; exit 1; }
echo 'stopped with exit code 0'
