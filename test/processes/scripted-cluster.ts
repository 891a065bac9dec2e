import cluster from 'node:cluster'
import { once } from 'node:events'
import { createLog } from '../../src/platform/log.ts'
import { sendListening, waitForShutdownMessage } from '../../src/processes/cluster-child.ts'
import { createMetricsAggregator } from '../../src/processes/metrics-aggregator.ts'
import { startClusterProcesses } from '../../src/processes/start-cluster-processes.ts'

/** The behavior of each process, in the order of their creation. */
export type ScriptedBehavior =
  'listens' | 'crashes' | 'listens then crashes' | 'waits for SIGUSR2' | 'ignores SIGTERM'

const [processCount = '1', ...behaviors] = process.argv.slice(2)

/** A primary whose processes follow a script instead of serving, so that they exit at certain times. */
async function runPrimary(): Promise<void> {
  const abort = new AbortController()
  const stopped = once(process, 'SIGTERM')
  void stopped.then(() => abort.abort())
  const options = { count: Number(processCount), port: 0, log: createLog('info'), shutdownTimeoutMs: 2_000 }
  const processes = await startClusterProcesses({
    metrics: createMetricsAggregator(),
    ...options,
    signal: abort.signal,
  })
  console.log('all processes are listening')
  await stopped
  await processes.close()
}

async function runChild(): Promise<void> {
  const childNumber = cluster.worker?.id ?? 0
  const behavior = behaviors[childNumber - 1] ?? 'listens'
  const stopped = waitForShutdownMessage()
  const released = once(process, 'SIGUSR2')
  if (behavior === 'ignores SIGTERM') process.on('SIGTERM', () => undefined)
  console.log(`number ${childNumber} is ${process.pid}`)
  if (behavior === 'crashes') process.exit(1)
  if (behavior === 'ignores SIGTERM') return
  if (behavior === 'waits for SIGUSR2') await Promise.race([released, stopped])
  sendListening('http://127.0.0.1')
  if (behavior === 'listens then crashes') setImmediate(() => process.exit(1))
  await stopped
  process.exit(0)
}

if (cluster.isPrimary) {
  runPrimary().then(
    () => process.exit(0),
    (error: unknown) => {
      console.log(String(error))
      process.exit(1)
    },
  )
} else void runChild()
