#!/bin/bash
# Starts the AppHost several times and prints, for each run, the seconds until all three services are healthy, and the
# CPU seconds and the memory that each program has used by then (Linux). Memory that processes of Postgres share is
# counted for each of them.
#
#   eng/measure-start.sh 5 --no-build        five starts of what is built
#   eng/measure-start.sh 5                   five starts with the README's command
set -u
cd "$(dirname "$0")/.."
runs=${1:-5}
shift

healthy() {
    for port in 5181 5180 5182; do
        [ "$(curl -s -m 2 -o /dev/null -w '%{http_code}' --noproxy '*' "http://127.0.0.1:$port/ready")" = 200 ] \
            || return 1
    done
}

# The sum of a column of ps (times: CPU seconds; rss: resident KiB) over the processes of each program.
sum_of() {
    ps -eo "$1=,args=" | awk -v unit="$2" '
        /AppHost\/debug\/AppHost/ { name = "AppHost" }
        /orchestration.*dcp/ { name = "DCP" }
        /Aspire.Dashboard/ { name = "dashboard" }
        /PatientApi.dll/ { name = "APIs" }
        /PatientGateway.dll/ { name = "gateway" }
        /ResilienceConsole.dll/ { name = "console" }
        /GarnetServer|redis-server/ { name = "Redis" }
        /bin\/postgres|^ *[0-9]+ postgres:/ { name = "Postgres" }
        /dotnet run/ { name = "dotnet run" }
        name != "" { sum[name] += $1; name = "" }
        END { for (name in sum) printf " %s %d", name, sum[name] / unit; print "" }'
}

for _ in $(seq "$runs"); do
    began=$(date +%s.%N)
    setsid dotnet run "$@" --project AppHost >/dev/null 2>&1 </dev/null &
    run=$!
    until healthy; do
        kill -0 "$run" 2>/dev/null || { echo "The AppHost ended; run it by hand to see why." >&2; exit 1; }
        sleep 0.2
    done
    echo "$(echo "$(date +%s.%N) - $began" | bc) s; CPU seconds:$(sum_of times 1)"
    echo "    resident MiB:$(sum_of rss 1024)"
    kill -TERM -- "-$run"
    while pgrep -f 'orchestration.*dcp|PatientApi.dll' >/dev/null; do sleep 0.2; done
done
