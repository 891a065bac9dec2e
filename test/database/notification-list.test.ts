import postgres, { type Sql } from 'postgres'
import type { Db } from '../../src/db/client.ts'
import { scanNotifications, type NotificationConditions } from '../../src/db/queries/notification-list.ts'
import {
  summarizeWebhookDeliveries,
  selectWebhookDeliveries,
} from '../../src/db/queries/webhook-deliveries.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { expect, serverTest, vi } from '../support/test.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const [count, countOfOthers] = [20_000, 200]
const endpointId = newUuid()

type Executed = { readonly text: string; readonly parameters: readonly unknown[] }

const test = serverTest
  .extend('appId', { scope: 'file' }, async ({ database: _ }) => newUuid())
  .extend('executed', { scope: 'file' }, async ({ database: _ }): Promise<Executed[]> => [])
  .extend('recorded', { scope: 'file' }, async ({ database, executed, appId }, { onCleanup }) => {
    const sql = postgres(database.url, {
      max: 1,
      debug: (_connection, text, parameters) => executed.push({ text, parameters: [...parameters] }),
    })
    onCleanup(() => sql.end())
    for (const setting of ['enable_seqscan', 'enable_bitmapscan', 'jit'])
      await sql.unsafe(`set ${setting} = off`)
    for (let other = 0; other < 20; other += 1) await insertRows(sql, newUuid(), countOfOthers)
    await insertRows(sql, appId, count)
    return sql
  })

/** One of a hundred notifications is of the type RARE, one of a thousand has failed; so it is with the deliveries. */
async function insertRows(sql: Sql, appId: string, last: number): Promise<void> {
  await sql`
    insert into notifications (app_id, id, store, store_notification_id, type, environment, received_at, source, encrypted_body,
                               encrypted_payload, status, attempts)
    select ${appId}, gen_random_uuid(), case when n % 2 = 0 then 'APP_STORE' else 'GOOGLE_PLAY' end, 'n-' || n,
           case when n % 100 = 0 then 'RARE' else 'COMMON' end, 'PRODUCTION', timestamptz '2026-05-01' + n * interval '1 minute', 'PUSH',
           '', '', case when n % 1000 = 0 then 'FAILED' else 'PROCESSED' end, 1
    from generate_series(1, ${last}::int) n`
  await sql`
    insert into webhook_deliveries (app_id, id, endpoint_id, event_id, attempted_at, url, status, duration_ms)
    select ${appId}, gen_random_uuid(), ${endpointId}, gen_random_uuid(), now(), '', case when n % 1000 = 0 then 'FAILED' else 'DELIVERED' end, n
    from generate_series(1, ${last}::int) n`
}

