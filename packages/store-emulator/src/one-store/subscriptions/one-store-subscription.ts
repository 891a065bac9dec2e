import { isDeveloperApp } from '../../developer-apps.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { clientIdOf, marketCodeOf } from '../one-store-context.ts'
import type { Market, OneStoreContext } from '../one-store-context.ts'
import { OneStoreError } from '../one-store-error.ts'

export function isKnown({ appId, situation }: Subscription): boolean {
  return isDeveloperApp(appId) && situation?.isUnknown !== true
}

/** Undefined when the host, market, app or product is another, or when nothing has been paid. */
export function findOneStoreSubscription(
  { subscriptions }: OneStoreContext,
  { clientId, environment, marketCode }: Market,
  productId: string,
  token: string,
): Subscription | undefined {
  const found = subscriptions.repository.findByToken('ONE_STORE', token)
  const isFound =
    found !== undefined &&
    isKnown(found) &&
    found.periods.length > 0 &&
    found.environment === environment &&
    clientIdOf(found) === clientId &&
    marketCodeOf({ marketCode: found.marketCode ?? undefined }) === marketCode &&
    found.lines.some((line) => line.productId === productId)
  return isFound ? found : undefined
}

export function getOneStoreSubscription(
  ctx: OneStoreContext,
  market: Market,
  productId: string,
  token: string,
): Subscription {
  const found = findOneStoreSubscription(ctx, market, productId, token)
  if (found === undefined) throw new OneStoreError('NoSuchData')
  return found
}
