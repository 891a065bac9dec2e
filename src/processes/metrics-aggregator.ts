import { AggregatorRegistry } from 'prom-client'
import { createCounterTotals, isCumulative, type LastReported } from './counter-totals.ts'
import type { MetricValues } from './messages.ts'

/** One process whose metrics go into the sum. */
export type AggregatedProcess = {
  /** Hands in what it answered. */
  readonly report: (values: MetricValues) => void
  /** It has ended: it is asked no more. */
  readonly remove: () => void
}

export type MetricsAggregator = {
  /** Takes a process in, with the way to ask it. */
  readonly add: (ask: () => void) => AggregatedProcess
  /** The sum over all, as Prometheus reads it. */
  readonly aggregate: () => Promise<string>
}

type Member = {
  readonly requestMetrics: () => void
  /** Set while a question waits for its answer; null says that none comes. */
  pendingResponse: PromiseWithResolvers<MetricValues | null> | null
}

/** A process that is busy for longer must not make the others' metrics late; Prometheus itself waits for ten seconds. */
const responseTimeoutMs = 1_000

/**
 * Adds up the metrics of processes that come and go. What they counted stays as they told it last, also of one that ended or
 * does not answer in time. What is only true for a moment comes from those that answer.
 */
export function createMetricsAggregator({ limitMs: timeoutMs = responseTimeoutMs } = {}): MetricsAggregator {
  const members = new Set<Member>()
  const totals = createCounterTotals()
  return {
    add: (ask) => {
      const member: Member = { requestMetrics: ask, pendingResponse: null }
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

/** Asks it unless it still owes an answer: one that hangs is not heaped with questions. */
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
