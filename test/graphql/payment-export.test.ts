import fc from 'fast-check'
import { encodeId } from '../../src/platform/ids.ts'
import { formatMicros } from '../../src/platform/money.ts'
import type { ApiClient } from '../support/api.ts'
import { eventually } from '../support/eventually.ts'
import { generatedUserId, insertGeneratedPayments } from '../support/generated-payments.ts'
import { appIdOf } from '../support/operators.ts'
import { postExport, readRows, type ExportRequest } from '../support/payment-export.ts'
import { anyFilter, orders, selectExpected, selectPayments, type Filter } from '../support/payment-model.ts'
import { readSheet, readZip } from '../support/read-zip.ts'
import { describe, expect, serverTest, vi } from '../support/test.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** More than a statement examines, so that lists are read in several steps. */
const paymentCount = 25_000

const test = serverTest
  .extend('payments', { scope: 'file' }, async ({ sql, project }) => {
    const appId = appIdOf(project)
    const items = await sql<
      { id: string }[]
    >`select id from items where app_id = ${appId} order by external_id`
    const itemIds = items.map(({ id }) => id)
    await insertGeneratedPayments(sql, { appId, itemIds, last: paymentCount, userCount: 300 })
    return selectPayments(sql, appId)
  })
  .extend('exportPayments', { scope: 'file' }, ({ server, admin, payments: _ }) => {
    return async (request: ExportRequest) => {
      const response = await postExport(server, admin.headers, request)
      return { response, text: await response.text() }
    }
  })

const pageText = `query ($filter: PaymentFilter, $orderBy: PaymentOrder, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
  payments(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`

