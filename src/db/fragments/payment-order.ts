import type { Fragment } from 'postgres'
import type { SqlWriter } from '../sql-parts.ts'
import type { StoreValue } from '../tables/columns.ts'
import type { ConditionName, PaymentConditions } from './payment-conditions.ts'

/** What a list is ordered by. Only payments of one currency can be ordered by price. */
export type PaymentSort = 'PAID_AT' | 'PRICE'

/** A place in a list: a time in RFC 3339 or a price in micros, and the id, which distinguishes equal ones. */
export type PaymentPosition = { readonly sortKey: string; readonly id: string }

export type PaymentSpan = {
  readonly conditions: PaymentConditions
  readonly sort: PaymentSort
  readonly direction: 'asc' | 'desc'
  /** Exclusive, in the direction of the list. */
  readonly after: PaymentPosition | null
  readonly before: PaymentPosition | null
}

type PaymentIndex = 'user' | 'item' | 'price' | 'refunded' | 'store' | 'time'

const timeConditions = ['paidFrom', 'paidTo'] as const
const refundConditions = ['refundedFrom', 'refundedTo'] as const

/** The index that lists the payments in the order of the list, and the conditions that it checks. */
export function selectPaymentIndex({ conditions, sort }: PaymentSpan): {
  readonly name: PaymentIndex
  readonly covers: readonly ConditionName[]
} {
  if (sort === 'PRICE') return { name: 'price', covers: ['currencyCode', 'priceFrom', 'priceTo'] }
  const { userId, userExternalId, itemExternalId, store, environment } = conditions
  if (userId !== undefined || userExternalId !== undefined)
    return { name: 'user', covers: ['userId', 'userExternalId', ...timeConditions] }
  if (itemExternalId !== undefined) return { name: 'item', covers: ['itemExternalId', ...timeConditions] }
  if (isRefunded(conditions)) return { name: 'refunded', covers: [...refundConditions, ...timeConditions] }
  if (store !== undefined || environment !== undefined)
    return { name: 'store', covers: ['store', 'environment', ...timeConditions] }
  return { name: 'time', covers: timeConditions }
}

/** Whether only payments with a refund can match. */
function isRefunded({ refund, status, refundedFrom, refundedTo }: PaymentConditions): boolean {
  if (refundedFrom !== undefined || refundedTo !== undefined) return true
  if (refund !== undefined && !refund.includes('NONE')) return true
  return status?.every((each) => each === 'REFUNDED') === true
}

/** Each partial index is used only by the statement that has its condition, see decision 35. */
const indexConditionSql = ({ sql }: SqlWriter): Readonly<Record<PaymentIndex, Fragment>> => ({
  user: sql``,
  item: sql`and verified_at > '-infinity'`,
  price: sql`and currency_code > ''`,
  refunded: sql`and refunded_at > '-infinity'`,
  store: sql`and environment > ''`,
  time: sql`and paid_at > '-infinity'`,
})

/** The table and the conditions of a statement that reads a list by an index. */
export function sourceSql(writer: SqlWriter, name: PaymentIndex, condition: Fragment): Fragment {
  return writer.sql`payments where ${condition} ${indexConditionSql(writer)[name]}`
}

const stores = [
  'APP_STORE',
  'GOOGLE_PLAY',
  'ONE_STORE',
  'TEST_STORE',
] as const satisfies readonly StoreValue[]
const environments = ['PRODUCTION', 'SANDBOX'] as const

/** The same for each store and environment of the conditions. */
export function storeListsSql(
  writer: SqlWriter,
  conditions: PaymentConditions,
  condition: Fragment,
): Fragment[] {
  const environmentsOf = conditions.environment === undefined ? environments : [conditions.environment]
  return stores
    .filter((store) => conditions.store?.includes(store) ?? true)
    .flatMap((store) =>
      environmentsOf.map((environment) =>
        sourceSql(
          writer,
          'store',
          writer.sql`${condition} and store = ${store} and environment = ${environment}`,
        ),
      ),
    )
}

export function orderSql({ sql }: SqlWriter, { sort, direction }: PaymentSpan): Fragment {
  if (sort === 'PRICE') {
    return direction === 'asc' ? sql`order by price_micros, id` : sql`order by price_micros desc, id desc`
  }
  return direction === 'asc' ? sql`order by paid_at, id` : sql`order by paid_at desc, id desc`
}

/** The condition of the payments between two positions. */
export function betweenSql({ sql }: SqlWriter, { sort, direction, after, before }: PaymentSpan): Fragment {
  const [later, earlier] = direction === 'asc' ? [after, before] : [before, after]
  const key = sort === 'PRICE' ? sql`(price_micros, id)` : sql`(paid_at, id)`
  const toKey = ({ sortKey, id }: PaymentPosition) =>
    sort === 'PRICE' ? sql`(${sortKey}::bigint, ${id}::uuid)` : sql`(${sortKey}::timestamptz, ${id}::uuid)`
  const lower = later === null ? sql`` : sql`and ${key} > ${toKey(later)}`
  const upper = earlier === null ? sql`` : sql`and ${key} < ${toKey(earlier)}`
  return sql`${lower} ${upper}`
}
