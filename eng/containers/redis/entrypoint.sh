#!/bin/sh
# As the entrypoint of the official image: options alone are options of redis-server, and the server does not run as
# root.
set -eu

case "${1:--}" in -*) set -- redis-server "$@" ;; esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  chown -R redis:redis /data
  exec setpriv --reuid redis --regid redis --init-groups -- "$@"
fi

exec "$@"
