#!/usr/bin/env bash
# Unpacks Prometheus and promtool from the Debian package into a folder, without installing it: the service of the
# package would listen on all addresses. The folder appears when it is complete.
set -euo pipefail
folder=${1:?usage: fetch.sh <folder>}
[ -d "$folder" ] && exit 0

mkdir -p "$(dirname "$folder")"
beside=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$beside"' EXIT
cd "$beside"
apt-get download -qq prometheus >/dev/null 2>&1 || { apt-get update -qq && apt-get download -qq prometheus; }
dpkg-deb --extract prometheus_*.deb programs
mv --no-target-directory programs/usr/bin "$folder" 2>/dev/null || [ -d "$folder" ]
