import { AggregatorRegistry } from 'prom-client'
import { createCounterTotals, isCumulative, type LastReported } from './counter-totals.ts'
import type { MetricValues } from './messages.ts'

/** A process whose metrics are aggregated. */
export type AggregatedProcess = {
  /** Adds the metrics that the process sent. */
  readonly report: (values: MetricValues) => void
  /** Call it when the process has exited. What it counted stays in the sum. */
  readonly remove: () => void
}

export type MetricsAggregator = {
  /** Adds a process; `requestMetrics` makes it send its metrics. */
  readonly add: (requestMetrics: () => void) => AggregatedProcess
  /** The sum over all processes, in the text format of Prometheus. */
  readonly aggregate: () => Promise<string>
}

type Member = {
  readonly requestMetrics: () => void
  /** Set while a request is pending; resolves with null if the process exits. */
  pendingResponse: PromiseWithResolvers<MetricValues | null> | null
}

/** A process that is busy for longer must not delay the metrics of the others; the scrape timeout of Prometheus is 10 s. */
const responseTimeoutMs = 1_000

/**
 * Adds up the metrics of processes that start and exit. Counters and histograms include the last report of each process, also if it
 * has exited or does not respond in time. Gauges include only the processes that respond.
 */
export function createMetricsAggregator({ timeoutMs = responseTimeoutMs } = {}): MetricsAggregator {
  const members = new Set<Member>()
  const totals = createCounterTotals()
  return {
    add: (requestMetrics) => {
      const member: Member = { requestMetrics, pendingResponse: null }
      const lastReported: LastReported = new Map()
      members.add(member)
      return {
        report: (values) => {
          totals.add(lastReported, values)
          resolvePending(member, values)
        },
        remove: () => {
          members.delete(member)
          resolvePending(member, null)
        },
      }
    },
    aggregate: async () => {
      const responses = await Promise.all([...members].map((member) => requestFromMember(member, timeoutMs)))
      const gauges = responses.map((values) => values?.filter((metric) => !isCumulative(metric)) ?? [])
      return AggregatorRegistry.aggregate([totals.values(), ...gauges]).metrics()
    },
  }
}

/** Sends a request unless one is pending, so that requests do not pile up at a process that hangs. */
async function requestFromMember(member: Member, timeoutMs: number): Promise<MetricValues | null> {
  if (member.pendingResponse === null) {
    member.pendingResponse = Promise.withResolvers<MetricValues | null>()
    member.requestMetrics()
  }
  const timeout = Promise.withResolvers<null>()
  const timer = setTimeout(() => timeout.resolve(null), timeoutMs)
  const response = await Promise.race([member.pendingResponse.promise, timeout.promise])
  clearTimeout(timer)
  return response
}

function resolvePending(member: Member, response: MetricValues | null): void {
  member.pendingResponse?.resolve(response)
  member.pendingResponse = null
}
