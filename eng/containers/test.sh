#!/usr/bin/env bash
# Runs tests/AppHost.Tests with Postgres and Redis in containers on a Debian machine that reaches no container registry:
# builds both images from Debian packages, under the names that Aspire asks for, in a storage of its own that is deleted
# at the end.
#
#   sudo bash eng/containers/test.sh [arguments of dotnet test]
#
# DEBIAN_SUITE (default: forky, which has PostgreSQL 18 and Redis 8) and DEBIAN_MIRROR name another source of the
# packages.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
suite=${DEBIAN_SUITE:-forky}
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
packages=$repository/artifacts/containers/$suite.tar

fail() { echo "error: $*" >&2; exit 1; }

require_tools() {
  local missing=()
  for tool in podman runc iptables mmdebstrap; do command -v "$tool" > /dev/null || missing+=("$tool"); done
  [ ${#missing[@]} -eq 0 ] || fail "${missing[*]} not found:" \
    "apt-get install --no-install-recommends podman runc netavark aardvark-dns iptables mmdebstrap" \
    "(while podman is installed, an AppHost on this machine chooses containers unless it is started with" \
    "--infrastructure processes)."
  [ "$(id -u)" = 0 ] || fail "the script makes a root file system and containers of root: run it as root."
}

# Podman with a configuration, a storage and networks of this run. runc also runs with cgroup v1, where crun may not.
configure_podman() {
  work=$(mktemp -d /var/tmp/reference-app-containers.XXXXXX)
  trap clean_up EXIT
  # Podman would ask for more than a shell without CAP_SYS_RESOURCE may give.
  local processes limit
  processes=$(cat /proc/sys/kernel/pid_max)
  limit=$(ulimit -Hu)
  if [ "$limit" != unlimited ] && [ "$limit" -lt "$processes" ]; then processes=$limit; fi
  cat > "$work/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=$(ulimit -Hn):$(ulimit -Hn)", "nproc=$processes:$processes"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "$work/run/libpod"
[network]
network_backend = "netavark"
network_config_dir = "$work/networks"
CONF
  # Podman cleans up no container whose runroot is longer than 50 characters: its end would not be seen.
  printf '[storage]\ndriver = "overlay"\ngraphroot = "%s"\nrunroot = "%s"\n' "$work/storage" "$work/run" \
    > "$work/storage.conf"
  export CONTAINERS_CONF=$work/containers.conf CONTAINERS_STORAGE_CONF=$work/storage.conf
}

# Every step is tried, whatever the one before printed.
clean_up() {
  set +e
  podman rm --all --force --time 0 --volumes > /dev/null
  podman volume prune --force > /dev/null
  podman network prune --force > /dev/null
  podman rmi --all --force > /dev/null
  rm -rf "$work"
}

# One root file system for both images, kept for the next run.
fetch_packages() {
  [ -f "$packages" ] && return
  mkdir -p "$(dirname "$packages")"
  # No cluster is created by the package, and a mirror that stands still will do.
  mmdebstrap --quiet --mode=root --format=tar --variant=minbase --include=postgresql,redis-server \
    --essential-hook='mkdir -p "$1/etc/postgresql-common"' \
    --essential-hook='echo "create_main_cluster = false" > "$1/etc/postgresql-common/createcluster.conf"' \
    --aptopt='Apt::Install-Recommends "false"' --aptopt='Acquire::Check-Valid-Until "false"' \
    "$suite" "$packages.new" "$mirror"
  mv "$packages.new" "$packages"
}

# The names that the AppHost asks for are in its manifest.
build_images() {
  podman import --quiet "$packages" localhost/debian-servers > /dev/null
  dotnet run --project "$repository/AppHost" -- --operation publish --publisher manifest \
    --output-path "$work/manifest.json" > "$work/publish.log" \
    || { cat "$work/publish.log"; fail "the AppHost wrote no manifest."; }
  build_image postgres postgres
  build_image redis redis-server
}

build_image() {
  local folder=$1 program=$2 image version
  image=$(sed -n "s|.*\"image\": \"\(.*/$folder:[^\"]*\)\".*|\1|p" "$work/manifest.json" | head -n 1)
  [ -n "$image" ] || fail "the manifest of the AppHost names no image of $folder."
  podman build --quiet --build-arg BASE=localhost/debian-servers --tag "$image" "$here/$folder" > /dev/null
  version=$(podman run --rm "$image" "$program" --version)
  echo "$image: $version"
}

# User secrets of this run: the tests neither read nor change those of the developer.
run_tests() {
  APPDATA=$work/secrets ASPIRE_CONTAINER_RUNTIME=podman APPHOST_TESTS_INFRASTRUCTURE=containers \
    dotnet test --project "$repository/tests/AppHost.Tests" "$@" | tee "$work/tests.log"
  # A test host that was ended from outside returns 0 without a summary.
  grep -q '^ *succeeded:' "$work/tests.log" || fail "the test runner printed no summary."
}

report_leftovers() {
  local left
  left=$(podman ps --all --quiet; podman volume ls --quiet; podman network ls --quiet --filter name=aspire)
  [ -z "$left" ] || fail "the tests left containers, volumes or networks: $left"
}

require_tools
configure_podman
fetch_packages
build_images
run_tests "$@"
report_leftovers
