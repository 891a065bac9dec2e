import { z } from 'zod'
import { getPurchase, isSubscription } from './google-play-context.ts'
import type { GooglePlayContext, GooglePurchase } from './google-play-context.ts'
import { GooglePlayError } from './google-play-error.ts'
import { googleState } from './product-purchase.ts'

const bodySchema = z.object({ developerPayload: z.string().max(1000).optional() })

export type Kind = 'PRODUCT' | 'SUBSCRIPTION'

export function getOf(ctx: GooglePlayContext, kind: Kind, productId: string, token: string): GooglePurchase {
  const purchase = getPurchase(ctx, token)
  assertKind(purchase, kind)
  if (purchase.productId !== productId) throw new GooglePlayError('purchaseTokenDoesNotMatchProductId')
  return purchase
}

export function assertKind(purchase: GooglePurchase, kind: Kind): void {
  if (isSubscription(purchase) !== (kind === 'SUBSCRIPTION')) throw new GooglePlayError('invalid', 'token')
}

/** Acknowledging again does no harm. */
export function acknowledge(
  { ledger, clock }: GooglePlayContext,
  purchase: GooglePurchase,
  body: unknown,
): void {
  assertOwned(purchase)
  const parsed = bodySchema.safeParse(body ?? {})
  if (!parsed.success) throw new GooglePlayError('invalid', 'developerPayload')
  if (purchase.acknowledgedAt !== undefined) return
  const { developerPayload } = parsed.data
  ledger.replace({
    ...purchase,
    acknowledgedAt: clock.now(),
    ...(developerPayload === undefined ? {} : { developerPayload }),
  })
}

/** Consuming acknowledges too. */
export function consume({ ledger, clock }: GooglePlayContext, purchase: GooglePurchase): void {
  assertOwned(purchase)
  const now = clock.now()
  ledger.replace({ ...purchase, consumedAt: now, acknowledgedAt: purchase.acknowledgedAt ?? now })
}

function assertOwned(purchase: GooglePurchase): void {
  if (purchase.state === 'PENDING') throw new GooglePlayError('invalidPurchaseState')
  if (googleState(purchase) !== 'PURCHASED' || purchase.consumedAt !== undefined) {
    throw new GooglePlayError('productNotOwnedByUser')
  }
}
