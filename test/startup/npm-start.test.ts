import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sharedRedisUrl } from '../setup/redis.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { spawnProgram, waitForOutput } from '../support/server-process.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ processes: 0, redisUrl: sharedRedisUrl() })
})
afterAll(() => cluster.close())

test.each(['1', '2'])(
  'a SIGTERM to `npm start` with CLUSTER_PROCESSES=%s leaves nothing behind',
  async (workers) => {
    const npm = spawnProgram('npm', ['start', '--silent'], {
      ...cluster.environment,
      NODE_ENV: 'test',
      PORT: '0',
      LOG_LEVEL: 'info',
      CLUSTER_PROCESSES: workers,
    })
    const [, url = ''] = await waitForOutput(npm, /listens on (http\S+)\/graphql/)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    const start = performance.now()
    // This waits for all who share its outputs: the shell that npm starts, the server, and its children.
    await npm.kill('SIGTERM')
    expect(performance.now() - start).toBeLessThan(5_000)
    expect(npm.output()).toMatch(/SIGTERM.*"msg":"shutting down"/)
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  },
)
