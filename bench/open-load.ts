import { setTimeout as delay } from 'node:timers/promises'
import { openConnection, quantile, type LoadOptions } from './http-load.ts'

export type OpenLoadResult = {
  /** Requests per second that were to be sent, that were accepted, and that were refused with status 503 or 429. */
  readonly offeredPerSecond: number
  readonly acceptedPerSecond: number
  readonly refusedPerSecond: number
  /** From the time at which a request was due, so that a slow server cannot hide its queue. */
  readonly acceptedP50Ms: number
  readonly acceptedP99Ms: number
  readonly refusedP50Ms: number
  readonly refusedP99Ms: number
  /** Responses that are neither, and requests that no connection was free for. */
  readonly unexpected: number
}

type OpenLoadOptions = Pick<LoadOptions, 'url' | 'headers' | 'nextBody'> & {
  readonly expected: string
  readonly perSecond: number
  readonly durationMs: number
  /** Connections, each with one request at a time. */
  readonly connections: number
}

const tickMs = 5

/** Sends requests at a fixed rate, whether or not the earlier ones were answered. */
export async function generateOpenLoad(options: OpenLoadOptions): Promise<OpenLoadResult> {
  const { perSecond, durationMs, nextBody, expected } = options
  const idle = Array.from({ length: options.connections }, () => openConnection(options))
  const all = [...idle]
  const accepted: number[] = []
  const refused: number[] = []
  let unexpected = 0
  const pending = new Set<Promise<void>>()
  const send = async (body: string, dueAt: number) => {
    const connection = idle.pop()
    if (connection === undefined) {
      unexpected += 1
      return
    }
    const response = await connection.send(body)
    const latencyMs = performance.now() - dueAt
    idle.push(connection)
    if (response.body.includes(expected)) accepted.push(latencyMs)
    else if (/^HTTP\/1\.1 (?:503|429)/.test(response.head)) refused.push(latencyMs)
    else unexpected += 1
  }
  const started = performance.now()
  let sent = 0
  while (performance.now() - started < durationMs) {
    const due = Math.floor(((performance.now() - started) / 1_000) * perSecond)
    for (; sent < due; sent += 1) {
      const body = nextBody()
      if (body === null) throw new Error('the load has nothing left to send')
      const request = send(body, started + (sent / perSecond) * 1_000)
      pending.add(request)
      void request.finally(() => pending.delete(request))
    }
    await delay(tickMs)
  }
  const seconds = (performance.now() - started) / 1_000
  await Promise.all(pending)
  for (const { close } of all) close()
  accepted.sort((a, b) => a - b)
  refused.sort((a, b) => a - b)
  return {
    offeredPerSecond: sent / seconds,
    acceptedPerSecond: accepted.length / seconds,
    refusedPerSecond: refused.length / seconds,
    acceptedP50Ms: quantile(accepted, 0.5),
    acceptedP99Ms: quantile(accepted, 0.99),
    refusedP50Ms: quantile(refused, 0.5),
    refusedP99Ms: quantile(refused, 0.99),
    unexpected,
  }
}
