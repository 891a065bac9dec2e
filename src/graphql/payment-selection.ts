import type { FieldNode, GraphQLResolveInfo } from 'graphql'
import type { ConsumeRow, ItemRow, PaymentParts, PaymentRow, UserRow } from '../domain/models.ts'
import type { ConsumeResolvers, ItemResolvers, PaymentResolvers, UserResolvers } from './generated/types.ts'
import { collectFields, collectNodeFields, type SelectedFields } from './selected-fields.ts'

/**
 * The columns that the resolver of a field reads. For a field that is not listed the whole row is read. `payment-selection.test.ts`
 * resolves each of these fields by itself from a row that has no other columns. Where the rows of `user`, `item` and `consume` are not
 * read with the payment, the list reads the columns that name them.
 */
type FieldColumns<Resolvers, Row> = {
  readonly [Field in keyof Resolvers]?: readonly (keyof Row)[]
}

export const paymentColumns = {
  id: ['id'],
  status: ['status'],
  purchase: ['purchaseId'],
  user: [],
  item: [],
  store: ['store'],
  environment: ['environment'],
  storeTransactionId: ['storeTransactionId'],
  storeOrderId: ['storeOrderId'],
  offer: ['offerKind', 'purchaseOptionId', 'offerId'],
  ownership: ['ownership'],
  price: ['priceMicros', 'currencyCode'],
  quantity: ['quantity'],
  countryCode: ['countryCode'],
  paidAt: ['paidAt'],
  verifiedAt: ['verifiedAt'],
  purchaseToken: ['appId', 'id', 'status', 'userId'],
  consume: ['status'],
  completedAt: ['completedAt'],
  refund: [
    'status',
    'quantity',
    'currencyCode',
    'refundedAt',
    'refundedQuantity',
    'refundedMicros',
    'refundReason',
    'refundDetectedBy',
  ],
  acknowledgement: ['id', 'acknowledgementStatus'],
  subscription: ['subscriptionId'],
  version: ['version'],
} as const satisfies FieldColumns<PaymentResolvers, PaymentRow>

export const userColumns = {
  id: ['id'],
  userId: ['externalId'],
  registeredAt: ['registeredAt'],
} as const satisfies FieldColumns<UserResolvers, UserRow>

export const itemColumns = {
  id: ['id'],
  itemId: ['externalId'],
  name: ['name'],
  type: ['type'],
} as const satisfies FieldColumns<ItemResolvers, ItemRow>

export const consumeColumns = {
  id: ['id'],
  consumedAt: ['consumedAt'],
  consumedBy: ['consumedBy'],
} as const satisfies FieldColumns<ConsumeResolvers, ConsumeRow>

const known = new WeakMap<FieldNode, PaymentParts>()

/** What a field that returns a page of payments reads of each, and the rows that it reads with them. */
export function readPaymentParts({ fieldNodes, fragments }: GraphQLResolveInfo): PaymentParts {
  // A field that is selected once is always the same node of its document, which is cached.
  const [only] = fieldNodes.length === 1 ? fieldNodes : []
  const cached = only === undefined ? undefined : known.get(only)
  if (cached !== undefined) return cached
  const selectionSets = fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? [])
  const fields = collectNodeFields(fragments, selectionSets)
  const joined = <Row>(name: string, columns: Readonly<Record<string, readonly (keyof Row)[]>>) => {
    const selections = fields.get(name)
    return selections === undefined
      ? {}
      : { [name]: columnsOf<Row>(collectFields(fragments, selections), columns) }
  }
  const parts: PaymentParts = {
    payment: columnsOf<PaymentRow>(fields, paymentColumns),
    ...joined<UserRow>('user', userColumns),
    ...joined<ItemRow>('item', itemColumns),
    ...joined<ConsumeRow>('consume', consumeColumns),
  }
  if (only !== undefined) known.set(only, parts)
  return parts
}

/** The columns that the fields need; null: all. */
function columnsOf<Row>(
  fields: SelectedFields,
  columns: Readonly<Record<string, readonly (keyof Row)[]>>,
): ReadonlySet<keyof Row> | null {
  const names = [...fields.keys()].filter((name) => name !== '__typename')
  const needed = names.map((name) => (Object.hasOwn(columns, name) ? columns[name] : undefined))
  return needed.includes(undefined) ? null : new Set(needed.flatMap((each) => each ?? []))
}
