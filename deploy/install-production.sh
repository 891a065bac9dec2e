#!/bin/sh
# Installs what production needs, and nothing else: no development tools, no store emulator, no PostgreSQL, no Node, and of googleapis
# only the client of Google Play. The machine has Node 24. The Dockerfile runs this script, and so do installations without Docker.
# It removes everything else from node_modules, so do not run it where you develop.
set -eu
cd "$(dirname "$0")/.."

# No dependency in production needs an install script.
npm ci --omit=dev --omit=optional --workspaces=false --ignore-scripts --no-audit --no-fund
node deploy/prune-googleapis.mjs
# The command line tool is on the PATH of the image.
ln -sf ../../src/cli/coinslot.mjs node_modules/.bin/coinslot
