#!/bin/bash
# A Slurm of one controller and a few nodes on this machine, for tests: Debian's packages, several slurmd beside each
# other, no accounting database, loopback only, everything in one folder.
#
#   cluster.sh check                      says what is missing; status 3 where anything is
#   cluster.sh start FOLDER [NODES [CPUS]]  makes FOLDER and brings up node1 to nodeN (3, of 32 processors each)
#   cluster.sh kill-node FOLDER NODE      ends a node as a power cut would: its daemon and all that runs on it
#   cluster.sh start-node FOLDER NODE     brings it back
#   cluster.sh stop FOLDER                ends everything and removes FOLDER
#
# The client commands find it by SLURM_CONF=FOLDER/slurm.conf. It runs as whoever starts it, root or not.
set -euo pipefail

fail() {
    echo "cluster.sh: $1" >&2
    exit "${2:-1}"
}

check() {
    local missing=() program
    for program in munged slurmctld slurmd sbatch squeue scancel scontrol pgrep; do
        PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || missing+=("$program")
    done
    if ((${#missing[@]})); then
        fail "missing: ${missing[*]} (Debian: apt-get install slurmctld slurmd slurm-client munge)" 3
    fi
    [[ -r /proc/self/environ ]] || fail "missing: /proc, by which processes of a node are found" 3
}

# Process ids whose environment has both of two entries, or the one; others' processes cannot be read and are left out.
processes_with() {
    { grep -lzxF -e "$1" /proc/[0-9]*/environ | xargs -r grep -lzxF -e "${2:-$1}" | tr -dc '0-9\n'; } 2>/dev/null || true
}

# Process ids of the slurmstepd of a node, or of every node: their environment is overwritten, but each has its node's
# log open.
steps_of() {
    local process
    for process in $(pgrep -x slurmstepd || true); do
        if { readlink "/proc/$process/fd/"* || true; } 2>/dev/null | grep -q "^$folder/log/${1:-node[0-9]*}.log"; then
            echo "$process"
        fi
    done
}

# Ends a node's daemon, the slurmstepd that it started, and the jobs below those; or every node's and the controller.
# A daemon is known by a variable of its own, a job by what Slurm tells it.
kill_all() {
    local round processes
    for ((round = 0; round < 20; round++)); do
        if [[ -n $1 ]]; then
            processes=$(processes_with "INGOT_CLUSTER=$folder" "INGOT_NODE=$1"
                steps_of "$1"
                processes_with "SLURM_CONF=$folder/slurm.conf" "SLURMD_NODENAME=$1")
        else
            processes=$(processes_with "INGOT_CLUSTER=$folder"
                steps_of ""
                processes_with "SLURM_CONF=$folder/slurm.conf" "SLURM_CLUSTER_NAME=ingot")
        fi
        [[ -n $processes ]] || return 0
        # All are stopped before the first is killed: in a power cut nobody lives to report the end of another. One may
        # have ended meanwhile.
        kill -STOP $processes 2>/dev/null || true
        kill -9 $processes 2>/dev/null || true
        sleep 0.1
    done
    fail "processes that do not end: $processes"
}

is_port_free() {
    ! (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# The first of a row of free ports.
free_ports() {
    local count=$1 base port attempt
    for ((attempt = 0; attempt < 100; attempt++)); do
        base=$((20000 + RANDOM % 10000))
        for ((port = base; port < base + count; port++)); do
            is_port_free "$port" || continue 2
        done
        echo "$base"
        return
    done
    fail "no free ports found"
}

start_node() {
    SLURM_CONF=$folder/slurm.conf INGOT_CLUSTER=$folder INGOT_NODE=$1 slurmd -N "$1" || fail "slurmd -N $1 did not start; see $folder/log"
}

start() {
    check
    local nodes=${1:-3} processors=${2:-32} host base node
    [[ ! -e $folder ]] || fail "$folder is there already"
    mkdir -p "$folder"/{state,spool,log,run}
    folder=$(cd "$folder" && pwd)
    # munged wants a socket that others may reach, and a key and logs that they may not.
    chmod 755 "$folder" "$folder/run"
    chmod 700 "$folder/log" "$folder/state"
    host=$(hostname -s)
    base=$(free_ports $((nodes + 1)))
    {
        cat <<CONF
ClusterName=ingot
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$base
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
AuthType=auth/munge
AuthInfo=socket=$folder/run/munge.socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
SlurmctldPidFile=$folder/run/slurmctld.pid
SlurmdPidFile=$folder/run/%n.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/%n.log
# No control groups in most containers.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc=$folder/completions.log
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_interval=1
# The nodes claim more processors than the machine has.
SlurmdParameters=config_overrides
# A lost node is noticed within seconds, not minutes.
SlurmdTimeout=5
MessageTimeout=5
KillWait=2
MinJobAge=300
ReturnToService=1
MaxArraySize=10001
MaxJobCount=20000
CONF
        for ((node = 1; node <= nodes; node++)); do
            echo "NodeName=node$node NodeHostname=$host NodeAddr=127.0.0.1 Port=$((base + node)) CPUs=$processors"
        done
        echo "PartitionName=main Nodes=node[1-$nodes] Default=YES State=UP MaxTime=INFINITE"
    } >"$folder/slurm.conf"
    echo "CgroupAutomount=no" >"$folder/cgroup.conf"
    (umask 077 && head -c 128 /dev/urandom >"$folder/munge.key")
    INGOT_CLUSTER=$folder munged --force --key-file="$folder/munge.key" --socket="$folder/run/munge.socket" \
        --pid-file="$folder/run/munged.pid" --log-file="$folder/log/munged.log" --seed-file="$folder/run/munge.seed" \
        2>"$folder/log/munged.err" || fail "munged did not start: $(cat "$folder/log/munged.err")"
    export SLURM_CONF=$folder/slurm.conf
    INGOT_CLUSTER=$folder slurmctld -c || fail "slurmctld did not start; see $folder/log/slurmctld.log"
    for ((node = 1; node <= nodes; node++)); do start_node "node$node"; done
    local attempt
    for ((attempt = 0; attempt < 150; attempt++)); do
        if [[ $(sinfo -h -N -t idle -o %N 2>/dev/null | wc -l) == "$nodes" ]]; then return; fi
        sleep 0.2
    done
    tail -n 5 "$folder"/log/slurmctld.log >&2
    fail "the nodes did not come up within 30 s"
}

stop() {
    [[ -f $folder/slurm.conf ]] || return 0
    kill_all ""
    rm -rf "$folder"
}

PATH=$PATH:/usr/sbin
action=${1:-}
folder=${2:-}
case $action in
    check) check ;;
    start | stop | kill-node | start-node)
        [[ -n $folder ]] || fail "no folder given" 2
        [[ ! -d $folder ]] || folder=$(cd "$folder" && pwd)
        case $action in
            start) start "${3:-3}" "${4:-32}" ;;
            stop) stop ;;
            start-node) start_node "$3" ;;
            kill-node) kill_all "$3" ;;
        esac
        ;;
    *) sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
