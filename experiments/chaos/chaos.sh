#!/bin/bash
# Kills campaigns with SIGKILL at random moments, resumes them, and compares the end with that of a campaign left alone.
#
#   chaos.sh [KILLS] [SEED]        with INGOT=path of the command; 300 kills and seed 1 where nothing is said
#
# Two fifths of the kills go to evaluations inside the process, two to programs, 4 workers each, and one fifth to programs
# in order of arrival, where only one worker gives the same end each time. Exits with 1 where a result that was stored is
# lost or changed, a trial has two answers that count, the files differ, or a process is left behind.
set -u
kills=${1:-300}
RANDOM=${2:-1}
here=$(cd "$(dirname "$0")" && pwd)
ingot=$(realpath "${INGOT:-$here/../../.build/release/ingot}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

fail() {
    echo "FAILED: $*" >&2
    failures=$((failures + 1))
}

now() { date +%s%N; }

# The processes that work in a folder; one that has ended and waits for its parent is in none.
left_behind() {
    local process
    for process in /proc/[0-9]*; do
        process=${process#/proc/}
        [ "$process" = $$ ] || [ "$process" = "$BASHPID" ] && continue
        [ "$(cd /; readlink "/proc/$process/cwd")" = "$1" ] && echo "$process"
    done 2> /dev/null
}

# The rows of trials that have their result.
results() {
    [ -e c.ingot ] || return 0
    "$ingot" export pareto c.ingot --all-trials 2>> errors | tail -n +2 | grep -Ev ',(proposed|queued|running|cancelled),' |
        cut -d, -f1-3 | sort
}

chaos() {
    local name=$1 goal=$2 killed=0 campaigns=0 lost=0 duration begin
    mkdir -p "$work/$name/whole"
    cd "$work/$name/whole" || exit 1
    cp "$here/$name.yaml" c.yaml
    cp "$here/evaluate.sh" .
    begin=$(now)
    "$ingot" run c.yaml --quiet > /dev/null 2> errors || { fail "$name left alone: $(cat errors)"; return; }
    duration=$((($(now) - begin) / 1000000))
    "$ingot" export pareto c.ingot --all-trials > whole.csv
    while ((killed < goal)); do
        rm -rf "$work/$name/run"
        mkdir "$work/$name/run"
        cd "$work/$name/run" || exit 1
        cp "$here/$name.yaml" c.yaml
        cp "$here/evaluate.sh" .
        campaigns=$((campaigns + 1))
        : > before
        while :; do
            if [ -e c.ingot ]; then command=(resume c.ingot); else command=(run c.yaml); fi
            "$ingot" "${command[@]}" --quiet > /dev/null 2> errors &
            process=$!
            if ((killed < goal)); then
                # From the first moments of a process to two thirds of what the campaign takes.
                pause=$((RANDOM % (duration * 2 / 3 + 50)))
                sleep "$(printf '%d.%03d' $((pause / 1000)) $((pause % 1000)))"
                kill -KILL $process 2> /dev/null
            fi
            wait $process 2> /dev/null
            code=$?
            if ((code == 137)); then
                killed=$((killed + 1))
                for _ in $(seq 100); do
                    left=$(left_behind "$PWD")
                    [ -z "$left" ] && break
                    sleep 0.05
                done
                [ -n "$left" ] && fail "$name: processes $left outlive kill $killed"
                results > after
                # Nothing that was stored may be gone or otherwise.
                gone=$(comm -23 before after | wc -l)
                ((gone > 0)) && { lost=$((lost + gone)); fail "$name: $gone results are gone after kill $killed"; }
                mv after before
            elif ((code == 0)); then
                break
            else
                fail "$name: exit code $code: $(cat errors)"
                return
            fi
        done
        "$ingot" export pareto c.ingot --all-trials > run.csv
        cmp -s run.csv ../whole/whole.csv || fail "$name: campaign $campaigns differs from the one left alone"
        cmp -s c.csv ../whole/c.csv || fail "$name: the front of campaign $campaigns differs"
        "$ingot" doctor c.ingot --check > doctor || fail "$name: $(cat doctor)"
    done
    echo "$name: $killed kills over $campaigns campaigns of $(tail -n +2 ../whole/whole.csv | wc -l) trials" \
        "($duration ms undisturbed), $lost results lost"
}

begin=$(now)
chaos local $((kills * 2 / 5))
chaos command $((kills * 2 / 5))
chaos arrival $((kills - 2 * (kills * 2 / 5)))
echo "$kills kills in $((($(now) - begin) / 1000000000)) s, $failures failures"
((failures == 0))
