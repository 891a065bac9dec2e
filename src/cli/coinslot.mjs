#!/usr/bin/env node
// Plain JavaScript that also runs on older versions of Node: it then starts the Node that npm installed.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const requiredMajor = 24
const script = fileURLToPath(import.meta.url)

/** The Node of npm's platform packages, in the node_modules of this folder or of a parent folder. */
function findInstalledNode() {
  const isWindows = process.platform === 'win32'
  const platform = isWindows ? 'win' : process.platform
  const binary = isWindows ? 'node.exe' : 'node'
  const packages = [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`]
  for (let folder = dirname(script); ; folder = dirname(folder)) {
    for (const name of packages) {
      const path = join(folder, 'node_modules', name, 'bin', binary)
      if (existsSync(path)) return path
    }
    if (folder === dirname(folder)) return undefined
  }
}

function reexecute() {
  const node = findInstalledNode()
  if (node === undefined || process.env.COINSLOT_REEXECUTED === 'true') {
    console.error(
      `coinslot requires Node ${requiredMajor} or newer; this is ${process.version}, and npm has not installed another one.`,
    )
    process.exit(1)
  }
  const env = { ...process.env, COINSLOT_REEXECUTED: 'true' }
  const child = spawn(node, [script, ...process.argv.slice(2)], { stdio: 'inherit', env })
  // A terminal also sends its signals to the child; signals that only this process receives are forwarded.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`${node}: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code) => process.exit(code === null ? 1 : code))
}

if (Number.parseInt(process.versions.node, 10) < requiredMajor) reexecute()
else import('./main.ts')
