import { selectItemOfProduct } from '../../db/queries/items.ts'
import {
  selectChainsByKeys,
  selectUsersByExternalIds,
  type ImportedChain,
  type KnownChain,
} from '../../db/queries/subscription-import.ts'
import type { UserRow } from '../../db/queries/users.ts'
import { newUuid } from '../../platform/ids.ts'
import type { SaleReference } from '../../stores/contract/sale.ts'
import { isSubscription } from '../item/is-subscription.ts'
import type { Context } from '../context.ts'
import type { ItemRow, SubscriptionRow } from '../models.ts'
import { checkEnvironment } from '../store-sync/check-transaction.ts'
import { toStoredSale } from '../store-sync/sale-reference.ts'
import { rowError } from './read-cells.ts'
import type { SubscriptionFileRow, SubscriptionImportError } from './subscription-file.ts'

export type SubscriptionImportPlan = {
  readonly newUsers: readonly UserRow[]
  readonly newChains: readonly ImportedChain[]
  /** Subscriptions of nobody, and whose they are. */
  readonly claims: readonly { readonly id: string; readonly userId: string }[]
  readonly unchangedCount: number
  readonly errors: readonly SubscriptionImportError[]
}

type Prepared = {
  readonly row: SubscriptionFileRow
  readonly sale: ImportedChain['sale']
  readonly item: ItemRow | null
}

/** What a file changes, compared with the records. */
export async function planSubscriptionImport(
  ctx: Context,
  rows: readonly SubscriptionFileRow[],
  { registerUsers }: { readonly registerUsers: boolean },
): Promise<SubscriptionImportPlan> {
  const { db, app } = ctx
  const prepared: Prepared[] = []
  const errors: SubscriptionImportError[] = []
  for (const row of rows) {
    const result = await prepareRow(ctx, row)
    if ('code' in result) errors.push(result)
    else prepared.push(result)
  }
  const externalIds = [...new Set(prepared.map(({ row }) => row.userId))]
  // First the chains: the user of one that another call recorded is then found, too.
  const keys = prepared.map(({ sale }) => sale.key)
  const chains = await selectChainsByKeys(db, app.appId, keys)
  const found = await selectUsersByExternalIds(db, app.appId, externalIds)
  const users = new Map(found.map((user) => [user.externalId, user]))
  const missing = externalIds.filter((externalId) => !users.has(externalId))
  const newUsers = registerUsers ? missing.map((externalId) => toUser(ctx, externalId)) : []
  for (const user of newUsers) users.set(user.externalId, user)
  const decisions = prepared.map((each) => decide(ctx, each, { users, chains }))
  return {
    newUsers,
    newChains: decisions.flatMap((decision) => ('chain' in decision ? decision.chain : [])),
    claims: decisions.flatMap((decision) => ('claim' in decision ? decision.claim : [])),
    unchangedCount: decisions.filter((decision) => 'unchanged' in decision).length,
    errors: [...errors, ...decisions.flatMap((decision) => ('code' in decision ? decision : []))],
  }
}

function toUser({ app, clock }: Context, externalId: string): UserRow {
  return { appId: app.appId, id: newUuid(), externalId, registeredAt: clock(), erasedAt: null }
}

async function prepareRow(
  ctx: Context,
  row: SubscriptionFileRow,
): Promise<Prepared | SubscriptionImportError> {
  const { appId } = ctx.app
  if (row.environment === 'SANDBOX' && ctx.app.row.sandboxPolicy === 'DENY') {
    const message = 'The AppKey refuses purchases of the sandbox.'
    return rowError(row.row, 'environment', 'SANDBOX_REFUSED', message)
  }
  const adapter = await ctx.stores.find(appId, row.store)
  if (adapter?.subscriptions == null) {
    return rowError(
      row.row,
      'store',
      'STORE_NOT_CONNECTED',
      'The AppKey cannot read subscriptions of this store.',
    )
  }
  if (row.store === 'ONE_STORE' && row.productId === null) {
    const message = 'ONE store reads a subscription only by its token and its product.'
    return rowError(row.row, 'productId', 'VALUE_REQUIRED', message)
  }
  const reference: SaleReference | null =
    adapter.subscriptions.toReference?.({ ...row, storeProductId: row.productId }) ?? null
  if (reference === null) {
    return rowError(row.row, 'key', 'INVALID_VALUE', 'The value names no subscription of this store.')
  }
  const item =
    row.productId === null ? null : await selectItemOfProduct(ctx.db, appId, row.store, row.productId)
  const problem = row.productId === null ? null : checkItem(row, item)
  return problem ?? { row, sale: toStoredSale(ctx, row.store, reference), item }
}

