# Evaluates one point in whole numbers, and notes each answer in the file `answers` beside it.
read -r line
value() {
    rest=${line#*\"$1\":}
    rest=${rest%%[,\}]*}
    echo "${rest#\"}"
}
a=$(value a)
b=$(value b)
trial=$(value trial)
# A child in a session of its own, as programs have that start servers: it must not outlive its program.
setsid sleep 3600 > /dev/null 2>&1 < /dev/null &
# Every ninth trial fails at first, and every eleventh for good.
if [ $((trial % 9)) = 0 ] && [ "$(value attempt)" = 1 ]; then exit 3; fi
if [ $((trial % 11)) = 0 ]; then exit 4; fi
speed=$((a * (60 - a) * b))
if [ "$1" = high ]; then
    sleep 0.05
    speed=$((speed - a * 7))
fi
heat=$((speed / 4 + a * b))
echo "$trial" >> answers
echo "{\"objectives\": {\"speed\": $speed, \"heat\": $heat}, \"constraints\": {\"slack\": $((3000 - heat))}}"
