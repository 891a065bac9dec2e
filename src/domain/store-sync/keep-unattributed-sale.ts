import {
  updateUnattributedSaleRefunded,
  upsertUnattributedSale,
} from '../../db/queries/unattributed-sales.ts'
import { encrypt } from '../../platform/crypto.ts'
import { unattributedSaleAad } from '../../platform/encryption-aad.ts'
import { newUuid } from '../../platform/ids.ts'
import type { StorePrice, StoreTransaction, UnpaidSale } from '../../stores/contract/sale.ts'
import type { StoreName, StoreTraits } from '../../stores/contract/store-adapter.ts'
import type { AppContext } from '../context.ts'
import { hashSaleKey } from './sale-reference.ts'

export type OwnerlessSale = {
  readonly store: StoreName
  readonly traits: StoreTraits
  readonly transaction: StoreTransaction
  /** The price that only a notification contained; null if none did. */
  readonly notifiedPrice: StorePrice | null
}

/**
 * Keeps a paid sale that belongs to no user: an offer code that was redeemed outside the app, or a purchase with the account token of
 * another system. Nobody can consume it. Its holder claims it with the receipt, or an operator assigns it.
 */
export async function keepUnattributedSale(
  ctx: AppContext,
  { store, traits, transaction, notifiedPrice }: OwnerlessSale,
): Promise<void> {
  if (!isClaimable(ctx, traits, transaction)) return
  if (transaction.refund?.full === true) {
    await markUnattributedSaleRefunded(ctx, store, transaction, transaction.refund.refundedAt)
    return
  }
  const { appId } = ctx.app
  const { environment, lineItem, storeTransactionId, storeOrderId, storeProductId } = transaction
  const price = transaction.price ?? notifiedPrice
  const isNew = await upsertUnattributedSale(ctx.db, {
    ...{
      appId,
      id: newUuid(),
      store,
      environment,
      lineItem,
      storeTransactionId,
      storeOrderId,
      storeProductId,
    },
    saleKey: hashSaleKey(transaction.reference.key),
    priceMicros: price?.amountMicros ?? null,
    currencyCode: price?.currencyCode ?? null,
    quantity: transaction.quantity,
    paidAt: transaction.paidAt,
    detectedAt: ctx.clock(),
    accountToken: transaction.accountToken,
    storeAccountId: transaction.storeAccountId ?? null,
    acknowledgementDeadlineAt: transaction.acknowledgement.deadlineAt,
    encryptedRaw: encrypt(ctx.keyring, transaction.raw, unattributedSaleAad(appId, store)),
  })
  if (isNew) ctx.count('unattributed_sales', { store })
}

export async function markUnattributedSaleRefunded(
  ctx: AppContext,
  store: StoreName,
  { lineItem, reference }: Pick<UnpaidSale, 'lineItem' | 'reference'>,
  refundedAt: Date,
): Promise<void> {
  const line = { appId: ctx.app.appId, store, saleKey: hashSaleKey(reference.key), lineItem }
  await updateUnattributedSaleRefunded(ctx.db, line, refundedAt)
}

/** A share of another person's purchase took no money, and a sandbox that the AppKey denies can never become a payment. */
function isClaimable({ app }: AppContext, traits: StoreTraits, transaction: StoreTransaction): boolean {
  if (transaction.ownership === 'SHARED') return false
  const { environment } = transaction
  return environment === 'PRODUCTION' || traits.sandboxOnly || app.row.sandboxPolicy !== 'DENY'
}
