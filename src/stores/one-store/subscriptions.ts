import type { SaleReference, StoreActionResult, StoreEnvironment } from '../contract/sale.ts'
import type {
  StoreSubscriptions,
  SubscriptionReadOutcome,
  SubscriptionRefundKind,
} from '../contract/subscription.ts'
import { purchaseKeySchema } from './api-types.ts'
import type { OneStoreClient } from './client.ts'
import { oneStoreMarkets, type OneStoreConfig, type OneStoreMarket } from './config.ts'
import type { OneStoreSettings } from './connection.ts'
import { parseSaleReference, toSubscriptionReference } from './sale-reference.ts'
import { toSubscriptionSnapshot } from './subscription-mapper.ts'

export type OneStoreSubscriptionOptions = {
  readonly client: OneStoreClient
  readonly config: OneStoreConfig
  readonly settings: Pick<OneStoreSettings, 'marketCode'>
}

const dayMs = 24 * 60 * 60_000

export function createOneStoreSubscriptions(options: OneStoreSubscriptionOptions): StoreSubscriptions {
  const { client, config } = options
  const { managementUrl, answersAfterEndMs, maxUnreadMs, hiddenRetryMs } = config.subscriptions
  const { acknowledge, cancel, defer, revoke } = client.subscriptions
  const call = (details: string, act: typeof acknowledge): Promise<StoreActionResult> => {
    const reference = parseSaleReference(details)
    return act(reference, reference.environment)
  }
  return {
    readSubscription: (details, { knownPeriodIds } = { knownPeriodIds: [] }) =>
      readSubscription(options, details, knownPeriodIds),
    acknowledgeSubscription: ({ details }) => call(details, acknowledge),
    cancelSubscription: cancel && (({ details }) => call(details, cancel)),
    extendSubscription:
      defer &&
      (async ({ details, byMs }) => {
        const days = byMs / dayMs
        const { maxDeferDays } = config.subscriptions
        if (!Number.isInteger(days) || days < 1 || days > maxDeferDays) {
          return { kind: 'rejected', reason: `ONE store extends by 1 to ${maxDeferDays} whole days.` }
        }
        return await call(details, (key, environment) => defer(key, environment, days))
      }),
    revokeSubscription:
      revoke &&
      (async ({ details, refund, itemProductId }) =>
        checkRevocation(refund, itemProductId) ?? (await call(details, revoke))),
    setAccountToken: null,
    managementUrl: () => managementUrl,
    toReference: ({ key, storeProductId, environment }) =>
      storeProductId === null
        ? null
        : toImportedReference(options.settings.marketCode, { key, storeProductId, environment }),
    answersAfterEndMs,
    maxUnreadMs,
    hiddenRetryMs,
  }
}

/** A purchase token, with the market before it where it is not that of the connection: `MKT_GLB:token`. */
function toImportedReference(
  ownMarket: OneStoreMarket,
  known: {
    readonly key: string
    readonly storeProductId: string
    readonly environment: StoreEnvironment
  },
): SaleReference | null {
  const { storeProductId: productId, environment } = known
  const named = oneStoreMarkets.find((market) => known.key.startsWith(`${market}:`))
  const purchaseToken = named === undefined ? known.key : known.key.slice(named.length + 1)
  if (!purchaseKeySchema.safeParse({ productId, purchaseToken }).success) return null
  const marketCode = named ?? ownMarket
  const sale = { productId, purchaseToken, marketCode, environment, accountToken: null, orderId: null }
  return toSubscriptionReference(sale)
}

function checkRevocation(
  refund: SubscriptionRefundKind,
  itemProductId: string | null,
): StoreActionResult | null {
  if (itemProductId !== null) {
    return { kind: 'rejected', reason: 'A subscription of ONE store has one product: revoke it as a whole.' }
  }
  return refund === 'FULL'
    ? null
    : { kind: 'rejected', reason: 'ONE store revokes a subscription only with its full refund.' }
}

async function readSubscription(
  { client, config }: OneStoreSubscriptionOptions,
  details: string,
  knownPeriodIds: readonly string[],
): Promise<SubscriptionReadOutcome> {
  const reference = parseSaleReference(details)
  const found = await client.subscriptions.find(reference, [reference.environment])
  if (found === null) {
    const reason = 'ONE store has no such subscription for this app, product and market.'
    return { kind: 'unknown', reason }
  }
  return { kind: 'found', snapshot: toSubscriptionSnapshot({ found, reference, config, knownPeriodIds }) }
}
