#!/bin/sh
# restore.sh FOLDER NAME: puts the database in DATABASE_URL_<NAME> back as its dump holds it, in one transaction: whole or not
# at all. Run it as the database's owner, with its service stopped.
set -eu
folder=$1
name=$2
url=$(printenv "DATABASE_URL_$(echo "$name" | tr '[:lower:]' '[:upper:]')")
others="SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
busy=$(psql --no-psqlrc --tuples-only --no-align --dbname="$url" --command="$others")
if [ "$busy" != 0 ]; then
  echo "$busy other connections use this database: stop its service first." >&2
  exit 1
fi
sql=$(mktemp)
trap 'rm -f "$sql"' EXIT
pg_restore --no-owner --no-privileges --file="$sql" "$folder/$name.dump"
psql --no-psqlrc --quiet --single-transaction --set=ON_ERROR_STOP=1 --dbname="$url" --output=/dev/null \
  --command='SET client_min_messages = warning' --command='DROP SCHEMA public CASCADE' --command='CREATE SCHEMA public' --file="$sql"
