import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import type { OverviewSpan } from './overview-payment-sources.ts'

// The columns are those of the sources in overview-payment-sources.ts.

/** Refund reviews that wait for an answer, by store. */
export function refundReviewsSql({ sql }: Db, { appId, environment }: OverviewSpan): Fragment {
  return sql`
    select 'REFUND_REVIEWS_PENDING', r.store, null::text, null::uuid, null::text, count(*), max(r.total) < 1000,
           min(r.requested_at), min(r.deadline_at), null::timestamptz, null::timestamptz
    from (
      select due.*, count(*) over () as total from (
        select store, status, environment, requested_at, deadline_at from refund_reviews
        where app_id = ${appId} and next_attempt_at is not null order by next_attempt_at limit 1000
      ) due
    ) r
    where r.status = 'PENDING' and coalesce(r.environment, 'PRODUCTION') = ${environment}
    group by r.store`
}

/** Connections whose last check failed, each. */
export function storeConnectionsSql({ sql }: Db, { appId }: OverviewSpan): Fragment {
  return sql`
    select 'STORE_CONNECTION_FAILING', c.store, c.store_bundle_id, null::uuid, null::text, 1, true,
           c.failing_since, null::timestamptz, null::timestamptz, null::timestamptz
    from store_connections c
    where c.app_id = ${appId} and c.failing_since is not null`
}

/** Webhook endpoints that are paused or whose deliveries fail, each, with the number of events that wait. */
export function webhookEndpointsSql({ sql }: Db, { appId }: OverviewSpan): Fragment {
  return sql`
    select case e.status when 'PAUSED' then 'WEBHOOK_PAUSED' else 'WEBHOOK_FAILING' end, null::text, e.url, e.id, e.pause_reason,
           feed_distance(${appId}::uuid, greatest(e.position, earliest_feed_cursor(${appId}::uuid)), h.position), true,
           coalesce(e.first_failed_at, e.updated_at), null::timestamptz, null::timestamptz, null::timestamptz
    from webhook_endpoints e
    cross join lateral (
      select coalesce((select position from feed_heads where app_id = ${appId}), 0) as position
    ) h
    where e.app_id = ${appId} and (e.status = 'PAUSED' or e.first_failed_at is not null)`
}

/** Event consumers whose oldest event waits for more than 15 minutes, each, with the number of events that wait. */
export function eventConsumersSql({ sql }: Db, { appId, now }: OverviewSpan): Fragment {
  return sql`
    select 'EVENT_CONSUMER_LAGGING', null::text, c.name, c.id, null::text,
           feed_distance(${appId}::uuid, c.position, c.head), true, e.occurred_at, null::timestamptz, null::timestamptz, null::timestamptz
    from (
      select name, id, greatest(position, earliest_feed_cursor(${appId}::uuid)) as position,
             coalesce((select position from feed_heads where app_id = ${appId}), 0) as head
      from event_consumers where app_id = ${appId}
    ) c
    cross join lateral (
      select occurred_at from select_events(${appId}::uuid, c.position, null, 1, null, null, false)
    ) e
    where c.position < c.head and e.occurred_at < ${now}::timestamptz - interval '15 minutes'`
}

/** Differences between the records and a store's, which nobody has resolved, by store. */
export function discrepanciesSql({ sql }: Db, { appId }: OverviewSpan): Fragment {
  return sql`
    select 'DISCREPANCIES_OPEN', d.store, null::text, null::uuid, null::text, count(distinct (d.source, d.subject)), max(d.total) < 1000,
           min(d.detected_at), null::timestamptz, null::timestamptz, null::timestamptz
    from (
      select listed.*, count(*) over () as total from (
        select store, source, subject, detected_at from reconciliation_discrepancies
        where app_id = ${appId} and resolved_at is null and ignored_at is null order by store, detected_at limit 1000
      ) listed
    ) d
    group by d.store`
}

/** Notifications of stores whose processing failed permanently, by store. */
export function failedNotificationsSql({ sql }: Db, { appId }: OverviewSpan): Fragment {
  return sql`
    select 'NOTIFICATIONS_FAILED', n.store, null::text, null::uuid, null::text, count(*), max(n.total) < 1000,
           min(n.received_at), null::timestamptz, null::timestamptz, null::timestamptz
    from (
      select newest.*, count(*) over () as total from (
        select store, received_at from notifications
        where app_id = ${appId} and status = 'FAILED' order by received_at desc limit 1000
      ) newest
    ) n
    group by n.store`
}

/** Server keys and user token keys that expire soon and have no replacement, each. */
export function expiringKeysSql({ sql }: Db, { appId, now, keysUntil }: OverviewSpan): Fragment {
  return sql`
    select 'SERVER_KEY_EXPIRING', null::text, name, id, null::text, 1, true,
           null::timestamptz, expires_at, null::timestamptz, null::timestamptz
    from server_keys
    where app_id = ${appId} and revoked_at is null and replaced_by is null
      and expires_at > ${now}::timestamptz and expires_at <= ${keysUntil}::timestamptz
    union all
    select 'USER_TOKEN_KEY_EXPIRING', null::text, kid, id, null::text, 1, true,
           null::timestamptz, expires_at, null::timestamptz, null::timestamptz
    from user_token_keys
    where app_id = ${appId} and expires_at > ${now}::timestamptz and expires_at <= ${keysUntil}::timestamptz`
}
