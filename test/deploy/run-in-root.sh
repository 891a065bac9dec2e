#!/bin/sh
# Replaces itself by a command that is process 1 of a root file system like that of a container: this machine's /usr and /etc, an empty
# /dev, and /opt/coinslot from a folder. Runs inside of `unshare --mount --pid --fork`; a mount ends with the process.
#
# run-in-root.sh FILES ro|rw UID:GID NODE [--bind SOURCE TARGET]… -- [NAME=VALUE]… COMMAND…
set -eu
files=$1 access=$2 user=$3 node=$4
shift 4
root=$(mktemp -d)
mount -t tmpfs -o mode=755 tmpfs "$root"
cd "$root"
mkdir -p usr etc proc dev run opt/coinslot
for name in bin sbin lib lib64; do
  [ ! -L "/$name" ] || cp -P "/$name" "$name"
done
mount --bind /usr usr
mount -o remount,bind,ro usr
mount --bind /etc etc
mount -o remount,bind,ro etc
mount -t proc proc proc
for name in null zero random urandom; do
  : >"dev/$name"
  mount --bind "/dev/$name" "dev/$name"
done
# The Node of this project, as the base image has it.
mount -t tmpfs -o mode=755 tmpfs usr/local/bin
: >usr/local/bin/node
mount --bind "$node" usr/local/bin/node
mount -o remount,bind,ro usr/local/bin/node
# A build binds the npm of this machine there.
ln -s /run/npm/bin/npm-cli.js usr/local/bin/npm
mount -o remount,ro usr/local/bin
mount --bind "$files" opt/coinslot
if [ "$access" = rw ]; then
  mkdir -m 1777 tmp
else
  mount -o remount,bind,ro opt/coinslot
fi
while [ "$1" = --bind ]; do
  if [ -d "$2" ]; then
    mkdir -p "./$3"
  else
    mkdir -p "./$(dirname "$3")"
    : >"./$3"
  fi
  mount --bind "$2" "./$3"
  [ "$access" = rw ] || mount -o remount,bind,ro "./$3"
  shift 3
done
shift
[ "$access" = rw ] || mount -o remount,ro "$root"
exec chroot "$root" /usr/bin/setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups --no-new-privs \
  --bounding-set=-all --inh-caps=-all /usr/bin/env --chdir=/opt/coinslot --ignore-environment "$@"
