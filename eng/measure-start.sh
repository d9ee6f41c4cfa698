#!/bin/bash
# Starts the AppHost several times and prints, for each run, the seconds until all three services are healthy and the
# CPU seconds that each process has used by then (Linux).
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

cpu_seconds() {
    ps -eo times=,args= | awk '
        /AppHost\/debug\/AppHost/ { name = "AppHost" }
        /orchestration.*dcp/ { name = "DCP" }
        /Aspire.Dashboard/ { name = "dashboard" }
        /PatientApi.dll/ { name = "APIs" }
        /PatientGateway.dll/ { name = "gateway" }
        /GarnetServer|redis-server/ { name = "Redis" }
        /bin\/postgres/ { name = "Postgres" }
        /dotnet run/ { name = "dotnet run" }
        name != "" { used[name] += $1; name = "" }
        END { for (name in used) printf " %s %d", name, used[name]; print "" }'
}

for _ in $(seq "$runs"); do
    began=$(date +%s.%N)
    setsid dotnet run "$@" --project AppHost >/dev/null 2>&1 </dev/null &
    run=$!
    until healthy; do
        kill -0 "$run" 2>/dev/null || { echo "The AppHost ended; run it by hand to see why." >&2; exit 1; }
        sleep 0.2
    done
    echo "$(echo "$(date +%s.%N) - $began" | bc) s; CPU seconds:$(cpu_seconds)"
    kill -TERM -- "-$run"
    while pgrep -f 'orchestration.*dcp|PatientApi.dll' >/dev/null; do sleep 0.2; done
done
