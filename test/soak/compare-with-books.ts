import type { Sql } from 'postgres'
import { allEvents } from '../support/all-events.ts'
import type { TestServer } from '../support/test-server.ts'
import {
  createBooksReader,
  givesAccess,
  isPriceStated,
  type StoreBooks,
  type StoreEntry,
  type StorePeriod,
} from './store-books.ts'
import type { Subscriber } from './subscriber.ts'

export type StoreComparison = {
  readonly periods: number
  readonly payments: number
  /** Periods of tokens that the store took back, with the money, before the server knew them. */
  readonly neverSeen: number
  /** Charged and not fully refunded, by currency: by the stores' books minus by the payments, in millionths, where the store states the price. */
  readonly moneyDifferences: Readonly<Record<string, string>>
  /** Every other difference between the records and the stores' books. */
  readonly differences: readonly string[]
}

type PaymentRecord = {
  readonly store: string
  readonly transaction: string
  readonly order: string | null
  readonly status: string
  readonly price_micros: string | null
  readonly currency: string | null
  readonly subscription: string | null
  readonly user: string
  readonly paid_events: number
}

type Records = {
  readonly payments: ReadonlyMap<string, readonly PaymentRecord[]>
  readonly statuses: ReadonlyMap<string, string>
  readonly activeUsers: ReadonlySet<string>
}

/** Compares every period, every state and every user's access with the stores' own books. */
export async function compareWithBooks(
  { server: { emulator }, sql }: { readonly server: TestServer; readonly sql: Sql },
  subscribers: readonly Subscriber[],
): Promise<StoreComparison> {
  const books = await createBooksReader(emulator)()
  const records = await readRecords(sql, emulator.now())
  const found = subscribers.map((subscriber) =>
    compareSubscriber(records, subscriber, { books, now: emulator.now() }),
  )
  const entries = [...books.values()]
  const periods = entries.reduce((sum, entry) => sum + entry.periods.length, 0)
  const recorded = [...records.payments.values()].flat()
  const known = new Set(entries.flatMap((entry) => entry.periods.map(({ id }) => `${entry.store} ${id}`)))
  const invented = [...records.payments.keys()]
    .filter((key) => !known.has(key))
    .map((key) => `${key}: a payment of no period of the store`)
  return {
    periods,
    payments: recorded.length,
    neverSeen: found.reduce((sum, { neverSeen }) => sum + neverSeen, 0),
    moneyDifferences: subtractMoney(sumBooks(entries), sumPayments(recorded)),
    differences: [
      ...found.flatMap(({ differences }) => differences),
      ...invented,
      ...(await findDriftedEntitlements(sql, emulator.now())),
    ],
  }
}

async function readRecords(sql: Sql, now: number): Promise<Records> {
  const payments = await sql<PaymentRecord[]>`
    select p.store, p.store_transaction_id as transaction, p.store_order_id as order, p.status, p.price_micros::text,
           p.currency_code as currency, p.subscription_id as subscription, u.external_id as user,
           coalesce(e.count, 0)::int as paid_events
    from payments p join users u on u.app_id = p.app_id and u.id = p.user_id
    left join (
      select payment_id, count(*) from ${allEvents(sql)} where type = 'PAYMENT_PAID' group by payment_id
    ) e on e.payment_id = p.id`
  const statuses = await sql<{ id: string; status: string }[]>`select id, status from subscriptions`
  const active = await sql<{ user: string }[]>`
    select u.external_id as user from user_entitlements e join users u on u.app_id = e.app_id and u.id = e.user_id
    where e.gives_access and (e.access_until is null or e.access_until > ${new Date(now)})`
  return {
    payments: Map.groupBy(payments, toKey),
    statuses: new Map(statuses.map(({ id, status }) => [id, status])),
    activeUsers: new Set(active.map(({ user }) => user)),
  }
}

/** An order of Google Play can charge several products, each of which is a payment. */
function toKey({ store, transaction, order }: PaymentRecord): string {
  return `${store} ${store === 'GOOGLE_PLAY' ? (order ?? transaction) : transaction}`
}

type Compared = { readonly differences: string[]; readonly neverSeen: number }

function compareSubscriber(
  records: Records,
  { buyer: { userId }, entryIds }: Subscriber,
  { books, now }: { readonly books: StoreBooks; readonly now: number },
): Compared {
  const entries = entryIds.flatMap((id) => books.get(id) ?? [])
  const differences: string[] = []
  let neverSeen = 0
  for (const entry of entries) {
    for (const period of entry.periods) {
      const payments = records.payments.get(`${entry.store} ${period.id}`) ?? []
      if (payments.length === 0 && wasTakenBackUnseen(records, entry)) neverSeen += 1
      else differences.push(...comparePeriod(entry, period, payments, userId))
    }
  }
  differences.push(...compareStates(records, entries))
  const hasAccess = entries.some((entry) => givesAccess(entry, now))
  if (records.activeUsers.has(userId) !== hasAccess) {
    const states = entries.map(({ store, id, state }) => `${store} ${id} ${state}`).join(', ')
    differences.push(`${userId}: access here ${!hasAccess}, at the store ${hasAccess}: ${states}`)
  }
  return { differences, neverSeen }
}

