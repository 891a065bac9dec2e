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

/** Consumes one line. Also acknowledges the purchase, with all of its lines. */
export function consumePurchase(
  { purchases, clock }: GooglePlayContext,
  purchase: GooglePlayPurchase,
  productId: string,
): void {
  const line = [purchase, ...(purchase.lines ?? [])].find((each) => each.productId === productId)
  assertOwned({ ...purchase, consumedAt: line?.consumedAt })
  const now = clock.now()
  const acknowledgedAt = purchase.acknowledgedAt ?? now
  if (line === purchase) {
    purchases.replace({ ...purchase, consumedAt: now, acknowledgedAt })
    return
  }
  const lines = (purchase.lines ?? []).map((each) => (each === line ? { ...each, consumedAt: now } : each))
  purchases.replace({ ...purchase, lines, acknowledgedAt })
}

type OwnedLine = Omit<GooglePlayPurchase, 'consumedAt'> & { consumedAt?: number | undefined }

function assertOwned({ consumedAt, ...purchase }: OwnedLine): void {
  if (purchase.state === 'PENDING') throw new GooglePlayError('invalidPurchaseState')
  if (toGooglePlayState(purchase) !== 'PURCHASED' || consumedAt !== undefined) {
    throw new GooglePlayError('productNotOwnedByUser')
  }
}
