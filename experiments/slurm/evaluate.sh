#!/bin/sh
# One evaluation: reads a request of Ingot, takes the given time, and answers with two objectives and a constraint.
request=$(cat)
value() { printf '%s\n' "$request" | sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p"; }
sleep "$1"
awk -v x1="$(value x1)" -v x2="$(value x2)" -v stages="$(value stages)" -v dataflow="$(value dataflow)" 'BEGIN {
    penalty = dataflow == "ws" ? 0 : dataflow == "os" ? 0.05 : 0.1
    g = 1 + x2 * x2 + penalty + (stages - 6) * (stages - 6) / 100
    printf "{\"objectives\": {\"f1\": %.15g, \"f2\": %.15g}, ", x1, g * (1 - sqrt(x1 / g))
    printf "\"constraints\": {\"c1\": %.15g}}\n", x1 + x2 - 0.1
}'
