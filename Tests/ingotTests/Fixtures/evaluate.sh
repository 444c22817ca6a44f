# Evaluates one point: a JSON object in, a JSON object out, in whole numbers and without any other program but sleep.
read -r line
value() {
    rest=${line#*\"$1\":}
    rest=${rest%%[,\}]*}
    echo "${rest#\"}"
}
a=$(value a)
b=$(value b)
depth=1
case $line in *\"depth\":*) depth=$(value depth) ;; esac
speed=$((a * (60 - a) * b * depth))
if [ "$1" = high ]; then
    sleep 0.02
    speed=$((speed - a * depth * 7))
fi
heat=$((speed / 4 + a * b))
echo "{\"objectives\": {\"speed\": $speed, \"heat\": $heat}, \"constraints\": {\"slack\": $((3000 - heat))}}"
