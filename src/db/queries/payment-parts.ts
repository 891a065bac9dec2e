import { getTableName } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { Fragment } from 'postgres'
import { createColumnReader } from '../row-mapper.ts'
import { partWriter, rawPart } from '../sql-parts.ts'
import { consumes } from '../tables/consumes.ts'
import { items } from '../tables/items.ts'
import { payments } from '../tables/payments.ts'
import { users } from '../tables/users.ts'
import type { ConsumeRow } from './consumes.ts'
import type { ItemRow } from './items.ts'
import type { PaymentRow } from './payments.ts'
import type { UserRow } from './users.ts'

/** Properties of a row; null: all. */
export type RowParts<Row> = ReadonlySet<keyof Row> | null

/** What a list reads of each payment, and of the rows that belong to it; what is missing there is not read. Reading another property throws. */
export type PaymentParts = {
  readonly payment: RowParts<PaymentRow>
  readonly user?: RowParts<UserRow>
  readonly item?: RowParts<ItemRow>
  readonly consume?: RowParts<ConsumeRow>
}

/** A payment of a list with the rows that were read with it; null: there is none. One that is missing was not read. */
export type ListedPayment = PaymentRow & {
  readonly joined: {
    readonly user?: UserRow | null
    readonly item?: ItemRow | null
    readonly consume?: ConsumeRow | null
  }
}

type JoinedName = keyof ListedPayment['joined']

export const wholePayments: PaymentParts = { payment: null }

/** The tables that can be joined: at most one row of each belongs to a payment, the one whose key is the column of the payment. */
const joinedTables = {
  user: { table: users, key: 'id', column: 'user_id', property: 'userId' },
  item: { table: items, key: 'id', column: 'item_id', property: 'itemId' },
  consume: { table: consumes, key: 'payment_id', column: 'id', property: 'id' },
} as const satisfies Record<
  JoinedName,
  {
    readonly table: PgTable
    readonly key: string
    /** The column of the payment, and its property. */
    readonly column: string
    readonly property: keyof PaymentRow
  }
>

export type PaymentReader = {
  readonly columns: Fragment
  /** Follows the source `p` of the payments. The columns of joined tables have other names than those of `p`. */
  readonly joins: (appId: string) => Fragment
  /** Maps the columns, in their order. */
  readonly read: (values: readonly unknown[]) => ListedPayment
}

type Readers = { readonly joining: PaymentReader; readonly alone: PaymentReader }

const readers = new WeakMap<PaymentParts, Readers>()

/** `isJoined` is false where the other rows are not to be read with the payments. */
export function readerOf(parts: PaymentParts, isJoined: boolean): PaymentReader {
  const known = readers.get(parts)
  const { joining, alone } = known ?? {
    joining: createReader(parts),
    alone: createReader({ payment: withKeys(parts) }),
  }
  if (known === undefined) readers.set(parts, { joining, alone })
  return isJoined ? joining : alone
}

/** Also the keys of the rows that are read by other statements. */
function withKeys({ payment, ...joined }: PaymentParts): RowParts<PaymentRow> {
  const names = joinedNames.filter((name) => joined[name] !== undefined)
  return payment === null ? null : new Set([...payment, ...names.map((name) => joinedTables[name].property)])
}

/** The position of a payment in a list. */
const positionColumns = ['id', 'paidAt', 'priceMicros'] as const

function createReader(parts: PaymentParts): PaymentReader {
  const payment = createColumnReader(
    payments,
    parts.payment === null ? null : new Set([...parts.payment, ...positionColumns]),
  )
  const joins = joinedNames.flatMap((name) => createJoin(parts, name))
  const columns = [payment.names.map((column) => `p."${column}"`), ...joins.map(({ outputs }) => outputs)]
  return {
    columns: rawPart(columns.flat().join(', ')),
    joins: (appId) =>
      joins.reduce((sql, { join }) => partWriter.sql`${sql} ${join(appId)}`, partWriter.sql``),
    read: (values) => {
      const joined: Record<string, unknown> = {}
      let start = payment.names.length
      for (const { name, reader, id } of joins) {
        joined[name] = values[start + id] === null ? null : reader.read(values, start)
        start += reader.names.length
      }
      return Object.assign(payment.read(values, 0), { joined })
    },
  }
}

const joinedNames = Object.keys(joinedTables) as JoinedName[]

function createJoin(parts: PaymentParts, name: JoinedName) {
  const { table, key, column } = joinedTables[name]
  const properties = parts[name]
  if (properties === undefined) return []
  const reader = createColumnReader<PgTable>(
    table,
    properties === null ? null : new Set([...properties, 'id']),
  )
  const outputs = reader.names.map((column) => `"${name}.${column}"`)
  const selected = reader.names.map((column, index) => `"${column}" as ${outputs[index]}`)
  const source = rawPart(`left join lateral (select ${selected.join(', ')} from "${getTableName(table)}"`)
  // An order with a range instead of an equality: only the primary key has it. A plan that was made for an empty table could take any
  // other index with `app_id`, and read all rows of the AppKey for each payment.
  const range = rawPart(`"${key}" >= p."${column}" and "${key}" <= p."${column}" order by "${key}" limit 1`)
  const join = (appId: string) =>
    partWriter.sql`${source} where app_id = ${appId} and ${range}) "${rawPart(name)}" on true`
  return [{ name, reader, outputs, join, id: reader.names.indexOf('id') }]
}
