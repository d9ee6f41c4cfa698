#!/bin/sh
# What Aspire uses of the official image's entrypoint: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_INITDB_ARGS,
# POSTGRES_HOST_AUTH_METHOD and PGDATA. A data directory that exists keeps the password it was created with, as there.
set -eu

programs=$(echo /usr/lib/postgresql/*/bin)
export PATH="$programs:$PATH"
export PGDATA="${PGDATA:-/var/lib/postgresql/$(basename "$(dirname "$programs")")/docker}"

case "${1:--}" in -*) set -- postgres "$@" ;; esac
if [ "$1" != postgres ] || [ "${2:-}" = --version ]; then exec "$@"; fi

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chown -R postgres:postgres "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA"
  exec setpriv --reuid postgres --regid postgres --init-groups -- "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  : "${POSTGRES_PASSWORD:?must be set for a new data directory}"
  passwords=$(mktemp)
  printf '%s\n' "$POSTGRES_PASSWORD" > "$passwords"
  # The arguments are several words, as in the official image.
  # shellcheck disable=SC2086
  initdb --username="${POSTGRES_USER:-postgres}" --pwfile="$passwords" ${POSTGRES_INITDB_ARGS:-}
  rm "$passwords"
  printf '\nhost all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >> "$PGDATA/pg_hba.conf"
fi

exec "$@" -c listen_addresses='*'
