import type { StoreActionResult } from '../contract/sale.ts'
import type {
  StoreSubscriptions,
  SubscriptionReadOutcome,
  SubscriptionRefundKind,
} from '../contract/subscription.ts'
import { purchaseTokenSchema } from './api-types.ts'
import type { ParsedResponse } from './api-types.ts'
import type { GooglePlayClient } from './client.ts'
import type { GooglePlayConfig } from './config.ts'
import { rejectAct } from './mutate.ts'
import { toOrderId } from './order-number.ts'
import { parseSaleReference, toSaleReference } from './sale-reference.ts'
import { findOrderIds, readOrders } from './subscription-orders.ts'
import { toPeriods } from './subscription-periods.ts'
import type { SubscriptionReading } from './subscription-reading.ts'
import { toRaw, toSubscriptionSnapshot } from './subscription-snapshot.ts'
import type { SubscriptionPurchase } from './subscription-types.ts'

type Options = {
  readonly client: GooglePlayClient
  readonly config: GooglePlayConfig
  readonly packageName: string
}

/** What is left of a subscription that Google has forgotten. */
const forgottenPurchase: ParsedResponse<SubscriptionPurchase> = { value: { lineItems: [] }, body: 'null' }

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs
const minDeferralMs = dayMs
const maxDeferralMs = 365 * dayMs

export function createGooglePlaySubscriptions(options: Options): StoreSubscriptions {
  const { client, config, packageName } = options
  const tokenOf = (details: string) => parseSaleReference(details).purchaseToken
  return {
    readSubscription: (details, reading) =>
      readSubscription(options, details, reading?.knownPeriodIds ?? null),
    acknowledgeSubscription: ({ details, storeProductId, accountToken }) =>
      client.acknowledgeSubscription(storeProductId, tokenOf(details), accountToken),
    cancelSubscription: ({ details, byDeveloper }) =>
      client.cancelSubscription(
        tokenOf(details),
        byDeveloper ? 'DEVELOPER_REQUESTED_STOP_PAYMENTS' : 'USER_REQUESTED_STOP_RENEWALS',
      ),
    extendSubscription: async ({ details, byMs, accessUntil }) =>
      byMs < minDeferralMs || byMs > maxDeferralMs
        ? rejectAct(
            'Google Play moves the end of a subscription by one day at least and by one year at most.',
          )
        : await client.deferSubscription(tokenOf(details), { byMs, accessUntil }),
    revokeSubscription: async ({ details, refund, itemProductId }) =>
      checkRefund(refund, itemProductId) ??
      (await client.revokeSubscription(
        tokenOf(details),
        refund === 'PRORATED' ? 'PRORATED' : 'FULL',
        itemProductId,
      )),
    setAccountToken: null,
    managementUrl: (storeProductId) => {
      const query = new URLSearchParams({ sku: storeProductId, package: packageName })
      return `https://play.google.com/store/account/subscriptions?${query.toString()}`
    },
    toReference: ({ key }) => (purchaseTokenSchema.safeParse(key).success ? toSaleReference(key) : null),
    answersAfterEndMs: config.subscriptionAnswersAfterEndMs,
    maxUnreadMs: null,
    // Without a grace period Google tries for a day, and announces nothing.
    hiddenRetryMs: dayMs + hourMs,
  }
}

function checkRefund(refund: SubscriptionRefundKind, itemProductId: string | null): StoreActionResult | null {
  if (refund === 'NONE') {
    return rejectAct('Google Play revokes a subscription only together with a refund.')
  }
  return refund === 'PRORATED' && itemProductId !== null
    ? rejectAct('Google Play refunds the rest of the period only for the whole subscription.')
    : null
}

async function readSubscription(
  { client, config }: Options,
  details: string,
  knownPeriodIds: readonly string[] | null,
): Promise<SubscriptionReadOutcome> {
  const { purchaseToken, orderId } = parseSaleReference(details)
  const readAt = new Date()
  const found = await client.findSubscription(purchaseToken)
  const purchase = found ?? forgottenPurchase
  const knownOrderIds = new Set((knownPeriodIds ?? []).map(toOrderId))
  const wanted = { notified: orderId ?? null, known: knownPeriodIds === null ? null : knownOrderIds }
  const orders = await readOrders(client, findOrderIds(purchase.value, wanted))
  const reading = { purchaseToken, purchase, orders, knownOrderIds, settings: config, readAt }
  return found === null ? toForgotten(reading) : { kind: 'found', snapshot: toSubscriptionSnapshot(reading) }
}

/** Google's orders outlive the purchase token: one that was recorded, or that a list names, can be refunded long after the end. */
function toForgotten(reading: SubscriptionReading): SubscriptionReadOutcome {
  const reason = 'Google Play has no such subscription for this app, or no longer.'
  const periods = toPeriods(reading)
  return periods.length === 0
    ? { kind: 'unknown', reason }
    : { kind: 'unknown', reason, remains: { periods, raw: toRaw(reading) } }
}
