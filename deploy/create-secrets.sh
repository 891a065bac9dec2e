#!/bin/sh
# Creates the secrets of compose.yaml in a folder, by default `secrets`. It never replaces a file: losing coinslot_secret loses what it
# encrypted, and PostgreSQL keeps the first password.
set -eu
folder=${1:-secrets}
umask 077
mkdir -p "$folder"

random() {
  head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}

# Containers read the files as other users; nobody else on this machine can enter the folder.
create() {
  if [ -e "$folder/$1" ]; then
    echo "$folder/$1 exists and stays as it is." >&2
    cat >/dev/null
  else
    cat >"$folder/$1"
    chmod 0444 "$folder/$1"
  fi
}

if [ -e "$folder/postgres_password" ]; then
  postgres_password=$(cat "$folder/postgres_password")
else
  postgres_password=$(random)
fi
if [ -e "$folder/redis.acl" ]; then
  redis_password=$(sed -n 's/^user coinslot on >\([^ ]*\) .*/\1/p' "$folder/redis.acl")
else
  redis_password=$(random)
fi

random | create coinslot_secret
printf '%s\n' "$postgres_password" | create postgres_password
printf 'postgres://coinslot:%s@postgres:5432/coinslot\n' "$postgres_password" | create database_url
# Without a password Redis answers only the PING of its health check. The server needs its own keys and channels, and INFO.
create redis.acl <<END
user default on nopass resetkeys resetchannels -@all +ping
user coinslot on >$redis_password ~coinslot:* &coinslot:* +@all -@admin -@dangerous +info
END
printf 'redis://coinslot:%s@redis:6379\n' "$redis_password" | create redis_url
