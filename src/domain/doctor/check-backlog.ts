import { setTimeout as delay } from 'node:timers/promises'
import {
  consumerLagLimit,
  selectBacklogFacts,
  selectHeartbeats,
  type BacklogFacts,
} from '../../db/queries/select-health-facts.ts'
import type { Services } from '../context.ts'
import { fail, ok, warn, type Finding } from './finding.ts'

/** A process that runs jobs sends a heartbeat every second. */
const heartbeatSampleMs = 3_000

type BacklogServices = Pick<Services, 'db' | 'clock'>

export async function checkBacklog({ db, clock }: BacklogServices): Promise<readonly Finding[]> {
  const facts = await selectBacklogFacts(db, clock())
  return [...describeJobs(facts), ...describeFeeds(facts), ...describePayments(facts)]
}

function describeJobs({ lateJobCount, deadJobCount }: BacklogFacts): readonly Finding[] {
  return [
    lateJobCount > 0
      ? warn(
          'jobs',
          `${lateJobCount} jobs are late by more than 5 minutes.`,
          'Raise JOB_CONCURRENCY or add workers; see the log.',
        )
      : ok('jobs', 'No job is late.'),
    deadJobCount > 0
      ? warn(
          'jobs',
          `${deadJobCount} jobs have failed too often to be retried.`,
          'The log has their errors; due work is enqueued again.',
        )
      : ok('jobs', 'No job has given up.'),
  ]
}

function describeFeeds(facts: BacklogFacts): readonly Finding[] {
  const { lateEventCount, slowConsumerCount, pausedEndpointCount } = facts
  return [
    lateEventCount > 0
      ? fail(
          'feed',
          `${lateEventCount} events have no position after a minute.`,
          'Check that an API process runs; see its log.',
        )
      : ok('feed', 'Every event is in its feed.'),
    slowConsumerCount > 0
      ? warn(
          'consumers',
          `${slowConsumerCount} event consumers are ${consumerLagLimit} events behind.`,
          'Check the game servers that read the feed.',
        )
      : ok('consumers', 'Every event consumer keeps up.'),
    pausedEndpointCount > 0
      ? warn(
          'webhooks',
          `${pausedEndpointCount} webhook endpoints are paused.`,
          'Fix the receiver, then resume the endpoint.',
        )
      : ok('webhooks', 'No webhook endpoint is paused.'),
  ]
}

function describePayments(facts: BacklogFacts): readonly Finding[] {
  const { overdueAcknowledgementCount: overdue, urgentAcknowledgementCount: urgent } = facts
  const { expiringUserSecretCount: expiring } = facts
  return [
    overdue > 0
      ? fail(
          'acknowledgement',
          `${overdue} payments are past the store's deadline.`,
          'The stores refund them; see "Payments that are not acknowledged" in docs/operations.md.',
        )
      : urgent > 0
        ? warn(
            'acknowledgement',
            `${urgent} payments reach the store's deadline within a day.`,
            'Check the store connections, and that the payments are consumed.',
          )
        : ok('acknowledgement', 'No payment is close to its deadline.'),
    expiring > 0
      ? warn(
          'user secrets',
          `${expiring} previous user secrets expire within a day.`,
          'Check that the game servers sign with the current secret.',
        )
      : ok('user secrets', 'None is about to expire.'),
  ]
}

/** Whether processes run jobs, as their heartbeats show. */
export async function checkWorkers({ db }: BacklogServices): Promise<readonly Finding[]> {
  const before = await selectHeartbeats(db)
  if (before.size > 0) await delay(heartbeatSampleMs)
  const after = await selectHeartbeats(db)
  const alive = [...after].filter(([id, count]) => before.get(id) !== count).length
  return alive > 0
    ? [ok('workers', `${alive} processes run jobs.`)]
    : [
        warn(
          'workers',
          'No process runs jobs.',
          'Start a server whose JOB_CONCURRENCY is not 0, or with COINSLOT_ROLE=worker.',
        ),
      ]
}
