import { selectPaymentsByIds, selectPaymentsOfPurchases } from '../../db/queries/payments.ts'
import { selectPurchasesByIds } from '../../db/queries/purchases.ts'
import { selectSearchHits, type SearchHit } from '../../db/queries/search.ts'
import { selectUsersByIds } from '../../db/queries/users.ts'
import { encodeId, type IdPrefix } from '../../platform/ids.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { StoreEnvironment } from '../../stores/contract/sale.ts'
import type { Context } from '../context.ts'
import type { PaymentRow } from '../models.ts'
import { findNode, type NodeRecord } from '../node/find-node.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'
import { recognizeText, type Recognition, type RecognizedText } from './recognize-text.ts'

export type SearchGroup = {
  readonly typeName: string
  readonly hits: readonly NodeRecord[]
  readonly hasMore: boolean
}

export type SearchResult = {
  readonly text: string
  readonly recognizedAs: readonly (RecognizedText & {
    readonly isFound: boolean
    readonly canLookUp: boolean
  })[]
  readonly groups: readonly SearchGroup[]
}

const maxTextLength = 1_536 * 1024
/** Records of one type in a result. */
const maxHits = 20
/** The order of the groups; other types follow. */
const groupOrder = ['Payment', 'Purchase', 'User', 'UnattributedSale', 'StoreSubscription']

/** Finds records by a text that somebody pasted. */
export async function search(ctx: Context, text: string): Promise<SearchResult> {
  assertTextLength(text)
  const recognition = recognizeText(ctx.stores.definitions, text)
  const records = await findRecords(ctx, recognition)
  const groups = [...Map.groupBy(records, ({ typeName }) => typeName)].map(([typeName, hits]) => ({
    typeName,
    hits: hits.slice(0, maxHits),
    hasMore: hits.length > maxHits,
  }))
  return {
    text: recognition.text,
    recognizedAs: describeMatches(recognition, records),
    groups: groups.toSorted((a, b) => rankGroup(a) - rankGroup(b)),
  }
}

/** The payments that have a text that somebody pasted, newest first. */
export async function findPayments(ctx: Context, text: string): Promise<readonly PaymentRow[]> {
  const { groups } = await search(ctx, text)
  const hits = groups.find(({ typeName }) => typeName === 'Payment')?.hits ?? []
  const ids = hits.flatMap((hit) => ('id' in hit ? [hit.id] : []))
  return newestFirst(await readRows(ids, (some) => selectPaymentsByIds(ctx.db, ctx.app.appId, some)))
}

/** @throws RequestError if the text is longer than any receipt */
export function assertTextLength(text: string): void {
  if (text.length > maxTextLength) {
    throw new RequestError('BAD_USER_INPUT', 'text must have at most 1.5 MiB.')
  }
}

function rankGroup({ typeName }: SearchGroup): number {
  const rank = groupOrder.indexOf(typeName)
  return rank === -1 ? groupOrder.length : rank
}

async function findRecords(ctx: Context, recognition: Recognition): Promise<readonly NodeRecord[]> {
  const { appId } = ctx.app
  const { storeMatches, objectIds, accountTokens, userIds, notificationIds, requestIds } = recognition
  const terms = {
    accountTokens,
    userIds,
    notificationIds,
    requestIds,
    storeTransactionIds: distinct(storeMatches.flatMap(({ storeTransactionIds }) => storeTransactionIds)),
    storeOrderIds: distinct(storeMatches.flatMap(({ storeOrderIds }) => storeOrderIds)),
    saleKeys: distinct(storeMatches.flatMap(({ saleKeys }) => saleKeys)).map(hashSaleKey),
  }
  const hasTerms = Object.values(terms).some((values) => values.length > 0)
  const hits = hasTerms ? await selectSearchHits(ctx.db, appId, terms, maxHits + 1) : []
  const [payments, purchases, users, others] = await Promise.all([
    readPayments(ctx, hits),
    readRows(idsOf(hits, 'Purchase'), (ids) => selectPurchasesByIds(ctx.db, appId, ids)),
    readRows(idsOf(hits, 'User'), (ids) => selectUsersByIds(ctx.db, appId, ids)),
    readNodes(ctx, [
      ...objectIds,
      ...encodeIds('sal', idsOf(hits, 'UnattributedSale')),
      ...encodeIds('sub', idsOf(hits, 'StoreSubscription')),
      ...encodeIds('ntf', idsOf(hits, 'Notification')),
      ...encodeIds('aud', idsOf(hits, 'AuditEntry')),
    ]),
  ])
  return [
    ...payments.map((row) => ({ ...row, typeName: 'Payment' }) as const),
    ...newestFirst(purchases).map((row) => ({ ...row, typeName: 'Purchase' }) as const),
    ...users.map((row) => ({ ...row, typeName: 'User' }) as const),
    ...others,
  ]
}

