import type { Db } from '../../src/db/client.ts'
import {
  countPayments,
  scanPayments,
  type PaymentParts,
  type PaymentPosition,
} from '../../src/db/queries/payment-list.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { buffersOf, connectRecorded, explain, nodesOf, type Executed } from '../support/explain-plan.ts'
import { insertGeneratedPayments } from '../support/generated-payments.ts'
import { describe, expect, serverTest, vi } from '../support/test.ts'
import { cases, type Case } from './payment-filter-cases.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const [paymentCount, paymentsOfOthers, otherApps] = [30_000, 300, 100]
/** What a statement may use of which an index checks every condition: the rows of a page and the way to them. */
const maxBuffers = 300
/** What a statement may use that examines 10,000 payments: about one for each, and the index. */
const maxBuffersOfScan = 11_000

const itemIds = [newUuid(), newUuid(), newUuid(), newUuid()]

const test = serverTest
  .extend('appId', { scope: 'file' }, async ({ database: _ }) => newUuid())
  .extend('executed', { scope: 'file' }, async ({ database: _ }): Promise<Executed[]> => [])
  .extend('recorded', { scope: 'file' }, async ({ database, executed, appId }, { onCleanup }) => {
    const sql = await connectRecorded(database.url, executed)
    onCleanup(() => sql.end())
    await sql`alter table payments set (autovacuum_enabled = off)`
    for (const [index, id] of itemIds.entries()) {
      await sql`
        insert into items (app_id, id, external_id, name, type, enabled, created_at, updated_at)
        values (${appId}, ${id}, ${`item-${index}`}, 'Item', 'CONSUMABLE', true, now(), now())`
    }
    for (let other = 0; other < otherApps; other += 1) {
      await insertGeneratedPayments(sql, { appId: newUuid(), itemIds, last: paymentsOfOthers, userCount: 10 })
    }
    await insertGeneratedPayments(sql, { appId, itemIds, last: paymentCount, userCount: 500 })
    return sql
  })

type Span = {
  readonly direction: 'asc' | 'desc'
  readonly after: PaymentPosition | null
  readonly before: PaymentPosition | null
}

/** A first page, one from the other end, and pages that begin in the middle. */
const spans = ({ sort = 'PAID_AT' }: Case): readonly Span[] => {
  const middle = {
    sortKey: sort === 'PRICE' ? '9990000' : '2026-05-30T12:00:00.000Z',
    id: '80000000-0000-4000-8000-000000000000',
  }
  return [
    { direction: 'desc', after: null, before: null },
    { direction: 'asc', after: null, before: null },
    { direction: 'desc', after: middle, before: null },
    { direction: 'asc', after: middle, before: null },
    { direction: 'desc', after: null, before: middle },
  ]
}

/** What belongs to the payments, read by the statement of the page where the index checks every condition. */
const joinedParts: PaymentParts = { payment: null, user: null, item: null, consume: null }
const joinedIndexes = ['users_app_id_id_pk', 'items_app_id_id_pk', 'consumes_app_id_payment_id_pk']

const isList = ({ text }: Executed) => /from payments/.test(text)

async function checkPlans(db: Db, appId: string, executed: Executed[], tested: Case): Promise<void> {
  const { conditions, sort = 'PAID_AT', index, isScan = false } = tested
  for (const span of spans(tested)) {
    executed.length = 0
    await scanPayments(db, appId, { conditions, sort, ...span, limit: 21 })
    await scanPayments(db, appId, { conditions, sort, ...span, limit: 21 }, joinedParts)
    await countPayments(db, appId, { conditions, sort, ...span, limit: 101 })
    const statements = executed.filter(isList)
    expect(statements.length).toBeGreaterThan(1)
    const used = new Set<string>()
    for (const statement of statements) {
      const plan = await explain(db.sql, statement)
      const nodes = nodesOf(plan)
      for (const { 'Index Name': name } of nodes) {
        if (name !== undefined) used.add(name)
      }
      const onPayments = nodes.filter((node) => node['Relation Name'] === 'payments')
      expect(onPayments.map((node) => node['Node Type']).filter((type) => type.includes('Seq'))).toEqual([])
      const allowed = isScan ? maxBuffersOfScan : maxBuffers
      expect(buffersOf(plan), `${statement.text}\n${JSON.stringify(plan, null, 1)}`).toBeLessThan(allowed)
    }
    const others: readonly string[] = [
      index,
      'payments_price',
      'payments_app_id_id_pk',
      'acknowledgements_alerted',
      'delivery_failures_failed_at',
      'items_external_id',
      'items_list',
      'users_external_id',
      ...joinedIndexes,
    ]
    expect(used).toContain(index)
    expect([...used].filter((name) => !others.includes(name))).toEqual([])
  }
}

describe.for(['auto', 'force_generic_plan'])('with plan_cache_mode %s', (mode) => {
  test.for(cases)(
    '$name is found by its index, before any statistics',
    async (tested, { recorded, executed, appId }) => {
      await recorded.unsafe(`set plan_cache_mode = ${mode}`)
      await checkPlans({ sql: recorded } as Db, appId, executed, tested)
    },
  )
})

describe('after an analysis', () => {
  test('every list is found by its index, whatever the plans of prepared statements know', async ({
    recorded,
    executed,
    appId,
  }) => {
    await recorded`analyze payments, users, items, consumes`
    for (const mode of ['auto', 'force_generic_plan']) {
      await recorded.unsafe(`set plan_cache_mode = ${mode}`)
      for (const tested of cases) await checkPlans({ sql: recorded } as Db, appId, executed, tested)
    }
  })
})
