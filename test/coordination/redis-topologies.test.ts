import { Redis } from 'ioredis'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectRedisCoordination } from '../../src/coordination/redis-coordination.ts'
import { startRedis } from '../setup/redis.ts'
import type { RedisProcess } from '../setup/redis.ts'
import { eventually } from '../support/eventually.ts'
import { repositoryRoot } from '../support/server-process.ts'
import { acquireLock, describeCoordination } from './describe-coordination.ts'

const log = pino({ level: 'silent' })

async function withAdmin<T>(redis: RedisProcess, work: (admin: Redis) => Promise<T>): Promise<T> {
  const admin = new Redis(redis.url)
  try {
    return await work(admin)
  } finally {
    admin.disconnect()
  }
}

describe('a Redis Cluster of two nodes', () => {
  const nodes: RedisProcess[] = []

  beforeAll(async () => {
    const flags = [
      '--cluster-enabled',
      'yes',
      '--cluster-announce-ip',
      '127.0.0.1',
      '--cluster-node-timeout',
      '10000',
    ]
    const start = async () => {
      const node = await startRedis(flags)
      nodes.push(node)
      return node
    }
    const [one, two] = [await start(), await start()]
    await withAdmin(one, (admin) => admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', '8191'))
    await withAdmin(two, (admin) => admin.call('CLUSTER', 'ADDSLOTSRANGE', '8192', '16383'))
    await withAdmin(one, (admin) => admin.call('CLUSTER', 'MEET', '127.0.0.1', two.port, two.busPort))
    const info = (node: RedisProcess) => withAdmin(node, (admin) => admin.call('CLUSTER', 'INFO'))
    await eventually(
      async () => {
        for (const node of nodes)
          expect(await info(node)).toMatch(/cluster_state:ok[^]*cluster_known_nodes:2/)
      },
      { timeoutMs: 20_000, intervalMs: 50 },
    )
  })
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop()))
  })

  describeCoordination('coordination', () => {
    const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`).join()
    return connectRedisCoordination({ url: `redis-cluster://${hosts}`, log, commandTimeoutMs: 10_000 })
  })
})

describe('Redis with the users of compose.yaml', () => {
  let redis: RedisProcess | null = null
  let secrets = ''
  const started = () => redis ?? expect.fail('Redis has not started')

  beforeAll(async () => {
    secrets = await mkdtemp(join(tmpdir(), 'coinslot-test-secrets-'))
    await promisify(execFile)(join(repositoryRoot, 'deploy/create-secrets.sh'), [secrets])
    redis = await startRedis(['--aclfile', join(secrets, 'redis.acl')])
  })
  afterAll(async () => {
    await redis?.stop()
    if (secrets !== '') await rm(secrets, { recursive: true })
  })

  describeCoordination('coordination', async () => {
    const url = await readFile(join(secrets, 'redis_url'), 'utf8')
    const host = `127.0.0.1:${started().port}`
    return connectRedisCoordination({ url: url.trim().replace('redis:6379', host), log })
  })

  test('without a password only PING is allowed', async () => {
    await withAdmin(started(), async (admin) => {
      expect(await admin.ping()).toBe('PONG')
      await expect(admin.get('coinslot:probe')).rejects.toThrow('NOPERM')
      await expect(admin.publish('coinslot:topic:x', '')).rejects.toThrow('NOPERM')
      await expect(admin.call('ACL', 'LIST')).rejects.toThrow('NOPERM')
    })
  })
})

describe('Redis behind a Sentinel', () => {
  const processes: RedisProcess[] = []
  let master: RedisProcess
  let sentinel: RedisProcess

  beforeAll(async () => {
    const start = async (flags: string[]) => {
      const started = await startRedis(flags)
      processes.push(started)
      return started
    }
    master = await start([])
    await start(['--replicaof', '127.0.0.1', String(master.port)])
    sentinel = await start(['--sentinel'])
    await withAdmin(sentinel, async (admin) => {
      await admin.call('SENTINEL', 'MONITOR', 'main', '127.0.0.1', String(master.port), '1')
      await admin.call('SENTINEL', 'SET', 'main', 'down-after-milliseconds', '30000')
      const replicas = () => admin.call('SENTINEL', 'REPLICAS', 'main')
      await eventually(async () => expect(await replicas()).toHaveLength(1), {
        timeoutMs: 20_000,
        intervalMs: 50,
      })
    })
  })
  afterAll(async () => {
    await Promise.all(processes.map((process) => process.stop()))
  })

  test('the new master is used after a failover', async () => {
    const url = `redis-sentinel://127.0.0.1:${sentinel.port}/main`
    const coordination = await connectRedisCoordination({ url, log, probeIntervalMs: 100 })
    const received: string[] = []
    coordination.subscribe('topic', (message) => received.push(message))
    expect(await acquireLock(coordination, 'before')).toMatchObject({ degraded: false })

    await master.kill()
    expect(await acquireLock(coordination, 'meanwhile')).toMatchObject({ degraded: true })
    await withAdmin(sentinel, (admin) =>
      admin.call('SENTINEL', 'SET', 'main', 'down-after-milliseconds', '500'),
    )
    const waitOptions = { timeoutMs: 25_000, intervalMs: 50 }
    await eventually(async () => expect(await coordination.health()).toBe('ok'), waitOptions)
    expect(await acquireLock(coordination, 'after')).toMatchObject({ degraded: false })
    await eventually(() => {
      coordination.publish('topic', 'ping')
      expect(received).toContain('ping')
    }, waitOptions)
    await coordination.close()
  })
})
