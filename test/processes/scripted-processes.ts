import cluster from 'node:cluster'
import { once } from 'node:events'
import { createLog } from '../../src/platform/log.ts'
import { tellListening, whenToldToStop } from '../../src/processes/child.ts'
import { startProcesses } from '../../src/processes/primary.ts'

/** What each process does, in the order in which they are forked. */
export type Deed = 'listens' | 'crashes' | 'listens and crashes' | 'waits to be let' | 'is deaf'

const [places = '1', ...deeds] = process.argv.slice(2)

/** A primary whose processes do as they are told instead of serving, so that they end just when it matters. */
async function keepPlaces(): Promise<void> {
  const giveUp = new AbortController()
  const stopped = once(process, 'SIGTERM')
  void stopped.then(() => giveUp.abort())
  const options = { count: Number(places), port: 0, log: createLog('info'), stopWithinMs: 2_000 }
  const processes = await startProcesses({ ...options, signal: giveUp.signal })
  console.log('all listen')
  await stopped
  await processes.close()
}

async function act(): Promise<void> {
  const number = cluster.worker?.id ?? 0
  const deed = deeds[number - 1] ?? 'listens'
  const stopped = whenToldToStop()
  const isLet = once(process, 'SIGUSR2')
  if (deed === 'is deaf') process.on('SIGTERM', () => undefined)
  console.log(`number ${number} is ${process.pid}`)
  if (deed === 'crashes') process.exit(1)
  if (deed === 'is deaf') return
  if (deed === 'waits to be let') await Promise.race([isLet, stopped])
  tellListening('http://127.0.0.1')
  if (deed === 'listens and crashes') setImmediate(() => process.exit(1))
  await stopped
  process.exit(0)
}

if (cluster.isPrimary) {
  keepPlaces().then(
    () => process.exit(0),
    (error: unknown) => {
      console.log(String(error))
      process.exit(1)
    },
  )
} else void act()
