import type { Db } from '../client.ts'

export type FeedBacklog = {
  /** Events that have no position yet. */
  readonly events: number
  readonly oldestAt: Date | null
}

/** Larger backlogs are not counted to their end. */
const maxEvents = 10_000
const maxConsumers = 1_000

/** The events of all AppKeys that readers of the feeds cannot see yet. */
export async function selectFeedBacklog({ sql }: Db): Promise<FeedBacklog> {
  const [row] = await sql<{ events: number; oldest: string | null }[]>`
    select count(*)::int as events, min(o.occurred_at)::text as oldest
    from (
      select o.occurred_at from apps a cross join lateral (
        select occurred_at from event_outbox where app_id = a.app_id order by insert_seq limit ${maxEvents}
      ) o limit ${maxEvents}
    ) o`
  const oldest = row?.oldest ?? null
  return { events: row?.events ?? 0, oldestAt: oldest === null ? null : new Date(oldest) }
}

export type LargestConsumerLag = { readonly appId: string; readonly name: string; readonly events: number }

/** The event consumers of all AppKeys that are the furthest behind. */
export async function selectLargestConsumerLags({ sql }: Db, limit: number): Promise<LargestConsumerLag[]> {
  return sql<LargestConsumerLag[]>`
    select c.app_id as "appId", c.name, feed_distance(c.app_id, c.position, c.head)::float as events
    from (
      select c.app_id, c.name, h.position as head, greatest(c.position, earliest_feed_cursor(c.app_id)) as position
      from feed_heads h join event_consumers c on c.app_id = h.app_id
      limit ${maxConsumers}
    ) c
    order by 3 desc, 2 limit ${limit}`
}

export type WebhookBacklog = {
  /** Events that are not delivered, of all endpoints that are not paused. */
  readonly events: number
  /** When the delivery to the endpoint that fails for the longest time began to fail; null if none fails. */
  readonly failingSince: Date | null
}

export async function selectWebhookBacklog({ sql }: Db): Promise<WebhookBacklog> {
  const [row] = await sql<{ events: number; since: string | null }[]>`
    select coalesce(sum(feed_distance(w.app_id, w.position, w.head)), 0)::float as events, min(w.first_failed_at)::text as since
    from (
      select e.app_id, e.first_failed_at, h.position as head, greatest(e.position, earliest_feed_cursor(e.app_id)) as position
      from feed_heads h join webhook_endpoints e on e.app_id = h.app_id
      where e.status = 'ACTIVE' limit ${maxConsumers}
    ) w`
  const since = row?.since ?? null
  return { events: row?.events ?? 0, failingSince: since === null ? null : new Date(since) }
}

export type StatisticsBacklog = {
  /** Events of all AppKeys that the statistics do not contain. */
  readonly events: number
  /** AppKeys of which all payments are being counted again. */
  readonly recounts: number
}

export async function selectStatisticsBacklog({ sql }: Db): Promise<StatisticsBacklog> {
  const [row] = await sql<StatisticsBacklog[]>`
    select coalesce(sum(feed_distance(app_id, position, head)) filter (where position < head), 0)::float as events,
           (count(*) filter (where is_recounting))::int as recounts
    from (
      select h.app_id, h.position as head, coalesce(s.position, 0) as position,
             s.position is null or s.is_clearing or s.recount_after is not null as is_recounting
      from feed_heads h left join payment_statistics_progress s on s.app_id = h.app_id
      where s.position is null or s.position < h.position or s.is_clearing or s.recount_after is not null
      limit ${maxConsumers}
    ) behind`
  return row ?? { events: 0, recounts: 0 }
}
