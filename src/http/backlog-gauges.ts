import type { Registry } from 'prom-client'
import type { BacklogReaders } from '../domain/monitoring/create-backlog-readers.ts'
import { jobNames } from '../domain/models.ts'
import { encodeId } from '../platform/ids.ts'
import { storeNames } from '../stores/contract/store-adapter.ts'
import { defineGauge, fillZeros, type GaugeSample } from './define-gauge.ts'

const toSeconds = (from: Date | null, now: Date) =>
  from === null ? 0 : Math.max(0, (now.getTime() - from.getTime()) / 1_000)

/** Values from the database, so every process reports the same ones: their maximum is taken, not their sum. */
const shared = { aggregator: 'max' } as const

const byStore = storeNames.map((store) => ({ store }))
const byTask = jobNames.map((task) => ({ task }))
const unconsumedAges = ['10m_to_1h', '1h_to_1d', '1d_to_3d', '3d_to_30d'] as const
const unacknowledgedTimes = ['overdue', 'under_6h', 'under_1d', 'over_1d'] as const
const unattributedTimes = [...unacknowledgedTimes, 'none'] as const

const combine = <Label extends string>(label: Label, values: readonly string[]) =>
  storeNames.flatMap((store) =>
    values.map((value) => ({ store, [label]: value }) as Record<Label | 'store', string>),
  )

/** The samples of what was counted, and 0 for the label values that were not; null if it could not be read. */
function toSamples<Count, Label extends string>(
  counts: readonly Count[] | null,
  labelSets: readonly Readonly<Record<Label, string>>[],
  toSample: (count: Count) => GaugeSample<Label>,
): GaugeSample<Label>[] | null {
  return counts === null ? null : fillZeros(labelSets, counts.map(toSample))
}

/** Defines the gauges of what waits in the database. None has an AppKey as its label, except for the few largest consumer lags. */
export function defineBacklogGauges(registry: Registry, readers: BacklogReaders, clock: () => Date): void {
  defineJobGauges(registry, readers)
  defineFeedGauges(registry, readers, clock)
  defineWebhookGauges(registry, readers, clock)
  definePaymentGauges(registry, readers)
  defineUnattributedGauges(registry, readers)
  defineStatisticsGauges(registry, readers)
  defineGauge(
    registry,
    {
      name: 'coinslot_notifications_pending',
      help: 'Store notifications that are stored and not processed, by store.',
      labelNames: ['store'],
      ...shared,
    },
    async () =>
      toSamples(await readers.notifications(), byStore, ({ store, count }) => ({
        labels: { store },
        value: count,
      })),
  )
  defineGauge(
    registry,
    {
      name: 'coinslot_notifications_oldest_pending_seconds',
      help: 'Age of the oldest store notification that is not processed, by store.',
      labelNames: ['store'],
      ...shared,
    },
    async () =>
      toSamples(await readers.notifications(), byStore, ({ store, oldestAt }) => ({
        labels: { store },
        value: toSeconds(oldestAt, clock()),
      })),
  )
}

function defineJobGauges(registry: Registry, { jobs }: BacklogReaders): void {
  const define = (name: `coinslot_${string}`, help: string, field: 'due' | 'oldestDueSeconds' | 'dead') =>
    defineGauge(registry, { name, help, labelNames: ['task'], ...shared }, async () =>
      toSamples(await jobs(), byTask, (count) => ({ labels: { task: count.task }, value: count[field] })),
    )
  define('coinslot_jobs_due', 'Jobs whose time has come, the running ones included, by task.', 'due')
  define(
    'coinslot_jobs_oldest_due_seconds',
    'Time since the oldest due job that does not run should have run, by task.',
    'oldestDueSeconds',
  )
  define('coinslot_jobs_dead', 'Jobs that failed too often and do not run again, by task.', 'dead')
}