function checkItem(row: SubscriptionFileRow, item: ItemRow | null): SubscriptionImportError | null {
  if (item === null) {
    return rowError(row.row, 'productId', 'PRODUCT_UNKNOWN', 'No item of the AppKey is this product.')
  }
  if (isSubscription(item.type)) return null
  const message = `The item ${item.externalId} is no subscription.`
  return rowError(row.row, 'productId', 'PRODUCT_NOT_A_SUBSCRIPTION', message)
}

/** None of the stores that sell subscriptions has only a sandbox. */
const allStores = { sandboxOnly: false }

type Records = {
  readonly users: ReadonlyMap<string, UserRow>
  readonly chains: readonly KnownChain[]
}

type Decision =
  | { readonly chain: ImportedChain }
  | { readonly claim: { readonly id: string; readonly userId: string } }
  | { readonly unchanged: true }
  | SubscriptionImportError

function decide(ctx: Context, { row, sale, item }: Prepared, { users, chains }: Records): Decision {
  const user = users.get(row.userId)
  if (user === undefined) {
    return rowError(row.row, 'userId', 'USER_NOT_REGISTERED', 'The user is not registered.')
  }
  const known = chains.find(
    ({ store, saleKey }) => store === row.store && Buffer.compare(saleKey, sale.key) === 0,
  )
  const { environment } = known ?? row
  if (known?.userId == null && checkEnvironment(ctx.app, { environment, traits: allStores, user }) !== null) {
    const message = 'The AppKey refuses purchases of the sandbox from this user.'
    return rowError(row.row, 'environment', 'SANDBOX_REFUSED', message)
  }
  if (known === undefined) return { chain: { row: toRow(ctx, { row, item, user }), sale } }
  if (known.userId === null) return { claim: { id: known.id, userId: user.id } }
  if (known.userId === user.id) return { unchanged: true }
  return rowError(row.row, 'userId', 'OWNED_BY_ANOTHER_USER', 'The subscription belongs to another user.')
}

/**
 * A chain as the file knows it. It gives no access before the store was read, because nothing here is the store's word; one that the
 * store no longer knows keeps what the file says.
 */
function toRow(
  { app, clock }: Context,
  { row, item, user }: Pick<Prepared, 'row' | 'item'> & { readonly user: UserRow },
): SubscriptionRow {
  const now = clock()
  const { store, environment, accessUntil } = row
  const isEnded = accessUntil !== null && accessUntil <= now
  return {
    ...unknownFacts,
    appId: app.appId,
    id: newUuid(),
    store,
    environment,
    userId: user.id,
    itemId: item?.id ?? null,
    storeProductId: row.productId ?? '',
    status: isEnded ? 'EXPIRED' : 'PENDING',
    accessUntil,
    startedAt: row.startedAt ?? now,
    endedAt: isEnded ? accessUntil : null,
    createdAt: now,
    storeReadAt: now,
    nextCheckAt: now,
  }
}

const unknownFacts = {
  purchaseId: null,
  willRenew: false,
  renewsAt: null,
  gracePeriodEndsAt: null,
  resumesAt: null,
  canceledAt: null,
  cancelReason: null,
  phase: 'OTHER',
  ownership: 'BOUGHT',
  pendingProductId: null,
  pendingBasePlanId: null,
  pendingChangeAt: null,
  priceChangeStatus: null,
  priceChangeMicros: null,
  priceChangeCurrency: null,
  priceChangeNeedsConsent: false,
  consentBy: null,
  commitmentPaid: null,
  commitmentTotal: null,
  commitmentEndsAt: null,
  assumption: null,
  groupId: null,
  accountToken: null,
  storeAccountId: null,
  countryCode: null,
  storeStatedAt: null,
  isStale: false,
  failedReads: 0,
  source: 'IMPORT',
  acknowledgementDeadlineAt: null,
  encryptedPeriods: null,
  version: 0,
} as const
