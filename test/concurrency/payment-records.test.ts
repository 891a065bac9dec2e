import { randomUUID } from 'node:crypto'
import type { Sql, TransactionSql } from 'postgres'
import { isUniqueViolation } from '../../src/db/errors.ts'
import { insertPaymentRecord, type PaymentRecord } from '../../src/db/queries/insert-payment-record.ts'
import { insertPaymentRecords, isSharedPaymentRecord } from '../../src/db/queries/insert-payment-records.ts'
import type { PurchaseRow } from '../../src/db/queries/purchases.ts'
import type { Services } from '../../src/domain/context.ts'
import { expect } from '../support/test.ts'
import {
  announce,
  mask,
  readRows,
  recordTest as test,
  verifiedAt,
  type RecordChange,
} from './payment-records-fixture.ts'

const insertShared = ({ db }: Services, records: readonly PaymentRecord[]) =>
  insertPaymentRecords(db, records[0]?.payment.appId ?? '', records.filter(isSharedPaymentRecord))

const withoutPrice = { priceMicros: null, currencyCode: null }
const variants: Readonly<Record<string, (purchase: PurchaseRow) => RecordChange>> = {
  'for a reservation': () => ({}),
  'for a new purchase': (purchase) => ({
    purchase: {
      created: {
        ...purchase,
        id: randomUUID(),
        accountToken: randomUUID(),
        developerPayload: 'a "payload"',
      },
    },
  }),
  'without a price, an offer, an order and a country': () => ({
    payment: {
      ...withoutPrice,
      offerKind: null,
      purchaseOptionId: null,
      offerId: null,
      storeOrderId: null,
      countryCode: null,
      submittedAt: null,
    },
  }),
  'without an acknowledgement and a key': () => ({
    payment: { acknowledgementStatus: 'NOT_REQUIRED', consumable: false },
    acknowledgement: null,
    idempotency: null,
  }),
  'with an acknowledgement that has no deadline': () => ({
    acknowledgement: { deadlineAt: null, storeAcknowledged: false, nextAttemptAt: verifiedAt },
  }),
}

test.for(
  Object.keys(variants).flatMap((variant) => [
    { variant, isAnnounced: false },
    { variant, isAnnounced: true },
  ]),
)(
  'a statement of several records writes what one for each of them writes, $variant, announced before: $isAnnounced',
  async ({ variant, isAnnounced }, { services, sql, requested, newRecord }) => {
    const change = () => variants[variant]?.(requested) ?? {}
    const alone = await newRecord(change())
    const shared = [await newRecord(change()), await newRecord(change())]
    if (isAnnounced) for (const record of [alone, ...shared]) await announce(sql, record)
    const expected = await insertPaymentRecord(services.db, alone)
    const recorded = await insertShared(services, shared)
    expect(recorded.size).toBe(2)
    const expectedRows = await readRows(sql, alone)
    expect(expectedRows).toMatchObject({
      payments: [{}],
      purchases: [{}],
      receipts: [{}],
      sales: [{}],
      events: [{}],
    })
    expect(expected?.payment.currencyCode ?? null).toBe(
      alone.payment.currencyCode ?? (isAnnounced ? 'EUR' : null),
    )
    for (const record of shared) {
      expect(await readRows(sql, record)).toEqual(expectedRows)
      const result = recorded.get(record.payment.id)
      expect(mask(result, record)).toEqual(mask(expected, alone))
    }
  },
)

/** Sends the records at the same time: the first starts at once, the others share the next statement. */
function recordTogether({ paymentRecorder }: Services, records: readonly PaymentRecord[]) {
  return Promise.all(
    records.map((record) =>
      paymentRecorder.record(record).then(
        (recorded) => (recorded === null ? 'nothing' : 'recorded'),
        (error: unknown) => (isUniqueViolation(error) ? 'exists' : 'failed'),
      ),
    ),
  )
}

/** The statements that wrote the payments: the numbers of their transactions. */
async function readTransactions(sql: Sql, records: readonly PaymentRecord[]): Promise<string[]> {
  const ids = records.map(({ payment }) => payment.id)
  const rows = await sql<
    { xmin: string }[]
  >`select distinct xmin::text from payments where id = any(${ids}::uuid[])`
  return rows.map(({ xmin }) => xmin)
}

async function expectOneEventEach(sql: Sql, records: readonly PaymentRecord[]): Promise<void> {
  const rows = await Promise.all(records.map((record) => readRows(sql, record)))
  for (const row of rows) {
    expect(row).toMatchObject({
      payments: [{ status: 'PAID' }],
      receipts: [{}],
      acknowledgements: [{}],
      keys: [{}],
    })
    expect(row).toMatchObject({ events: [{ type: 'PAYMENT_PAID', status: 'PAID' }] })
  }
}

const countUp = (count: number) => Array.from({ length: count }, (_, index) => index)

test('I7: records that arrive together share one transaction, and each has one event', async ({
  services,
  sql,
  newRecord,
}) => {
  const records = await Promise.all(countUp(21).map(() => newRecord()))
  expect(await recordTogether(services, records)).toEqual(records.map(() => 'recorded'))
  expect(await readTransactions(sql, records)).toHaveLength(1)
  await expectOneEventEach(sql, records)
})

