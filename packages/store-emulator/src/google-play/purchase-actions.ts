import { z } from 'zod'
import type { GooglePlayContext, GooglePlayPurchase } from './google-play-context.ts'
import { GooglePlayError } from './google-play-error.ts'
import { toGooglePlayState } from './product-purchase.ts'

const bodySchema = z.object({ developerPayload: z.string().max(1000).optional() })

/** Idempotent. */
export function acknowledgePurchase(
  { purchases, clock }: GooglePlayContext,
  purchase: GooglePlayPurchase,
  body: unknown,
): void {
  assertOwned(purchase)
  const parsed = bodySchema.safeParse(body ?? {})
  if (!parsed.success) throw new GooglePlayError('invalid', 'developerPayload')
  if (purchase.acknowledgedAt !== undefined) return
  const { developerPayload } = parsed.data
  purchases.replace({
    ...purchase,
    acknowledgedAt: clock.now(),
    ...(developerPayload === undefined ? {} : { developerPayload }),
  })
}

/** Also acknowledges the purchase. */
export function consumePurchase({ purchases, clock }: GooglePlayContext, purchase: GooglePlayPurchase): void {
  assertOwned(purchase)
  const now = clock.now()
  purchases.replace({ ...purchase, consumedAt: now, acknowledgedAt: purchase.acknowledgedAt ?? now })
}

function assertOwned(purchase: GooglePlayPurchase): void {
  if (purchase.state === 'PENDING') throw new GooglePlayError('invalidPurchaseState')
  if (toGooglePlayState(purchase) !== 'PURCHASED' || purchase.consumedAt !== undefined) {
    throw new GooglePlayError('productNotOwnedByUser')
  }
}
