#!/usr/bin/env bash
# lifeline SIGNAL GRACE_SECONDS COMMAND [ARGUMENT...]
#
# Becomes COMMAND, so that the process the runner started is the service itself. Beside it stays a watcher that reads
# the runner's pipe: on "stop", and just the same when the pipe closes because the runner died, it signals COMMAND and
# kills it once the grace period is over. "over" tells it that COMMAND has already ended.
signal=$1
grace=$2
shift 2
target=$$
exec 3<&0 </dev/null

watch() {
    trap '' HUP INT TERM
    exec >/dev/null 2>&1
    if read -r word <&3 && [ "$word" = over ]; then exit; fi
    kill -s "$signal" "$target" || exit
    tenths=$((grace * 10))
    while [ "$tenths" -gt 0 ]; do
        sleep 0.1
        kill -0 "$target" || exit
        tenths=$((tenths - 1))
    done
    kill -s KILL "$target"
}

# Forked twice: COMMAND must not find a child that it did not start (PostgreSQL would take its death for a crash).
(watch &)
exec 3<&-
exec "$@"