/** The payments that were found, and those of the purchases that were found. */
async function readPayments(ctx: Context, hits: readonly SearchHit[]): Promise<readonly PaymentRow[]> {
  const { appId } = ctx.app
  const found = await Promise.all([
    readRows(idsOf(hits, 'Payment'), (ids) => selectPaymentsByIds(ctx.db, appId, ids)),
    readRows(idsOf(hits, 'Purchase'), (ids) => selectPaymentsOfPurchases(ctx.db, appId, ids)),
  ])
  return newestFirst([...new Map(found.flat().map((row) => [row.id, row])).values()])
}

async function readRows<Row>(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  return ids.length === 0 ? [] : read(ids)
}

async function readNodes(ctx: Context, ids: readonly string[]): Promise<readonly NodeRecord[]> {
  const records = await Promise.all(distinct(ids).map((id) => findNode(ctx, id)))
  return records.filter((record) => record !== null)
}

function idsOf(hits: readonly SearchHit[], type: SearchHit['type']): readonly string[] {
  return distinct(hits.filter((hit) => hit.type === type).map(({ id }) => id)).slice(0, maxHits + 1)
}

function encodeIds(prefix: IdPrefix, ids: readonly string[]): readonly string[] {
  return ids.map((id) => encodeId(prefix, id))
}

/** Ids sort by the time of creation. */
function newestFirst<Row extends { readonly id: string }>(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => (a.id < b.id ? 1 : -1))
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)]
}

/** The types of the records that each kind of text finds. */
const typesByKind: Readonly<Record<string, readonly string[]>> = {
  ACCOUNT_TOKEN: ['Purchase', 'UnattributedSale'],
  REQUEST_ID: ['AuditEntry'],
  NOTIFICATION_ID: ['Notification'],
  USER_ID: ['User'],
}
const saleTypes = ['Payment', 'Purchase', 'UnattributedSale', 'StoreSubscription']

function describeMatches(
  { recognizedAs, storeMatches }: Recognition,
  records: readonly NodeRecord[],
): SearchResult['recognizedAs'] {
  const described = recognizedAs.map((recognized) => {
    const found = records.filter((record) => isFoundBy(recognized, record))
    const canLookUp = storeMatches.some(
      ({ kind, store, query }) => kind === recognized.kind && store === recognized.store && query !== null,
    )
    const environment = recognized.environment ?? commonEnvironment(recognized, found)
    return { ...recognized, environment, isFound: found.length > 0, canLookUp }
  })
  return described.toSorted((a, b) => Number(b.isFound) - Number(a.isFound))
}

function isFoundBy({ kind, store }: RecognizedText, record: NodeRecord): boolean {
  if (kind === 'OBJECT_ID') return true
  if (store === null) return typesByKind[kind]?.includes(record.typeName) ?? false
  return saleTypes.includes(record.typeName) && 'store' in record && record.store === store
}

function commonEnvironment(
  { store }: RecognizedText,
  records: readonly NodeRecord[],
): StoreEnvironment | null {
  if (store === null) return null
  const environments = distinct(
    records.flatMap((record) => ('environment' in record ? [record.environment] : [])),
  )
  return environments.length === 1 ? (environments[0] ?? null) : null
}
