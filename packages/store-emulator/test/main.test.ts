import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { sendRequest } from './emulator-client.ts'

const mainPath = join(import.meta.dirname, '../src/main.ts')

it('runs by itself, prints where it is, and ends cleanly on SIGTERM', async () => {
  const child = spawn(process.execPath, [mainPath], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let credentialsUrl: string | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    credentialsUrl ??= /^Credentials +(\S+)$/.exec(line)?.[1]
    if (line.startsWith('Data directory')) break
  }
  expect((await sendRequest(credentialsUrl ?? '', 'GET')).body).toHaveProperty('appStore.rootCertificates')
  child.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
})

it('refuses a port that is none', async () => {
  const child = spawn(process.execPath, [mainPath], {
    env: { ...process.env, PORT: 'x' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  expect(complaint).toContain('PORT must be a number')
})
