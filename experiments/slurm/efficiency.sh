#!/bin/bash
# How much of 64 evaluators that only sleep for 1 s is lost: on this machine, and as many packed into four array tasks of
# a Slurm on this machine. The figure is the ideal time over that of the whole command, from its start to its end.
#
#   efficiency.sh [EVALUATIONS]       3840
#
# INGOT names the command if it is not .build/release/ingot.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ingot=${INGOT:-$here/../../.build/release/ingot}
evaluations=${1:-3840}
[[ -x $ingot ]] || { echo "efficiency.sh: $ingot is not there; run make build" >&2; exit 1; }

work=$(mktemp -d "${TMPDIR:-/tmp}/ingot-slurm-XXXXXX")
finish() {
    "$here/cluster.sh" stop "$work/cluster" || true
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

measure() {
    local begin=$EPOCHREALTIME
    "$ingot" run "$work/$1.yaml" --checkpoint "$work/$1.ingot" --quiet >/dev/null
    awk -v name="$1" -v n="$evaluations" -v s="$EPOCHREALTIME" -v b="$begin" 'BEGIN {
        ideal = int((n + 63) / 64)
        printf "%-6s %d evaluations of 1 s, 64 at a time: %.2f s, ideal %d s, efficiency %.1f %%\n", \
            name, n, s - b, ideal, 100 * ideal / (s - b)
    }'
    end=$EPOCHREALTIME
}

sed -e "s/evaluations: 3840/evaluations: $evaluations/" -e '/^executor:/d' "$here/sleep.yaml" >"$work/common.yaml"
{ cat "$work/common.yaml"; echo "executor: {kind: local, workers: 64}"; } >"$work/local.yaml"
measure local

if "$here/cluster.sh" check; then
    mkdir "$work/shared"
    { cat "$work/common.yaml"; grep '^executor:' "$here/sleep.yaml" | sed "s|directory: [^,]*|directory: $work/shared|"; } >"$work/slurm.yaml"
    "$here/cluster.sh" start "$work/cluster"
    export SLURM_CONF=$work/cluster/slurm.conf
    measure slurm
    first=$(stat -c %.Y "$work"/shared/*/workers/*.begun | sort -n | head -n 1)
    awk -v n="$evaluations" -v s="$end" -v b="$first" 'BEGIN {
        printf "       without the wait for the cluster to start a task: %.2f s, efficiency %.1f %%\n", \
            s - b, 100 * int((n + 63) / 64) / (s - b)
    }'
else
    echo "slurm  skipped"
fi
