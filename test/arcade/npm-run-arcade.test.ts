import { baseTest as test } from '../support/base-test.ts'
import { spawnProgram, waitForOutput } from '../support/server-process.ts'
import { expect, vi } from '../support/test.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 200_000, hookTimeout: 60_000 })

test('`npm run arcade` starts the game with all that it needs, and ends all of it', async ({
  temporaryFolder,
  onTestFinished,
}) => {
  const npm = spawnProgram('npm', ['run', 'arcade', '--silent', '--', '--port', '0'], {
    COINSLOT_DATA_DIR: temporaryFolder,
    NODE_ENV: 'test',
  })
  onTestFinished(() => void npm.kill('SIGKILL'))
  const [, url = ''] = await waitForOutput(npm, /The arcade is at (http\S+)/)
  const [, emulatorUrl = ''] = /The store emulator is at (http\S+)/.exec(npm.output()) ?? []
  expect(await (await fetch(url)).text()).toContain('Comet Run')
  expect((await fetch(emulatorUrl)).status).toBe(200)
  // `kill` waits for all processes that share the outputs.
  await npm.kill('SIGTERM')
  for (const address of [url, emulatorUrl]) await expect(fetch(address)).rejects.toThrow()
})
