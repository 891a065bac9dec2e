import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { spawnProgram, waitForOutput } from '../support/server-process.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const test = clusterTest.extend('clusterOptions', { scope: 'file' }, ({ redisUrl }) => ({
  processes: 0,
  redisUrl,
}))

test.for(['1', '2'])(
  'a SIGTERM to `npm start` with CLUSTER_PROCESSES=%s ends all its processes',
  async (workers, { cluster, trackChild }) => {
    const npm = trackChild(
      spawnProgram('npm', ['start', '--silent'], {
        ...cluster.environment,
        NODE_ENV: 'test',
        PORT: '0',
        LOG_LEVEL: 'info',
        CLUSTER_PROCESSES: workers,
      }),
    )
    const [, url = ''] = await waitForOutput(npm, /listens on (http\S+)\/graphql/)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    const start = performance.now()
    // `kill` waits for all processes that share the outputs: the shell of npm, the server and its children.
    await npm.kill('SIGTERM')
    expect(performance.now() - start).toBeLessThan(5_000)
    expect(npm.output()).toMatch(/SIGTERM.*"msg":"shutting down"/)
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  },
)
