#!/bin/sh
# Makes the database cluster at the first start: the superuser's password from $POSTGRES_PASSWORD, and for each file of
# /run/databases a database `creneau_<name>` of an owner of the same name, whose password the file holds.
set -eu
data=/data/18

single() { postgres --single -j -D "$data.part" "$1" > /dev/null; }

if [ ! -s "$data/PG_VERSION" ]; then
  rm -rf "$data.part"
  printf %s "$POSTGRES_PASSWORD" > /tmp/password
  initdb -D "$data.part" --username=postgres --auth=scram-sha-256 --pwfile=/tmp/password \
    --encoding=UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C
  rm /tmp/password
  echo 'host all all all scram-sha-256' >> "$data.part/pg_hba.conf"
  for file in /run/databases/*; do
    name=creneau_$(basename "$file" | tr - _)
    printf "CREATE ROLE %s LOGIN PASSWORD '%s';\n\n" "$name" "$(cat "$file")" | single postgres
    printf 'CREATE DATABASE %s OWNER %s;\n\n' "$name" "$name" | single postgres
  done
  mv "$data.part" "$data"
fi

exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories= -c max_connections=300 -c timezone=UTC
