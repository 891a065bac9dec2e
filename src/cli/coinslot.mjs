#!/usr/bin/env node
// Plain JavaScript, because it must run on Nodes that cannot read the rest: it then hands over to the Node that npm installed.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const neededMajor = 24
const script = fileURLToPath(import.meta.url)

/** The Node of npm's platform packages, in this folder's node_modules or in one above. */
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
      `coinslot needs Node ${neededMajor} or newer; this is ${process.version}, and npm installed no other.`,
    )
    process.exit(1)
  }
  const env = { ...process.env, COINSLOT_REEXECUTED: 'true' }
  const child = spawn(node, [script, ...process.argv.slice(2)], { stdio: 'inherit', env })
  // A terminal sends its signals to the child as well; what is sent to us alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`${node}: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code) => process.exit(code === null ? 1 : code))
}

if (Number.parseInt(process.versions.node, 10) < neededMajor) reexecute()
else import('./main.ts')
