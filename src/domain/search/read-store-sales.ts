import { selectItemOfProduct, selectStoreProductIds } from '../../db/queries/items.ts'
import { selectPaymentOfSale } from '../../db/queries/payments.ts'
import { selectPurchaseByAccountToken, selectPurchaseOfSale } from '../../db/queries/purchases.ts'
import { selectPaymentsOfTransactions } from '../../db/queries/subscriptions.ts'
import { selectUsersByIds, type UserRow } from '../../db/queries/users.ts'
import type { SaleQuery } from '../../stores/contract/sale-search.ts'
import type { SaleState } from '../../stores/contract/sale.ts'
import type { StoreAdapter, StoreName } from '../../stores/contract/store-adapter.ts'
import type { AppContext } from '../context.ts'
import type { ItemRow, PaymentRow, PurchaseRow } from '../models.ts'
import { createProblem, type Problem } from '../problem.ts'
import { checkTransaction } from '../store-sync/check-transaction.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'
import { toPaymentIdentity } from '../store-sync/sale-identity.ts'

/** One line of a sale as the store reports it, with what is recorded about it. */
export type StoreSaleRecord = {
  readonly store: StoreName
  readonly state: SaleState
  readonly item: ItemRow | null
  readonly purchase: PurchaseRow | null
  readonly user: UserRow | null
  readonly payment: PaymentRow | null
  /** Why it cannot be adopted; null if it can, and if it already is a payment. */
  readonly problem: Problem | null
}

/** A store that finds a sale only by its product is asked about so many products. */
const maxTriedProducts = 20
/** Lines of the sales of one text. */
const maxSales = 20

/** @throws StoreUnavailableError or StoreMisconfiguredError */
export async function readStoreSales(
  ctx: AppContext,
  { store, adapter }: { readonly store: StoreName; readonly adapter: StoreAdapter },
  query: SaleQuery,
): Promise<readonly StoreSaleRecord[]> {
  const states = (await adapter.findSales?.(await addProducts(ctx, store, query))) ?? []
  return Promise.all(states.slice(0, maxSales).map((state) => describeSale(ctx, { store, adapter, state })))
}

/** A token without its product is looked for among the products of the AppKey, as long as they are few. */
async function addProducts(ctx: AppContext, store: StoreName, query: SaleQuery): Promise<SaleQuery> {
  if (query.by !== 'PURCHASE_TOKEN' || query.productIds.length > 0) return query
  const limit = maxTriedProducts + 1
  const productIds = await selectStoreProductIds(ctx.db, ctx.app.appId, { store, limit })
  return productIds.length > maxTriedProducts ? query : { ...query, productIds }
}

/** The fields that paid and unpaid sales have in common. */
export function toSaleLine(state: SaleState) {
  return state.kind === 'verified' ? state.transaction : state
}

type ReadState = { readonly store: StoreName; readonly adapter: StoreAdapter; readonly state: SaleState }

async function describeSale(ctx: AppContext, read: ReadState): Promise<StoreSaleRecord> {
  const { appId } = ctx.app
  const { store, state } = read
  const line = toSaleLine(state)
  const [item, payment, purchase] = await Promise.all([
    selectItemOfProduct(ctx.db, appId, store, line.storeProductId),
    findPayment(ctx, read),
    findPurchase(ctx, read),
  ])
  const userId = payment?.userId ?? purchase?.userId ?? null
  const [user = null] = userId === null ? [] : await selectUsersByIds(ctx.db, appId, [userId])
  const sale = { store, state, item, purchase, user, payment }
  return { ...sale, problem: payment === null ? findObstacle(ctx, read.adapter, sale) : null }
}

/** A period of a subscription is identified by its transaction: all of them have the key of the subscription. */
async function findPayment(ctx: AppContext, { store, state }: ReadState): Promise<PaymentRow | null> {
  const { appId } = ctx.app
  const line = toSaleLine(state)
  if (state.kind !== 'verified' || state.transaction.isSubscription !== true) {
    return selectPaymentOfSale(ctx.db, appId, toPaymentIdentity(store, line))
  }
  const { environment, storeTransactionId, lineItem } = state.transaction
  const found = await selectPaymentsOfTransactions(ctx.db, { appId, store, environment }, [
    storeTransactionId,
  ])
  return found.find((payment) => payment.lineItem === lineItem) ?? null
}

async function findPurchase(ctx: AppContext, { store, state }: ReadState): Promise<PurchaseRow | null> {
  const { appId } = ctx.app
  const { accountToken, reference } = toSaleLine(state)
  const byToken =
    accountToken === null ? null : await selectPurchaseByAccountToken(ctx.db, appId, accountToken)
  return byToken ?? selectPurchaseOfSale(ctx.db, appId, { store, key: hashSaleKey(reference.key) })
}

type SaleToCheck = Omit<StoreSaleRecord, 'problem'>

function findObstacle(
  { app }: AppContext,
  { traits }: StoreAdapter,
  { state, item, purchase, user }: SaleToCheck,
): Problem | null {
  if (state.kind === 'pending') {
    return createProblem('PURCHASE_PENDING', 'The store has not charged the customer yet.')
  }
  if (state.kind === 'canceled') return createProblem('PURCHASE_CANCELED', state.reason)
  const { transaction, proves } = state
  if (transaction.isSubscription === true) {
    const message =
      'A period of a subscription is recorded together with the others: by verifyPurchase of its holder, or by assignSubscription.'
    return createProblem('SUBSCRIPTIONS_NOT_SUPPORTED', message)
  }
  if (transaction.refund?.full === true) {
    return createProblem('PAYMENT_REFUNDED', 'The store refunded the sale.')
  }
  // Whether the policy accepts a tester is known only once the user is.
  const isTesterUnknown = user === null && app.row.sandboxPolicy === 'TESTERS_ONLY'
  const row = isTesterUnknown ? { ...app.row, sandboxPolicy: 'ALLOW' as const } : app.row
  const buyer = { user: user ?? nobody, purchase: null }
  const facts = { buyer, traits, transaction, proves, item, reservedPurchase: purchase, isOwnedByBuyer: true }
  const checked = checkTransaction({ row }, facts)
  return 'code' in checked ? { ...checked, field: [] } : null
}

const nobody: UserRow = { appId: '', id: '', externalId: '', registeredAt: new Date(0), erasedAt: null }
