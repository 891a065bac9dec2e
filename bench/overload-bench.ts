import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { createKeyring } from '../src/platform/crypto.ts'
import { benchSecret, startApi, type BenchEnvironment, type BenchProcess } from './bench-environment.ts'
import type { BenchProject } from './bench-project.ts'
import { generateLoad } from './http-load.ts'
import { generateOpenLoad, type OpenLoadResult } from './open-load.ts'
import { consumeBody, insertPayments } from './payment-series.ts'
import { seriesIdOf } from './series-id.ts'
import { formatTable, ms, perSecond, ratio, type Row } from './table.ts'

const series = 'overload'
const seconds = 6
const factors = [0.5, 1, 2]
const paymentCount = 150_000
const closedLoopClients = 32
/** More than the server works on at a time, so that the requests queue in the server and not here. */
const connections = 1_000

/**
 * Consumes with more load than one process can serve. The capacity is what a closed loop achieves; then requests are sent at a fixed
 * rate, as by callers that do not wait for each other.
 */
export async function benchOverload(
  { databaseUrl, redisUrl }: BenchEnvironment,
  { appId, serverHeaders }: BenchProject,
): Promise<string> {
  await insertPayments(databaseUrl, appId, series, paymentCount)
  const keyring = createKeyring([benchSecret])
  let n = 0
  const nextBody = () => {
    n += 1
    return n > paymentCount ? null : consumeBody(keyring, appId, seriesIdOf(series, n), `overload-${n}`)
  }
  const api = await startApi({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, COINSLOT_SECRET: benchSecret })
  const load = { url: api.url, headers: serverHeaders, expected: '"problem":null', nextBody }
  try {
    const closedLoop = { ...load, clients: closedLoopClients }
    await generateLoad({ ...closedLoop, durationMs: 2_000 })
    const capacity = (await generateLoad({ ...closedLoop, durationMs: seconds * 1_000 })).perSecond
    const rows: Row[] = []
    for (const factor of factors) {
      const open = { ...load, perSecond: capacity * factor, connections }
      await generateOpenLoad({ ...open, durationMs: 1_000 })
      const result = await generateOpenLoad({ ...open, durationMs: seconds * 1_000 })
      rows.push(await toRow(api, { factor, capacity, result }))
    }
    const head = [
      'load',
      'offered/s',
      'accepted/s',
      'of capacity',
      'p50 ms',
      'p99 ms',
      'refused/s',
      'refused p50 ms',
      'refused p99 ms',
      'memory MB',
      'unexpected',
    ]
    return `### Overload (one API process, ${perSecond(capacity)} consumes/s in a closed loop)\n\n${formatTable(head, rows)}`
  } finally {
    await api.stop()
  }
}

async function toRow(
  { pid }: BenchProcess,
  {
    factor,
    capacity,
    result,
  }: { readonly factor: number; readonly capacity: number; readonly result: OpenLoadResult },
): Promise<Row> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
  return [
    `${factor}×`,
    perSecond(result.offeredPerSecond),
    perSecond(result.acceptedPerSecond),
    ratio(result.acceptedPerSecond / capacity),
    ms(result.acceptedP50Ms),
    ms(result.acceptedP99Ms),
    perSecond(result.refusedPerSecond),
    ms(result.refusedP50Ms),
    ms(result.refusedP99Ms),
    String(Math.round(Number(stdout) / 1024)),
    String(result.unexpected),
  ]
}