test('a batch has at most 50 records and a mebibyte of receipts', async ({ services, sql, newRecord }) => {
  const many = await Promise.all(countUp(101).map(() => newRecord()))
  expect(await recordTogether(services, many)).toEqual(many.map(() => 'recorded'))
  expect(await readTransactions(sql, many)).toHaveLength(3)
  const raw = 'x'.repeat(400 * 1024)
  const large = await Promise.all(
    countUp(5).map(() => newRecord({ receipt: { id: randomUUID(), source: 'VERIFICATION', raw } })),
  )
  expect(await recordTogether(services, large)).toEqual(large.map(() => 'recorded'))
  expect(await readTransactions(sql, large)).toHaveLength(3)
})

/** How two records can have something in common, and what the second one gets. */
const conflicts: Readonly<
  Record<string, { outcome: string; change: (other: PaymentRecord) => RecordChange }>
> = {
  sale: { outcome: 'exists', change: ({ sale }) => ({ sale }) },
  'store transaction': {
    outcome: 'exists',
    change: ({ payment: { storeTransactionId } }) => ({ payment: { storeTransactionId } }),
  },
  reservation: { outcome: 'nothing', change: ({ purchase }) => ({ purchase }) },
  'idempotency key': { outcome: 'exists', change: ({ idempotency }) => ({ idempotency }) },
}

test.for(Object.keys(conflicts))(
  'I1: two records with the same %s that arrive together make one payment, and fail no other record',
  async (name, { services, sql, newRecord }) => {
    const { outcome, change } = conflicts[name] ?? { outcome: '', change: (): RecordChange => ({}) }
    const [first, one, other, ...good] = await Promise.all(countUp(8).map(() => newRecord()))
    if (first === undefined || one === undefined || other === undefined) throw new Error('no record')
    const { payment, ...changed } = change(one)
    const second = { ...other, ...changed, payment: { ...other.payment, ...payment } }
    const outcomes = await recordTogether(services, [first, one, ...good, second])
    expect(outcomes).toEqual(['recorded', 'recorded', ...good.map(() => 'recorded'), outcome])
    // The two are in batches of their own, so that the good ones did not have to be tried again.
    expect(await readTransactions(sql, [one, ...good])).toHaveLength(1)
    await expectOneEventEach(sql, [first, one, ...good])
    expect(await readTransactions(sql, [second])).toEqual([])
  },
)

test('a bad record in a batch fails alone', async ({ services, sql, newRecord }) => {
  const existing = await newRecord()
  expect(await recordTogether(services, [existing])).toEqual(['recorded'])
  const bad = [
    { record: await newRecord({ payment: { quantity: 0 } }), outcome: 'failed' },
    { record: await newRecord({ payment: { storeTransactionId: 'a null byte \0' } }), outcome: 'failed' },
    { record: await newRecord({ sale: existing.sale }), outcome: 'exists' },
    { record: await newRecord({ purchase: existing.purchase }), outcome: 'nothing' },
  ]
  for (const { record, outcome } of bad) {
    const good = await Promise.all(countUp(5).map(() => newRecord()))
    const [first, ...others] = good
    if (first === undefined) throw new Error('no record')
    expect(await recordTogether(services, [first, record, ...others])).toEqual([
      'recorded',
      outcome,
      ...others.map(() => 'recorded'),
    ])
    await expectOneEventEach(sql, good)
    expect(await readTransactions(sql, [record])).toEqual([])
  }
})

const locks: Readonly<
  Record<string, (transaction: TransactionSql, record: PaymentRecord) => Promise<unknown>>
> = {
  reservation: (transaction, { purchase }) =>
    transaction`select from purchases where id = ${'reserved' in purchase ? purchase.reserved.id : null} for update`,
  'sale that it has inserted': (transaction, record) =>
    transaction`
      insert into sales (app_id, store, key, encrypted_reference, read_version, applied_version, checked_at)
      values (${record.payment.appId}, ${record.payment.store}, ${record.sale.key}, '', 0, 0, now())`,
}

test.for(Object.keys(locks))(
  'a transaction that keeps a %s delays only the record of it',
  async (name, { services, sql, newRecord }) => {
    const [first, held, ...others] = await Promise.all(countUp(8).map(() => newRecord()))
    if (first === undefined || held === undefined) throw new Error('no record')
    const pending: Promise<string[]>[] = []
    await sql.begin(async (transaction) => {
      await locks[name]?.(transaction, held)
      const all = [first, held, ...others].map((record) => recordTogether(services, [record]))
      pending.push(...all.slice(1, 2))
      expect((await Promise.all([...all.slice(0, 1), ...all.slice(2)])).flat()).toEqual(
        [first, ...others].map(() => 'recorded'),
      )
      expect(await readTransactions(transaction as unknown as Sql, [held])).toEqual([])
    })
    expect((await Promise.all(pending)).flat()).toEqual(['recorded'])
    await expectOneEventEach(sql, [first, held, ...others])
  },
)
