#!/bin/sh
# backup.sh FOLDER: dumps the databases whose addresses are in DATABASE_URL_<NAME>, one file each, and notes when it began.
# Services may run: a dump is of one moment, each database of its own.
set -eu
folder=$1
mkdir -p "$folder"
date -u +%Y-%m-%dT%H:%M:%SZ >"$folder/since"
for name in identity scheduling booking payment notification keycloak ferretdb; do
  url=$(printenv "DATABASE_URL_$(echo "$name" | tr '[:lower:]' '[:upper:]')") || continue
  pg_dump --format=custom --no-owner --no-privileges --file="$folder/$name.dump" "$url"
  echo "$name: $(wc -c <"$folder/$name.dump") bytes"
done
