#!/bin/sh
# Builds the console into packages/console/dist, and installs only what that needs. It removes everything else from node_modules, so do
# not run it where you develop: there `npm ci` builds the console.
set -eu
cd "$(dirname "$0")/.."

npm ci --workspace packages/console --include-workspace-root=false --ignore-scripts --no-audit --no-fund
node deploy/build-console.mjs
