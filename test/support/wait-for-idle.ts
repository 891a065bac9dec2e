import type { Sql } from 'postgres'
import { advanceTime } from './emulator-control.ts'
import { eventually } from './eventually.ts'
import type { TestServer } from './test-server.ts'

/** Waits until no notification, job or acknowledgement is due by the virtual clock and every event has its position. */
export async function waitForIdle(
  { emulator }: Pick<TestServer, 'emulator'>,
  sql: Sql,
  timeoutMs: number,
  intervalMs?: number,
): Promise<void> {
  await advanceTime(emulator, 0)
  await eventually(() => expectIdle(sql, emulator.now()), {
    timeoutMs,
    ...(intervalMs === undefined ? {} : { intervalMs }),
  })
}

async function expectIdle(sql: Sql, now: number): Promise<void> {
  const at = new Date(now).toISOString()
  const [row] = await sql<{ jobs: number; due: number; pending_events: number }[]>`
    select
      (select count(*)::int from graphile_worker._private_jobs where run_at <= now() and attempts < max_attempts) as jobs,
      (select count(*)::int from acknowledgements where next_attempt_at <= ${at}::timestamptz)
        + (select count(*)::int from notifications where next_attempt_at <= ${at}::timestamptz)
        + (select count(*)::int from refund_reviews where next_attempt_at <= ${at}::timestamptz) as due,
      (select count(*)::int from event_outbox) as pending_events`
  if (row === undefined || row.jobs + row.due + row.pending_events > 0)
    throw new Error(`not idle: ${JSON.stringify(row)}`)
}
