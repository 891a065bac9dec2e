import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { drizzle } from 'drizzle-orm/postgres-js'
import { selectWebhookDeliveriesOfEvents } from '../../src/db/queries/webhook-deliveries.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { expect, serverTest as test, vi } from '../support/test.ts'
import { explain, nodesOf, type Executed } from '../support/explain-plan.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** What a payment shows of its events, and how often each was delivered: replays have no bound. */
const [eventCount, attemptsPerEvent, pageSize] = [100, 600, 21]

test('a page of the deliveries of a payment reads a bounded number of rows, however often its events were delivered', async ({
  database,
}) => {
  const executed: Executed[] = []
  const sql = postgres(database.url, {
    max: 1,
    debug: (_connection, text, parameters: unknown[]) => executed.push({ text, parameters: [...parameters] }),
  })
  try {
    for (const setting of ['enable_seqscan', 'jit']) await sql.unsafe(`set ${setting} = off`)
    const appId = randomUUID()
    const eventIds = Array.from({ length: eventCount }, newUuid)
    // The attempts of all events in turn, as they are made, and as many of other AppKeys.
    for (const owner of [appId, randomUUID()]) {
      await sql`
        insert into webhook_deliveries (app_id, id, endpoint_id, event_id, attempted_at, url, request_body, status, duration_ms)
        select ${owner}::uuid, overlay(md5(${owner} || n || e.id)::text placing lpad(to_hex(n), 12, '0') from 1)::uuid, ${randomUUID()}::uuid,
               e.id, now(), 'https://example.com', repeat('x', 500), 'DELIVERED', 5
        from generate_series(1, ${attemptsPerEvent}::int) n, unnest(${eventIds}::uuid[]) as e (id)`
    }
    const db = { sql, orm: drizzle(sql) }
    const all = await sql<{ id: string }[]>`
      select id from webhook_deliveries where app_id = ${appId} order by id desc limit ${3 * pageSize}`
    const read: string[] = []
    for (let page = 0; page < 3; page += 1) {
      const rows = await selectWebhookDeliveriesOfEvents(db, appId, {
        eventIds,
        after: read.at(-1) ?? null,
        limit: pageSize,
      })
      read.push(...rows.map(({ id }) => id))
    }
    expect(read).toEqual(all.map(({ id }) => id))
    for (const analyzed of [false, true]) {
      if (analyzed) await sql`analyze webhook_deliveries`
      for (const after of [null, read[10] ?? null]) {
        executed.length = 0
        await selectWebhookDeliveriesOfEvents(db, appId, { eventIds, after, limit: pageSize })
        const [statement] = executed.filter(({ text }) => text.includes('webhook_deliveries'))
        if (statement === undefined) expect.fail()
        const plan = await explain(sql, statement)
        const buffers = plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
        // The way to each event in the index, and a row version for each attempt that could be on the page.
        expect(buffers, JSON.stringify(nodesOf(plan), null, 1)).toBeLessThan(eventCount * (pageSize + 6))
        expect(buffers).toBeLessThan((eventCount * attemptsPerEvent) / 20)
      }
    }
  } finally {
    await sql.end()
  }
})
