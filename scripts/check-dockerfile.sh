#!/usr/bin/env bash
# Runs the Dockerfile without a container engine: its COPY and RUN steps in an empty folder, from `git archive`, then its ENTRYPOINT as an
# unprivileged user on a read-only root file system. What it cannot check is the base image: it uses the Node of this machine.
set -euo pipefail

repo=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
chmod 755 "$work"
server=
cleanup() {
  [ -n "$server" ] && kill -KILL "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT

say() { printf '%s\n' "$*"; }
fail() { say "FAILED: $*"; exit 1; }

# The build context: what is committed, less what .dockerignore names (plain paths only).
context=$work/context
mkdir "$context"
git -C "$repo" archive "${1:-HEAD}" | tar -x -C "$context"
while read -r path; do
  case $path in '' | '#'*) continue ;; *[*!]*) fail ".dockerignore: $path is a pattern; this script knows plain paths" ;; esac
  rm -rf "${context:?}/$path"
done <"$context/.dockerignore"

root=            # of the stage that is being built
stages=0
cwd=/
declare -A stage_root environment
entrypoint= command= healthcheck= user=root

# Paths of the image that the steps write to, moved below the stage.
inside() { sed -E "s#(^|[ =])(/app|/data)#\1$root\2#g; s#-o node -g node#-o 1000 -g 1000#" <<<"$1"; }

copy() {
  local from=$context
  if [[ $1 == --from=* ]]; then from=${stage_root[${1#--from=}]}; shift; fi
  local target=${*: -1}
  [[ $target == /* ]] && target=$root$target || target=$root$cwd/$target
  [ $# -gt 2 ] && mkdir -p "$target"
  for source in "${@:1:$#-1}"; do
    [ -e "$from/${source#/}" ] || fail "COPY $source: not in the context"
    if [ -d "$from/${source#/}" ]; then mkdir -p "$target" && cp -a "$from/${source#/}/." "$target"; else cp -a "$from/${source#/}" "$target"; fi
  done
}

run() {
  (cd "$root$cwd" && env "${pairs[@]}" bash -ec "$(inside "$1")") >"$work/log" 2>&1 || { cat "$work/log"; fail "RUN $1"; }
  # The image has a newer Node, whose better-sqlite3 needs no compiling; this machine's may be 20.
  if [[ $1 == 'npm ci'* && $(node -p 'parseInt(process.versions.node)') -lt 22 ]]; then
    say '  (and better-sqlite3 for Node 20 compiled)'
    run 'npm rebuild better-sqlite3 --ignore-scripts=false'
  fi
}

pairs=(PATH="$PATH" HOME="$HOME")
while IFS= read -r line; do
  word=${line%% *}
  rest=${line#* }
  case $word in
    '' | '#'*) continue ;;
    FROM)
      stages=$((stages + 1)) root=$work/stage$stages cwd=/ environment=()
      mkdir "$root"
      [[ $rest == *' AS '* ]] && stage_root[${rest##* AS }]=$root
      ;;
    WORKDIR) cwd=$rest && mkdir -p "$root$cwd" ;;
    ENV) for pair in $rest; do environment[${pair%%=*}]=$(inside "${pair#*=}"); done ;;
    COPY) read -ra words <<<"$rest" && copy "${words[@]}" ;;
    RUN) say "$line" && run "$rest" && continue ;;
    USER) user=$rest ;;
    ENTRYPOINT) entrypoint=$rest ;;
    CMD) command=$rest ;;
    HEALTHCHECK) healthcheck=${rest#*CMD } ;;
    VOLUME | EXPOSE | STOPSIGNAL) ;;
    *) fail "$word: this script does not know it" ;;
  esac
  say "$line"
done < <(sed -e ':join' -e '/\\$/{N;s/\\\n *//;b join' -e '}' "$context/Dockerfile")

[ "$user" = node ] || fail "the image runs as $user"
[ -n "$entrypoint" ] && [ -n "$command" ] && [ -n "$healthcheck" ] || fail "ENTRYPOINT, CMD and HEALTHCHECK are needed, in exec form"

# As in the container: user 1000, nothing writable but the data folder.
app=$root/app data=$root/data
port=18999
for name in "${!environment[@]}"; do pairs+=("$name=${environment[$name]}"); done
pairs+=(BEAGLE_PORT=$port HOME=/nonexistent)
jailed() { # PARAMETERS: the exec form of ENTRYPOINT with these in place of CMD
  local words
  mapfile -t words < <(node -e 'for (const word of JSON.parse(process.argv[1])) console.log(word)' "$entrypoint")
  cd "$app"
  exec unshare --mount --propagation private bash -ec '
    mount --bind "$1" "$1"
    mount -o remount,bind,ro /
    mountpoint -q /tmp && mount -o remount,bind,ro /tmp
    shift
    exec setpriv --reuid=1000 --regid=1000 --clear-groups --no-new-privs env -i "$@"' jail "$data" "${pairs[@]}" "${words[@]}" "$@"
}
healthy() { env -i "${pairs[@]}" node -e '
  const [program, ...words] = JSON.parse(process.argv[1])
  process.exit(require("node:child_process").spawnSync(program, words).status)' "$healthcheck"; }

(jailed --version) >/dev/null || fail "the image cannot be started read-only as uid 1000"
(cd "$app" && unshare --mount --propagation private bash -ec 'mount -o remount,bind,ro /; ! touch probe 2>/dev/null') || fail "the root file system is not read-only"
key=$(jailed key create --client check --role courier 2>"$work/log") || { cat "$work/log"; fail "key create"; }
say "first key: ${key:0:13}..."

mapfile -t words < <(node -e 'for (const word of JSON.parse(process.argv[1])) console.log(word)' "$command")
(jailed "${words[@]}") >"$work/server.log" 2>&1 &
server=$!
for _ in $(seq 40); do healthy && break; sleep 0.25; done
healthy || { cat "$work/server.log"; fail "HEALTHCHECK"; }
say "healthy"
[ ! -e "$data/demo-keys.json" ] || fail "demo keys were made"

answer=$(curl -sf "http://127.0.0.1:$port/v1/score" -H "authorization: Bearer $key" -H 'content-type: application/json' \
  -d '{"contents":[{"description":"carved ivory bracelet"}],"sender":{"country":"TH"},"addressee":{"country":"BE"}}') || fail "POST /v1/score"
[[ $answer == *'"status":"scored"'* ]] || fail "not scored: $answer"
say "scored: $answer"

kill -TERM "$server"
code=0
wait "$server" || code=$?
server=
[ "$code" = 0 ] || { tail -5 "$work/server.log"; fail "SIGTERM: exit $code"; }
say "SIGTERM: exit 0"
say "image: app $(du -sm "$app" | cut -f1) MB without the base image, data $(du -sk "$data" | cut -f1) KB"
say "OK with $(node --version)"
