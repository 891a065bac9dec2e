import { getGooglePlayPurchase, isSubscription } from './google-play-context.ts'
import type { AppContext, GooglePlayPurchase } from './google-play-context.ts'
import { GooglePlayError } from './google-play-error.ts'

export type ProductKind = 'PRODUCT' | 'SUBSCRIPTION'

export function getPurchaseOfKind(
  ctx: AppContext,
  kind: ProductKind,
  productId: string,
  token: string,
): GooglePlayPurchase {
  const purchase = getGooglePlayPurchase(ctx, token)
  assertKind(purchase, kind)
  const productIds = [purchase, ...(purchase.lines ?? [])].map((line) => line.productId)
  if (!productIds.includes(productId)) throw new GooglePlayError('purchaseTokenDoesNotMatchProductId')
  return purchase
}

export function assertKind(purchase: GooglePlayPurchase, kind: ProductKind): void {
  if (isSubscription(purchase) !== (kind === 'SUBSCRIPTION')) throw new GooglePlayError('invalid', 'token')
}
