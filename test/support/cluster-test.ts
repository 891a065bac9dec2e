import { startRedisProcess } from '../setup/redis-process.ts'
import { baseTest } from './base-test.ts'
import { startCluster, type ClusterOptions } from './cluster.ts'
import { bindFaults } from './faults.ts'
import { createServerClient } from './purchase-client.ts'
import { startServerProcess, type ChildHandle } from './server-process.ts'

export { describe, expect, vi } from 'vitest'

const defaultClusterOptions: ClusterOptions = { processes: 1 }

/**
 * The fixtures of a test that runs against processes of their own. One cluster serves all tests of a file;
 * what `startProcess` and `trackChild` know is killed after every test.
 */
export const clusterTest = baseTest
  .extend('clusterOptions', { scope: 'file' }, defaultClusterOptions)
  .extend('redis', { scope: 'file' }, async ({ redisServer }, { onCleanup }) => {
    const redis = await startRedisProcess(redisServer)
    onCleanup(redis.stop)
    return redis
  })
  .extend('cluster', { scope: 'file' }, async ({ database, clusterOptions }, { onCleanup }) => {
    const cluster = await startCluster(clusterOptions, database)
    onCleanup(cluster.close)
    return cluster
  })
  .extend('endpoint', { scope: 'file' }, ({ cluster }) => cluster.endpoint())
  .extend('emulator', { scope: 'file' }, ({ cluster }) => cluster.emulator)
  .extend('project', { scope: 'file' }, ({ cluster }) => cluster.project)
  .extend('sql', { scope: 'file' }, ({ cluster }) => cluster.sql)
  .extend('admin', { scope: 'file' }, ({ endpoint }) => createServerClient(endpoint))
  .extend('faults', ({ emulator }, { onCleanup }) => {
    const faults = bindFaults(emulator)
    onCleanup(faults.clear)
    return faults
  })
  .extend('trackChild', ({ cluster: _ }, { onCleanup }) => {
    const children: ChildHandle[] = []
    onCleanup(async () => {
      await Promise.all(children.map((child) => child.kill('SIGKILL')))
    })
    return <Child extends ChildHandle>(child: Child): Child => {
      children.push(child)
      return child
    }
  })
  .extend('startProcess', ({ cluster, trackChild }) => {
    return async (environment: Readonly<Record<string, string>> = {}) =>
      trackChild(await startServerProcess({ ...cluster.environment, ...environment }))
  })
