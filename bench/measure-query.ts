import type { BenchProject } from './bench-project.ts'
import { openConnection } from './http-load.ts'
import { ms } from './table.ts'

const runs = 40

export type MeasuredQuery = {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  /** The response has to contain this text. */
  readonly expected: string
}

export type Latency = { readonly p50: number; readonly p95: number }

/** The latency of a query that is sent again and again over one connection. */
export async function measureQuery(
  url: string,
  { serverHeaders: headers }: Pick<BenchProject, 'serverHeaders'>,
  { query, variables, expected }: MeasuredQuery,
): Promise<Latency> {
  const { send, close } = openConnection({ url, headers })
  const body = JSON.stringify({ query, variables })
  const latencies: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now()
    const response = await send(body)
    if (!response.body.includes(expected) || response.body.includes('"errors"'))
      throw new Error(response.body)
    // A connection plans a statement anew at first.
    if (run >= runs / 4) latencies.push(performance.now() - startedAt)
  }
  close()
  latencies.sort((a, b) => a - b)
  const quantile = (part: number) => latencies[Math.floor((latencies.length - 1) * part)] ?? 0
  return { p50: quantile(0.5), p95: quantile(0.95) }
}

/** The cells of a table: both figures, and whether the second one is within the limit. */
export function formatLatency({ p50, p95 }: Latency, limitMs: number): [string, string] {
  return [ms(p50), p95 < limitMs ? ms(p95) : `${ms(p95)} (over)`]
}
