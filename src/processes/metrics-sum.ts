import { AggregatorRegistry } from 'prom-client'
import { createCountTotals, isCount, type Told } from './count-totals.ts'
import type { MetricValues } from './messages.ts'

/** One process whose metrics go into the sum. */
export type MetricsSource = {
  /** Hands in what it answered. */
  readonly answer: (values: MetricValues) => void
  /** It has ended: it is asked no more. */
  readonly leave: () => void
}

export type MetricsSum = {
  /** Takes a process in, with the way to ask it. */
  readonly join: (ask: () => void) => MetricsSource
  /** The sum over all, as Prometheus reads it. */
  readonly report: () => Promise<string>
}

type Member = {
  readonly ask: () => void
  /** Set while a question waits for its answer; null says that none comes. */
  asked: PromiseWithResolvers<MetricValues | null> | null
}

/** A process that is busy for longer must not make the others' metrics late; Prometheus itself waits for ten seconds. */
const answerWithinMs = 1_000

/**
 * Adds up the metrics of processes that come and go. What they counted stays as they told it last, also of one that ended or
 * does not answer in time. What is only true for a moment comes from those that answer.
 */
export function createMetricsSum({ limitMs = answerWithinMs } = {}): MetricsSum {
  const members = new Set<Member>()
  const totals = createCountTotals()
  return {
    join: (ask) => {
      const member: Member = { ask, asked: null }
      const told: Told = new Map()
      members.add(member)
      return {
        answer: (values) => {
          totals.raise(told, values)
          settle(member, values)
        },
        leave: () => {
          members.delete(member)
          settle(member, null)
        },
      }
    },
    report: async () => {
      const answers = await Promise.all([...members].map((member) => askOne(member, limitMs)))
      const moments = answers.map((values) => values?.filter((metric) => !isCount(metric)) ?? [])
      return AggregatorRegistry.aggregate([totals.values(), ...moments]).metrics()
    },
  }
}

/** Asks it unless it still owes an answer: one that hangs is not heaped with questions. */
async function askOne(member: Member, limitMs: number): Promise<MetricValues | null> {
  if (member.asked === null) {
    member.asked = Promise.withResolvers<MetricValues | null>()
    member.ask()
  }
  const late = Promise.withResolvers<null>()
  const limit = setTimeout(() => late.resolve(null), limitMs)
  const answer = await Promise.race([member.asked.promise, late.promise])
  clearTimeout(limit)
  return answer
}

function settle(member: Member, answer: MetricValues | null): void {
  member.asked?.resolve(answer)
  member.asked = null
}
