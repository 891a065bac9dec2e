import type { Sql } from 'postgres'
import { allEvents } from '../support/all-events.ts'
import { hourMs } from '../support/time.ts'

/** What is recorded of one subscription, without ids and without the times at which the server found it. */
export type EndOfChain = {
  readonly row: Readonly<Record<string, unknown>>
  readonly lines: readonly Readonly<Record<string, unknown>>[]
  readonly payments: readonly Readonly<Record<string, unknown>>[]
  /** Kind, phase and status of each payment, oldest period first. */
  readonly periods: readonly string[]
  /** `STARTED(NEW)`, in the order of the feed. */
  readonly events: readonly string[]
  /** `PAYMENT_REFUNDED` and the like, sorted: which payment is told of first depends on what is read first. */
  readonly paymentEvents: readonly string[]
}

export type EndState = {
  readonly chains: readonly EndOfChain[]
  readonly entitlements: readonly Readonly<Record<string, unknown>>[]
}

/** Ids, and what depends on when the server read the store. */
const unequalColumns = new Set([
  'app_id',
  'id',
  'subscription_id',
  'purchase_id',
  'user_id',
  'account_token',
  'store_account_id',
  'created_at',
  'ended_at',
  'store_read_at',
  'store_stated_at',
  'next_check_at',
  'acknowledgement_deadline_at',
  'version',
])

const paymentColumns = [
  'status',
  'consumable',
  'ownership',
  'price_micros',
  'currency_code',
  'quantity',
  'offer_kind',
  'offer_id',
  'paid_at',
  'refunded_at',
  'refunded_quantity',
  'refunded_micros',
  'refund_reason',
  'acknowledgement_status',
  'period_starts_at',
  'period_ends_at',
  'period_kind',
  'period_phase',
  'is_replaced',
  'consumes',
] as const

type Row = Readonly<Record<string, unknown>> & { readonly id: string }

/** Reads everything that is recorded for a user and its family, so that two to whom the same happened have equal states. */
export async function readEndState(sql: Sql, userIds: readonly string[], now: Date): Promise<EndState> {
  const states: EndState[] = []
  for (const userId of userIds) states.push(await readUser(sql, userId, now))
  return {
    chains: states.flatMap(({ chains }) => chains),
    entitlements: states.flatMap(({ entitlements }) => entitlements),
  }
}

async function readUser(sql: Sql, userId: string, now: Date): Promise<EndState> {
  const rows = await sql<(Row & { started_at: Date })[]>`
    select s.* from subscriptions s join users u on u.app_id = s.app_id and u.id = s.user_id
    where u.external_id = ${userId} order by s.started_at, s.id`
  const startMs = rows[0]?.started_at.getTime() ?? 0
  const chains: EndOfChain[] = []
  for (const row of rows) chains.push(await readChain(sql, row, startMs))
  const entitlements = await sql`
    select e.key, u.gives_access, u.gives_access and u.access_until > ${now} as is_active, u.access_until, u.will_renew, u.in_grace_period, u.is_stale, u.source
    from user_entitlements u
    join entitlements e on e.app_id = u.app_id and e.id = u.entitlement_id
    join users on users.app_id = u.app_id and users.id = u.user_id
    where users.external_id = ${userId} order by e.key`
  return { chains, entitlements: entitlements.map((each) => toComparable(each, startMs)) }
}

async function readChain(sql: Sql, row: Row, startMs: number): Promise<EndOfChain> {
  const lines =
    await sql`select * from subscription_lines where subscription_id = ${row.id} order by line_key`
  const payments = await sql<Row[]>`
    select payments.*, (select count(*)::int from consumes where consumes.payment_id = payments.id) as consumes
    from payments where subscription_id = ${row.id} order by period_starts_at, paid_at, line_item`
  const indexOf = new Map(payments.map(({ id }, index) => [id, index]))
  const own = (each: Row) => Object.fromEntries(paymentColumns.map((name) => [name, each[name]]))
  return {
    row: toComparable(row, startMs),
    lines: lines.map((line) => toComparable(line, startMs)),
    payments: payments.map((each) => ({
      ...toComparable(own(each), startMs),
      replaces: indexOf.get(String(each['replaces_payment_id'])) ?? null,
    })),
    periods: payments.map(
      (each) => `${String(each['period_kind'])} ${String(each['period_phase'])} ${String(each['status'])}`,
    ),
    ...(await readEvents(sql, row.id)),
  }
}

type EventRow = {
  readonly type: string
  readonly reason: string | null
  readonly previous_status: string | null
  readonly status: string
}

/** @throws if the events do not lead from one status of the subscription to the next in the order of the feed */
async function readEvents(sql: Sql, id: string): Promise<Pick<EndOfChain, 'events' | 'paymentEvents'>> {
  const rows = await sql<EventRow[]>`
    select type, reason, previous_status, status from ${allEvents(sql)}
    where subscription_id = ${id} or payment_id in (select id from payments where subscription_id = ${id})
    order by position, insert_seq`
  const ofStates = rows.filter(({ type }) => type.startsWith('SUBSCRIPTION_'))
  assertStatusOrder(ofStates)
  const toText = ({ type, reason }: EventRow) =>
    type.replace('SUBSCRIPTION_', '') + (reason === null ? '' : `(${reason})`)
  return {
    events: ofStates.map(toText),
    paymentEvents: rows
      .map(({ type }) => type)
      .filter((type) => /^PAYMENT_(.*REFUND|ACKNOWLEDGEMENT_)/.test(type))
      .toSorted(),
  }
}

/** The events of one reading share the status before it. */
function assertStatusOrder(rows: readonly EventRow[]): void {
  for (const [index, { type, previous_status: previous, status }] of rows.entries()) {
    const before = rows[index - 1]
    const isNext = before === undefined || previous === before.status
    const isSameReading = previous === before?.previous_status && status === before.status
    if (!isNext && !isSameReading)
      throw new Error(`${type} does not follow ${before.type}: ${previous} is not ${before.status}`)
  }
}

/** Times become whole hours since the start: the participants of a scenario begin a moment after each other. */
function toComparable(row: Readonly<Record<string, unknown>>, startMs: number): Record<string, unknown> {
  const entries = Object.entries(row).filter(([name]) => !unequalColumns.has(name))
  const toValue = (value: unknown) =>
    value instanceof Date ? Math.round((value.getTime() - startMs) / hourMs) : value
  return Object.fromEntries(entries.map(([name, value]) => [name, toValue(value)]))
}