/** The pages of a list, up to `maxPages`, from its start or from its end. */
async function readPages(
  admin: ApiClient,
  list: { readonly filter: Filter; readonly orderBy: string },
  { backwards, maxPages }: { readonly backwards: boolean; readonly maxPages: number },
): Promise<{ ids: string[]; isWhole: boolean }> {
  let ids: string[] = []
  let cursor: string | null | undefined = null
  for (let page = 0; page < maxPages; page += 1) {
    const position: object = backwards ? { last: 100, before: cursor } : { first: 100, after: cursor }
    const { payments } = await admin.query(pageText, { ...list, ...position })
    const { pageInfo } = payments
    const read = payments.nodes.map(({ id }) => id)
    ids = backwards ? [...read, ...ids] : [...ids, ...read]
    if (!(backwards ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) return { ids, isWhole: true }
    cursor = backwards ? pageInfo.startCursor : pageInfo.endCursor
    if (cursor == null) throw new Error('a page that others follow has a cursor')
  }
  return { ids, isWhole: false }
}

test('an export has the payments of the list that GraphQL has under the same filter, in the same order', async ({
  admin,
  payments,
  exportPayments,
}) => {
  const maxPages = 12
  await fc.assert(
    fc.asyncProperty(anyFilter, fc.constantFrom(...orders), async (filter, order) => {
      const orderBy = filter.currencyCode === undefined ? order.replace('PRICE', 'PAID_AT') : order
      const { text } = await exportPayments({ filter, orderBy, columns: ['id'] })
      const exported = readRows(text).map(([id]) => id)
      expect(exported).toEqual(selectExpected(payments, filter, orderBy))
      const forwards = await readPages(admin, { filter, orderBy }, { backwards: false, maxPages })
      const backwards = await readPages(admin, { filter, orderBy }, { backwards: true, maxPages })
      expect(forwards.ids).toEqual(exported.slice(0, forwards.ids.length))
      expect(backwards.ids).toEqual(exported.slice(exported.length - backwards.ids.length))
      for (const { ids, isWhole } of [forwards, backwards])
        expect(ids.length === exported.length || !isWhole).toBe(true)
      const { paymentCount: count } = await admin.query(
        'query ($filter: PaymentFilter) { paymentCount(filter: $filter) { value isExact } }',
        { filter },
      )
      if (count.isExact) expect(count.value).toBe(exported.length)
      else expect(count.value).toBeLessThanOrEqual(exported.length)
    }),
    { numRuns: 40 },
  )
})

test('amounts are exact decimals, absent values are empty, and times are in the requested zone', async ({
  payments,
  exportPayments,
}) => {
  const columns = ['id', 'price', 'currencyCode', 'paidAt', 'refundedAt']
  const filter = { store: ['TEST_STORE'] }
  const { response, text } = await exportPayments({ filter, columns, timeZone: 'Asia/Seoul', bom: true })
  expect(text.split('\r\n')[0]).toBe(columns.join(','))
  expect(response.headers.get('coinslot-payment-count')).toBe('2')
  const stored = new Map(payments.map((payment) => [encodeId('pay', payment.id), payment]))
  const rows = readRows(text)
  expect(rows).toHaveLength(2)
  for (const [id = '', price, currency, paidAt = '', refundedAt] of rows) {
    const payment = stored.get(id)
    expect(price).toBe(payment?.micros == null ? '' : formatMicros(BigInt(payment.micros)))
    expect(currency).toBe(payment?.currency ?? '')
    expect(paidAt).toMatch(/\+09:00$/)
    expect(new Date(paidAt)).toEqual(payment?.paidAt)
    expect(refundedAt).toBe('')
  }
})

test('a byte order mark is written when it is requested', async ({ server, admin, payments: _ }) => {
  const filter = { itemId: 'none' }
  const read = async (bom: boolean) =>
    Buffer.from(
      await (await postExport(server, admin.headers, { filter, bom, columns: ['id'] })).arrayBuffer(),
    )
  expect(await read(true)).toEqual(Buffer.from('\uFEFFid\r\n#complete: 0\r\n'))
  expect(await read(false)).toEqual(Buffer.from('id\r\n#complete: 0\r\n'))
})

const hostileTexts = [
  '=HYPERLINK("http://example.com")',
  '+1',
  '-1',
  '@SUM(1)',
  '＝1',
  "'quoted",
  '#complete: 7',
  '<img src=x onerror=alert(1)>',
  '\u202Ereversed',
  'a"b,c',
]

test('texts that users control are inert in a CSV, and whole in a workbook', async ({
  server,
  sql,
  admin,
  project,
  payments,
}) => {
  const appId = appIdOf(project)
  const chosen = payments.filter(({ store }) => store === 'ONE_STORE').slice(0, hostileTexts.length)
  for (const [index, text] of hostileTexts.entries()) {
    await sql`update payments set store_order_id = ${text} where app_id = ${appId} and id = ${chosen[index]?.id ?? ''}`
  }
  const request = { filter: { store: ['ONE_STORE'] }, columns: ['id', 'storeOrderId'] }
  const csv = await (await postExport(server, admin.headers, request)).text()
  const workbook = await postExport(server, admin.headers, request, { format: 'xlsx' })
  const files = readZip(Buffer.from(await workbook.arrayBuffer()))
  const sheet = files.get('xl/worksheets/sheet1.xml') ?? ''
  const rows = readSheet(sheet)
  expect(rows[0]).toEqual(request.columns)
  expect(rows).toHaveLength(csv.split('\r\n').length - 2)
  for (const [index, text] of hostileTexts.entries()) {
    const id = encodeId('pay', chosen[index]?.id ?? '')
    expect(rows).toContainEqual([id, text])
    const cell = /^[=+\-@＝'#]/.test(text) ? `'${text}` : text
    const written = /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
    expect(csv).toContain(`\r\n${id},${written}\r\n`)
  }
  expect(sheet).not.toContain('<img')
})

describe('the audit log', () => {
  test('an export is recorded before its first row and at its end, without the user id itself', async ({
    sql,
    project,
    exportPayments,
  }) => {
    const userId = generatedUserId(7)
    const { text } = await exportPayments({ filter: { userId }, columns: ['id'] })
    const rowCount = readRows(text).length
    const appId = appIdOf(project)
    const entries = await eventually(async () => {
      const found = await sql<{ action: string; actor_kind: string; changes: unknown }[]>`
        select action, actor_kind, changes from audit_log where app_id = ${appId} and action in ('startPaymentExport', 'endPaymentExport')
        order by id desc limit 2`
      expect(found[0]?.changes).toMatchObject({ outcome: 'COMPLETED', rowCount })
      return found
    })
    expect(entries.map((entry) => [entry.action, entry.actor_kind])).toEqual([
      ['endPaymentExport', 'SERVER_KEY'],
      ['startPaymentExport', 'SERVER_KEY'],
    ])
    const changes = entries[1]?.changes as { filter: { userId: unknown }; columns: unknown }
    expect(changes).toMatchObject({
      filter: { userId: { $personal: expect.any(String) as unknown } },
      columns: ['id'],
    })
  })
})