/** The store has returned the money of all its periods, because nobody acknowledged it. */
function wasTakenBackUnseen({ payments }: Records, { store, state, periods }: StoreEntry): boolean {
  return (
    state === 'REVOKED' &&
    periods.every(({ id, refund }) => refund?.reason === 'UNACKNOWLEDGED' && !payments.has(`${store} ${id}`))
  )
}

function comparePeriod(
  entry: StoreEntry,
  period: StorePeriod,
  payments: readonly PaymentRecord[],
  userId: string,
): string[] {
  const { store, id } = entry
  const { id: periodId, items, refund } = period
  const name = `${store} ${id} ${periodId}`
  const expected = store === 'GOOGLE_PLAY' ? items.length : 1
  if (payments.length !== expected) return [`${name}: ${payments.length} payments instead of ${expected}`]
  const price = payments.some(({ price_micros: micros }) => micros === null)
    ? 'unknown'
    : String(sum(payments.map(({ price_micros: micros }) => micros)))
  const stated = isPriceStated(entry, period) ? period.priceMicros : 'unknown'
  const isRefunded = refund?.percentage === 100
  return [
    ...(price === stated ? [] : [`${name}: price ${price} instead of ${stated}`]),
    ...payments.flatMap(({ status, user, paid_events: paidEvents }) => [
      ...(isRefunded === (status === 'REFUNDED')
        ? []
        : [`${name}: ${status}, at the store ${JSON.stringify(refund)}`]),
      ...(user === userId ? [] : [`${name}: of ${user} instead of ${userId}`]),
      ...(paidEvents === 1 ? [] : [`${name}: ${paidEvents} events PAYMENT_PAID`]),
    ]),
  ]
}

/** What each state of the books may be called here. ONE store shows a grace period as active. */
const statusesOf: Readonly<Record<string, readonly string[]>> = {
  ACTIVE: ['ACTIVE'],
  IN_GRACE: ['IN_GRACE_PERIOD', 'ACTIVE'],
  ON_HOLD: ['ON_HOLD'],
  PAUSED: ['PAUSED'],
  EXPIRED: ['EXPIRED'],
  REVOKED: ['REVOKED', 'EXPIRED'],
}

/** The newest token of each chain says what the state of the chain is. */
function compareStates({ payments, statuses }: Records, entries: readonly StoreEntry[]): string[] {
  const newest = new Map<string, StoreEntry>()
  for (const entry of entries) {
    const { store, periods } = entry
    const chain = payments.get(`${store} ${periods.at(-1)?.id ?? ''}`)?.[0]?.subscription ?? null
    if (chain !== null) newest.set(chain, entry)
  }
  return [...newest].flatMap(([chain, { store, id, state }]) => {
    const status = statuses.get(chain) ?? 'nothing'
    const allowed = statusesOf[state] ?? []
    return allowed.includes(status) ? [] : [`${store} ${id}: ${state} there, ${status} here`]
  })
}

function sumBooks(entries: readonly StoreEntry[]): ReadonlyMap<string, bigint> {
  const kept = entries.flatMap((entry) =>
    entry.periods
      .filter((period) => period.refund?.percentage !== 100 && isPriceStated(entry, period))
      .map(({ priceMicros }) => ({ currency: entry.currency, micros: priceMicros })),
  )
  return sumByCurrency(kept)
}

function sumPayments(payments: readonly PaymentRecord[]): ReadonlyMap<string, bigint> {
  const kept = payments.filter(({ status, price_micros: micros }) => status !== 'REFUNDED' && micros !== null)
  return sumByCurrency(
    kept.map(({ currency, price_micros: micros }) => ({ currency: currency ?? 'unknown', micros })),
  )
}

function sumByCurrency(
  amounts: readonly { readonly currency: string; readonly micros: string | null }[],
): ReadonlyMap<string, bigint> {
  const byCurrency = Map.groupBy(amounts, ({ currency }) => currency)
  return new Map([...byCurrency].map(([currency, each]) => [currency, sum(each.map(({ micros }) => micros))]))
}

function sum(micros: readonly (string | null)[]): bigint {
  return micros.reduce((total, each) => total + BigInt(each ?? 0), 0n)
}

function subtractMoney(
  books: ReadonlyMap<string, bigint>,
  payments: ReadonlyMap<string, bigint>,
): Record<string, string> {
  const currencies = new Set([...books.keys(), ...payments.keys()])
  return Object.fromEntries(
    [...currencies].map((currency) => [
      currency,
      ((books.get(currency) ?? 0n) - (payments.get(currency) ?? 0n)).toString(),
    ]),
  )
}

/** I13: computing the entitlements of every user again from scratch changes none. */
async function findDriftedEntitlements(sql: Sql, now: number): Promise<string[]> {
  const read = () => sql<{ user_id: string; row: string }[]>`
    select user_id, row_to_json(e)::text as row from user_entitlements e order by user_id, entitlement_id, environment`
  const before = await read()
  await sql`
    select update_user_entitlements(app_id, id, 'PRODUCTION', ${new Date(now)}, null, null, null, null) from users`
  const after = new Map((await read()).map(({ row }) => [row, true]))
  return before
    .filter(({ row }) => !after.has(row))
    .map(({ user_id: user, row }) => `${user}: another computation differs from ${row}`)
}
