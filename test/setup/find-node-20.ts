import { execFile } from 'node:child_process'
import { join, delimiter } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The last release of Node 20, as npm has it for Linux. */
const version = '20.20.2'

/** Node 20, the oldest version that the SDK runs on: the one of the PATH, or else that of npm, installed into the folder. */
export async function findNode20(folder: string): Promise<string> {
  for (const path of (process.env['PATH'] ?? '').split(delimiter)) {
    const node = join(path, 'node')
    if ((await readVersion(node))?.startsWith('v20.')) return node
  }
  const name = `node-${process.platform}-${process.arch}`
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, `${name}@${version}`])
  return join(folder, 'node_modules', name, 'bin', 'node')
}

async function readVersion(node: string): Promise<string | null> {
  try {
    return (await run(node, ['--version'])).stdout
  } catch {
    return null
  }
}
