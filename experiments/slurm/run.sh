#!/bin/bash
# A campaign on a real Slurm of three nodes on this machine, one of which is lost, and whose controller is killed and
# resumed elsewhere; it must end with the CSV of an undisturbed campaign on this machine alone.
#
#   run.sh [EVALUATIONS [WORKERS]]    500 evaluations of 1 s, 24 side by side
#
# Status 3 where Slurm cannot run, with what is missing. INGOT names the command if it is not .build/release/ingot.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ingot=${INGOT:-$here/../../.build/release/ingot}
evaluations=${1:-500}
pack=$((${2:-24} / 6))
lookahead=$((12 * pack - 1))
[[ -x $ingot ]] || { echo "run.sh: $ingot is not there; run make build" >&2; exit 1; }
"$here/cluster.sh" check || exit 3

work=$(mktemp -d "${TMPDIR:-/tmp}/ingot-slurm-XXXXXX")
controller=
finish() {
    [[ -z $controller ]] || kill -9 "$controller" 2>/dev/null || true
    "$here/cluster.sh" stop "$work/cluster" || true
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

say() { printf '%6.1f s  %s\n' "$(awk -v a="$EPOCHREALTIME" -v b="$begin" 'BEGIN { print a - b }')" "$1"; }
die() {
    echo "run.sh: $1" >&2
    tail -n 20 "$work"/slurm.err "$work"/shared/*/controller.log 2>/dev/null >&2 || true
    exit 1
}
begin=$EPOCHREALTIME

# The same campaign for both executors, but for the line that says which.
mkdir "$work/files" "$work/shared" "$work/elsewhere"
cp "$here/evaluate.sh" "$work/files"
sed -e "s/evaluations: 500/evaluations: $evaluations/" -e "s/lookahead: 47/lookahead: $lookahead/" \
    -e "s/population: 24/population: $((6 * pack))/" -e '/^executor:/d' "$here/campaign.yaml" >"$work/files/common.yaml"
{ cat "$work/files/common.yaml"; echo "executor: {kind: local, workers: $((6 * pack))}"; } >"$work/files/local.yaml"
{
    cat "$work/files/common.yaml"
    echo "executor: {kind: slurm, directory: $work/shared, tasks: 6, pack: $pack, cpus: 16, idle_s: 30, poll_s: 1," \
        "completion_log: $work/cluster/completions.log}"
} >"$work/files/slurm.yaml"

"$ingot" run "$work/files/local.yaml" --checkpoint "$work/local.ingot" --quiet >/dev/null
say "local: $evaluations evaluations, undisturbed"

"$here/cluster.sh" start "$work/cluster"
export SLURM_CONF=$work/cluster/slurm.conf
say "slurm: controller and $(sinfo -h -N -o %N | wc -l) nodes are up"

answered() { find "$work"/shared/*/taken "$work"/shared/*/answers -name '*.json' 2>/dev/null | wc -l || true; }
wait_for() {
    local attempt
    for ((attempt = 0; attempt < 1200; attempt++)); do
        if (($(answered) >= $1)); then return; fi
        if [[ -n $controller ]] && ! kill -0 "$controller" 2>/dev/null; then die "the controller ended by itself"; fi
        sleep 0.1
    done
    die "no $1 answers within 120 s"
}

start=$EPOCHREALTIME
"$ingot" run "$work/files/slurm.yaml" --checkpoint "$work/slurm.ingot" --quiet >/dev/null 2>"$work/slurm.err" &
controller=$!
wait_for $((evaluations / 5))
"$here/cluster.sh" kill-node "$work/cluster" node2
say "killed node2 and all on it, after $(answered) answers"
for ((attempt = 0; attempt < 600; attempt++)); do
    if [[ -n $(ls "$work"/shared/*/fenced) ]]; then break; fi
    sleep 0.1
done
say "noticed: $(ls "$work"/shared/*/fenced | wc -l) evaluations are begun again"
kill -9 "$controller"
wait "$controller" 2>/dev/null || true
controller=
before=$(answered)
say "killed the controller of Ingot, after $before answers"
sleep 1
say "while there was none: $(($(answered) - before)) more answers"

# Elsewhere: in another folder, with the checkpoint moved there.
mv "$work"/slurm.ingot* "$work/elsewhere"
cd "$work/elsewhere"
"$ingot" resume slurm.ingot --quiet >/dev/null 2>"$work/slurm.err" &
controller=$!
wait "$controller" || die "ingot resume failed"
controller=
say "slurm: the campaign has ended, $(awk -v a="$EPOCHREALTIME" -v b="$start" 'BEGIN { printf "%.1f", a - b }') s after it began"

for kind in "" --all-trials; do
    "$ingot" export pareto $kind "$work/local.ingot" --output "$work/local$kind.csv"
    "$ingot" export pareto $kind "$work/elsewhere/slurm.ingot" --output "$work/slurm$kind.csv"
    cmp "$work/local$kind.csv" "$work/slurm$kind.csv" || die "the CSVs differ"
done
(($(wc -l <"$work/slurm--all-trials.csv") == evaluations + 1)) || die "not $evaluations trials"
left=$(squeue -h -t pending,running,completing -o %i | wc -l)
for attempt in 1 2 3 4 5 6 7 8 9 10; do
    ((left > 0)) || break
    sleep 1
    left=$(squeue -h -t pending,running,completing -o %i | wc -l)
done
((left == 0)) || die "$left tasks are left"
# The last line of each controller has its counts.
grep -h '"message":"controller ends"' "$work"/shared/*/controller.log | tail -n 1 | grep -o '"counts":{[^}]*}' || true
lost=$(grep -c '"message":"lost ' "$work"/shared/*/controller.log || true)
echo "workers lost: $lost, requests fenced: $(ls "$work"/shared/*/fenced | wc -l)," \
    "jobs: $(grep -c '"message":"submitted' "$work"/shared/*/controller.log)"
echo "same CSV as the local executor: $(($(wc -l <"$work/slurm.csv") - 1)) rows on the front, $evaluations trials"
