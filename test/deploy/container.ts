import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { eventually } from '../support/eventually.ts'
import { captureChild, type ChildHandle } from '../support/server-process.ts'

const script = fileURLToPath(new URL('run-in-root.sh', import.meta.url))

export type ContainerOptions = {
  /** The folder that is /opt/coinslot. */
  readonly files: string
  /** `ro` also makes the root file system read-only, and there is no folder for temporary files. */
  readonly access: 'ro' | 'rw'
  readonly user: string
  readonly environment: Readonly<Record<string, string>>
  readonly command: readonly string[]
  /** Files and folders of this machine, by their path inside. */
  readonly binds?: Readonly<Record<string, string>>
}

/** Why no container can be started here; null if one can. */
export function findContainerObstacle(): string | null {
  if (process.platform !== 'linux') return 'Namespaces need Linux.'
  if (process.getuid?.() !== 0) return 'Mounting file systems needs root.'
  const missing = ['unshare', 'setpriv', 'env'].filter((name) => !existsSync(`/usr/bin/${name}`))
  return missing.length > 0 ? `Programs are missing: ${missing.join(', ')}.` : null
}

/** Starts a command as process 1 of namespaces of its own, without capabilities. The network is that of this machine. */
export function startContainer(options: ContainerOptions): ChildHandle {
  const { files, access, user, environment, command, binds = {} } = options
  const namespaces = [
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    '--ipc',
    '--uts',
    '--propagation',
    'private',
  ]
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  const mounts = Object.entries(binds).flatMap(([target, source]) => ['--bind', source, target])
  const args = [files, access, user, process.execPath, ...mounts, '--', ...variables, ...command]
  return captureChild(
    spawn('/usr/bin/unshare', [...namespaces, script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] }),
  )
}

/** The process 1 of a container, as this machine numbers it. */
export function findFirstProcess({ pid }: ChildHandle): Promise<number> {
  return eventually(() => {
    const child = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'))
    if (child === 0) throw new Error('the container has no process')
    return child
  })
}