function defineFeedGauges(registry: Registry, readers: BacklogReaders, clock: () => Date): void {
  const { feed, consumers } = readers
  defineGauge(
    registry,
    {
      name: 'coinslot_feed_unsequenced_events',
      help: 'Events that have no position in their feed yet, so that no reader sees them.',
      ...shared,
    },
    async () => (await feed())?.events ?? null,
  )
  defineGauge(
    registry,
    {
      name: 'coinslot_feed_oldest_unsequenced_seconds',
      help: 'Age of the oldest event that has no position yet.',
      ...shared,
    },
    async () => {
      const backlog = await feed()
      return backlog === null ? null : toSeconds(backlog.oldestAt, clock())
    },
  )
  defineGauge(
    registry,
    {
      name: 'coinslot_event_consumer_lag_events',
      help: 'Events that an event consumer has not acknowledged, of the 20 consumers that are the furthest behind.',
      labelNames: ['app', 'consumer'],
      ...shared,
    },
    async () =>
      (await consumers())?.map(({ appId, name, events }) => ({
        labels: { app: encodeId('app', appId), consumer: name },
        value: events,
      })) ?? null,
  )
}

function defineWebhookGauges(registry: Registry, { webhooks }: BacklogReaders, clock: () => Date): void {
  defineGauge(
    registry,
    {
      name: 'coinslot_webhook_undelivered_events',
      help: 'Events that are not delivered, of all webhook endpoints that are not paused.',
      ...shared,
    },
    async () => (await webhooks())?.events ?? null,
  )
  defineGauge(
    registry,
    {
      name: 'coinslot_webhook_failing_seconds',
      help: 'Time for which the deliveries to the webhook endpoint that fails the longest have failed.',
      ...shared,
    },
    async () => {
      const backlog = await webhooks()
      return backlog === null ? null : toSeconds(backlog.failingSince, clock())
    },
  )
}

function defineStatisticsGauges(registry: Registry, { statistics }: BacklogReaders): void {
  defineGauge(
    registry,
    {
      name: 'coinslot_statistics_pending_events',
      help: 'Events of all feeds that the statistics of payments do not contain yet.',
      ...shared,
    },
    async () => (await statistics())?.events ?? null,
  )
  defineGauge(
    registry,
    {
      name: 'coinslot_statistics_recounts',
      help: 'AppKeys of which all payments are being counted again, so that their statistics are incomplete.',
      ...shared,
    },
    async () => (await statistics())?.recounts ?? null,
  )
}

function definePaymentGauges(registry: Registry, { unconsumed, unacknowledged }: BacklogReaders): void {
  defineGauge(
    registry,
    {
      name: 'coinslot_payments_unconsumed',
      help: 'Payments of consumable items that are paid and not consumed, by store and time since they were paid.',
      labelNames: ['store', 'age'],
      ...shared,
    },
    async () =>
      toSamples(await unconsumed(), combine('age', unconsumedAges), ({ store, age, count }) => ({
        labels: { store, age },
        value: count,
      })),
  )
  defineGauge(
    registry,
    {
      name: 'coinslot_payments_unacknowledged',
      help: 'Payments that their store refunds unless they are acknowledged, by store and time left.',
      labelNames: ['store', 'time_left'],
      ...shared,
    },
    async () =>
      toSamples(
        await unacknowledged(),
        combine('time_left', unacknowledgedTimes),
        ({ store, timeLeft, count }) => ({ labels: { store, time_left: timeLeft }, value: count }),
      ),
  )
}

function defineUnattributedGauges(
  registry: Registry,
  { unattributed, unattributedSubscriptions }: BacklogReaders,
): void {
  defineGauge(
    registry,
    {
      name: 'coinslot_unattributed_sales_open',
      help: 'Sales that a store reported, that belong to no user and were not refunded, by store.',
      labelNames: ['store'],
      ...shared,
    },
    async () =>
      toSamples(await unattributed(), byStore, ({ store, count }) => ({ labels: { store }, value: count })),
  )
  defineGauge(
    registry,
    {
      name: 'coinslot_subscriptions_unattributed',
      help: 'Subscriptions that belong to no user and have not ended, by store and time until the store refunds them.',
      labelNames: ['store', 'time_left'],
      ...shared,
    },
    async () =>
      toSamples(
        await unattributedSubscriptions(),
        combine('time_left', unattributedTimes),
        ({ store, timeLeft, count }) => ({ labels: { store, time_left: timeLeft }, value: count }),
      ),
  )
}