type PlanNode = {
  readonly 'Node Type': string
  readonly 'Index Name'?: string
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly Plans?: readonly PlanNode[]
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/** The indexes that the executed statements use, and the blocks that they read at most. */
async function explain(sql: Sql, executed: readonly Executed[]) {
  const plans: PlanNode[] = []
  for (const { text, parameters } of executed) {
    const explained = await sql.unsafe(
      `explain (analyze, buffers, timing off, summary off, format json) ${text}`,
      [...parameters] as string[],
      { prepare: true },
    )
    const [row] = explained as unknown as [{ 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }]
    plans.push(row['QUERY PLAN'][0].Plan)
  }
  const nodes = plans.flatMap(nodesOf)
  return {
    indexes: [...new Set(nodes.flatMap((node) => node['Index Name'] ?? []))],
    sequential: nodes.filter((node) => node['Node Type'].includes('Seq')).length,
    blocks: Math.max(...plans.map((plan) => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'])),
  }
}

const none: NotificationConditions = {
  store: null,
  status: null,
  type: null,
  environment: null,
  receivedFrom: null,
  receivedTo: null,
}

const cases: readonly [string, Partial<NotificationConditions>, string, 'page' | 'scan'][] = [
  ['no filter', {}, 'notifications_received', 'page'],
  [
    'a period',
    { receivedFrom: new Date('2026-05-03'), receivedTo: new Date('2026-05-04') },
    'notifications_received',
    'page',
  ],
  ['a type', { type: 'RARE' }, 'notifications_type', 'page'],
  ['a type and a store', { type: 'RARE', store: 'APP_STORE' }, 'notifications_type', 'scan'],
  ['the status FAILED', { status: 'FAILED' }, 'notifications_unprocessed', 'page'],
  ['the status RECEIVED', { status: 'RECEIVED' }, 'notifications_unprocessed', 'page'],
  ['the status PROCESSED', { status: 'PROCESSED' }, 'notifications_received', 'scan'],
  ['a store that has none', { store: 'ONE_STORE' }, 'notifications_received', 'scan'],
  ['an environment', { environment: 'SANDBOX' }, 'notifications_received', 'scan'],
]

test.for(cases)(
  'a list of notifications by %s is read by one index and a bounded number of blocks',
  async ([, conditions, index, kind], { recorded, executed, appId }) => {
    const db = { sql: recorded } as Db
    const after = { receivedAt: '2026-05-10T00:00:00.000Z', id: newUuid() }
    for (const mode of ['auto', 'force_generic_plan']) {
      await recorded.unsafe(`set plan_cache_mode = ${mode}`)
      executed.length = 0
      await scanNotifications(db, appId, { ...none, ...conditions, after: null, limit: 21 })
      await scanNotifications(db, appId, { ...none, ...conditions, after, limit: 21 })
      const { indexes, sequential, blocks } = await explain(recorded, [...executed])
      expect({ indexes, sequential }).toEqual({ indexes: [index], sequential: 0 })
      expect(blocks).toBeLessThan(kind === 'page' ? 100 : 11_000)
    }
  },
)

test('a list that examines 10,000 notifications in vain says where it stopped, and the next one goes on', async ({
  recorded,
  appId,
}) => {
  const db = { sql: recorded } as Db
  const search = { ...none, store: 'ONE_STORE' as const, limit: 21 }
  const first = await scanNotifications(db, appId, { ...search, after: null })
  expect(first.rows).toEqual([])
  // The notification after which the second half of all begins.
  const middle = new Date(Date.UTC(2026, 4, 1) + (count - 10_000 + 1) * 60_000)
  expect(first.stoppedAt?.receivedAt).toBe(middle.toISOString())
  const second = await scanNotifications(db, appId, { ...search, after: first.stoppedAt })
  const third = await scanNotifications(db, appId, { ...search, after: second.stoppedAt })
  expect([second.rows, third]).toEqual([[], { rows: [], stoppedAt: null }])
})

test('deliveries of an endpoint are listed and summarized by its index, the failed ones by their own', async ({
  recorded,
  executed,
  appId,
}) => {
  const db = { sql: recorded } as Db
  const page = { endpointId, status: null, eventId: null, after: null, limit: 21 }
  for (const mode of ['auto', 'force_generic_plan']) {
    await recorded.unsafe(`set plan_cache_mode = ${mode}`)
    const reads = [
      [() => selectWebhookDeliveries(db, appId, page), 'webhook_deliveries_endpoint', 100],
      [
        () => selectWebhookDeliveries(db, appId, { ...page, status: 'FAILED' }),
        'webhook_deliveries_failed',
        100,
      ],
      [
        () => summarizeWebhookDeliveries(db, appId, { endpointId, since: new Date(0), limit: 1_000 }),
        'webhook_deliveries_endpoint',
        1_200,
      ],
    ] as const
    for (const [read, index, maxBlocks] of reads) {
      executed.length = 0
      await read()
      const { indexes, sequential, blocks } = await explain(recorded, [...executed])
      expect({ indexes, sequential }).toEqual({ indexes: [index], sequential: 0 })
      expect(blocks).toBeLessThan(maxBlocks)
    }
  }
})
