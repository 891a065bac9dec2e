import { clusterTest } from './cluster-test.ts'
import { startCluster } from './cluster.ts'
import { startServerProcess, type ServerProcess } from './server-process.ts'

export { expect, vi } from './cluster-test.ts'

/** Each test has a cluster of its own, whose process runs no jobs: a test that kills workers decides which of them run. */
export const workerTest = clusterTest
  .extend('freshCluster', async ({ task: _ }, { onCleanup }) => {
    const freshCluster = await startCluster({ processes: 1 })
    onCleanup(freshCluster.close)
    return freshCluster
  })
  .extend('startWorker', ({ freshCluster }, { onCleanup }) => {
    const workers: ServerProcess[] = []
    onCleanup(async () => {
      await Promise.all(workers.map((worker) => worker.kill('SIGTERM')))
    })
    /** Starts a process that runs jobs, and waits long for the stores. */
    return async () => {
      const worker = await startServerProcess({
        ...freshCluster.environment,
        JOB_CONCURRENCY: '2',
        JOB_RECOVERY_INTERVAL_MS: '100',
        STORE_TIMEOUT_MS: '60000',
      })
      workers.push(worker)
      return worker
    }
  })
