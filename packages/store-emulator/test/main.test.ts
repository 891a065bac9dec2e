import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { sendRequest } from './emulator-client.ts'

const mainPath = join(import.meta.dirname, '../src/main.ts')

test('the emulator runs standalone, prints its URLs and exits cleanly on SIGTERM', async () => {
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

test('an invalid port is rejected', async () => {
  const child = spawn(process.execPath, [mainPath], {
    env: { ...process.env, PORT: 'x' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errorOutput = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errorOutput += chunk.toString()
  })
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  expect(errorOutput).toContain('PORT must be an integer')
})
