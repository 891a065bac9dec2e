import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { sendRequest } from './emulator-client.ts'

const binPath = join(import.meta.dirname, '../bin/store-emulator.mjs')
const systemNodePath = '/usr/bin/node'
const nodes = [process.execPath, ...(existsSync(systemNodePath) ? [systemNodePath] : [])]

test.each(nodes)(
  'the command runs under %s, whatever its version, and exits cleanly on SIGTERM',
  async (node) => {
    const child = spawn(node, [binPath], {
      env: { ...process.env, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    let credentialsUrl: string | undefined
    for await (const line of createInterface({ input: child.stdout })) {
      credentialsUrl ??= /^Credentials +(\S+)$/.exec(line)?.[1]
      if (line.startsWith('Data directory')) break
    }
    expect((await sendRequest(credentialsUrl ?? '', 'GET')).body).toHaveProperty('googlePlay.licenseKey')
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
  },
)
