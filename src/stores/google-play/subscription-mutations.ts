import type { androidpublisher_v3 } from 'googleapis/build/src/apis/androidpublisher/v3.js'

import type { Deadline } from '../../platform/retry.ts'
import type { StoreActionResult } from '../contract/sale.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import type { Lookups } from './lookups.ts'
import { createMutate, rejectAct, type Mutate } from './mutate.ts'
import { isSubscriptionAcknowledged } from './subscription-acknowledgement.ts'
import { isCancellationPending, parseTime, willBeCharged } from './subscription-lines.ts'
import { toStateName } from './subscription-state.ts'
import type { SubscriptionItem, SubscriptionPurchase } from './subscription-types.ts'
import type { SendToGooglePlay } from './transport.ts'

type RevocationContext = androidpublisher_v3.Schema$RevocationContext

/** The calls that change a subscription. All of them are idempotent. */
export type GooglePlaySubscriptionMutations = {
  /** `accountToken` is passed along where Google takes it: as the account of a purchase outside the app, otherwise as the payload. */
  acknowledgeSubscription: (
    productId: string,
    purchaseToken: string,
    accountToken: string | null,
  ) => Promise<StoreActionResult>
  cancelSubscription: (purchaseToken: string, type: CancellationType) => Promise<StoreActionResult>
  /** Moves the end from `accessUntil` on. */
  deferSubscription: (
    purchaseToken: string,
    change: { readonly byMs: number; readonly accessUntil: Date },
  ) => Promise<StoreActionResult>
  /** @param itemProductId the item that ends; null for the whole subscription */
  revokeSubscription: (
    purchaseToken: string,
    refund: 'FULL' | 'PRORATED',
    itemProductId: string | null,
  ) => Promise<StoreActionResult>
}

/** The customer can restore the renewal after the first, and not after the second. */
export type CancellationType = 'USER_REQUESTED_STOP_RENEWALS' | 'DEVELOPER_REQUESTED_STOP_PAYMENTS'

export type SubscriptionMutationsOptions = {
  readonly send: SendToGooglePlay
  readonly lookups: Lookups
  readonly startDeadline: () => Deadline
  readonly packageName: string
}

const gone = rejectAct('Google Play no longer has the subscription.')
/** How far two statements of the same time may differ: Google states fractions of seconds. */
const sameTimeMs = 1_000

export function createSubscriptionMutations(
  options: SubscriptionMutationsOptions,
): GooglePlaySubscriptionMutations {
  const { lookups, startDeadline, packageName } = options
  const mutate = createMutate(options.send)
  const readResult = async (
    token: string,
    deadline: Deadline,
    toResult: (purchase: SubscriptionPurchase) => StoreActionResult,
  ): Promise<StoreActionResult> => {
    const found = await lookups.findSubscription(token, deadline)
    return found === null ? gone : toResult(found.value)
  }
  return {
    acknowledgeSubscription: (productId, token, accountToken) =>
      acknowledge(options, mutate, { productId, token, accountToken }),
    cancelSubscription(token, cancellationType) {
      const deadline = startDeadline()
      const requestBody = { cancellationContext: { cancellationType } }
      return mutate(
        (publisher, call) =>
          publisher.purchases.subscriptionsv2.cancel({ packageName, token, requestBody }, call),
        deadline,
        () => readResult(token, deadline, toCancelResult),
      )
    },
    deferSubscription: (token, change) => defer(options, mutate, token, change),
    revokeSubscription(token, refund, itemProductId) {
      const deadline = startDeadline()
      const requestBody = { revocationContext: toRevocation(refund, itemProductId) }
      return mutate(
        (publisher, call) =>
          publisher.purchases.subscriptionsv2.revoke({ packageName, token, requestBody }, call),
        deadline,
        () => readResult(token, deadline, (purchase) => toRevokeResult(purchase, itemProductId)),
      )
    },
  }
}

type Acknowledgement = {
  readonly productId: string
  readonly token: string
  readonly accountToken: string | null
}

/** Google takes account ids only for a purchase outside the app, so the subscription is read first. */
async function acknowledge(
  { lookups, startDeadline, packageName }: SubscriptionMutationsOptions,
  mutate: Mutate,
  { productId, token, accountToken }: Acknowledgement,
): Promise<StoreActionResult> {
  const deadline = startDeadline()
  const found = await lookups.findSubscription(token, deadline)
  if (found === null) return gone
  if (isSubscriptionAcknowledged(found.value)) return { kind: 'done' }
  const requestBody = toAcknowledgeBody(found.value, accountToken)
  return mutate(
    (publisher, call) =>
      publisher.purchases.subscriptions.acknowledge(
        { packageName, subscriptionId: productId, token, requestBody },
        call,
      ),
    deadline,
    async () => {
      const current = await lookups.findSubscription(token, deadline)
      return current === null ? gone : toAcknowledgeResult(current.value)
    },
  )
}

function toAcknowledgeBody({ outOfAppPurchaseContext }: SubscriptionPurchase, accountToken: string | null) {
  if (accountToken === null) return {}
  return outOfAppPurchaseContext
    ? { externalAccountIds: { obfuscatedAccountId: accountToken } }
    : { developerPayload: accountToken }
}

function toAcknowledgeResult(purchase: SubscriptionPurchase): StoreActionResult {
  if (isSubscriptionAcknowledged(purchase)) return { kind: 'done' }
  if (isOver(purchase)) return rejectAct('The subscription ended before it was acknowledged.')
  throw new StoreUnavailableError('Google Play has not acknowledged the subscription yet')
}

function isOver(purchase: SubscriptionPurchase): boolean {
  return ['EXPIRED', 'PENDING_PURCHASE_CANCELED'].includes(toStateName(purchase))
}

function toCancelResult(purchase: SubscriptionPurchase): StoreActionResult {
  const isCanceled =
    isOver(purchase) ||
    toStateName(purchase) === 'CANCELED' ||
    !purchase.lineItems.some((item) => willBeCharged(item) && !isCancellationPending(item))
  return isCanceled
    ? { kind: 'done' }
    : rejectAct('Google Play rejected the cancellation of the subscription.')
}

/**
 * The tag of the subscription that was read makes Google reject a second deferral, and the end shows whether the first one was done.
 * Otherwise a repetition would defer twice.
 */
async function defer(
  { lookups, startDeadline, packageName }: SubscriptionMutationsOptions,
  mutate: Mutate,
  token: string,
  { byMs, accessUntil }: { readonly byMs: number; readonly accessUntil: Date },
): Promise<StoreActionResult> {
  const deadline = startDeadline()
  const found = await lookups.findSubscription(token, deadline)
  if (found === null) return gone
  const target = new Date(accessUntil.getTime() + byMs)
  if (endsAt(found.value, target)) return { kind: 'done' }
  if (!endsAt(found.value, accessUntil)) {
    return rejectAct('The end of the subscription has changed at Google Play since it was read.')
  }
  const deferDuration = `${String(Math.round(byMs / 1_000))}s`
  const requestBody = { deferralContext: { deferDuration, etag: found.value.etag ?? '' } }
  return mutate(
    (publisher, call) => publisher.purchases.subscriptionsv2.defer({ packageName, token, requestBody }, call),
    deadline,
    async () => {
      const current = await lookups.findSubscription(token, deadline)
      if (current === null) return gone
      return endsAt(current.value, target)
        ? { kind: 'done' }
        : rejectAct('Google Play rejected the deferral of the subscription.')
    },
  )
}

function endsAt({ lineItems }: SubscriptionPurchase, time: Date): boolean {
  const end = Math.max(...lineItems.map(endOf))
  return Math.abs(end - time.getTime()) <= sameTimeMs
}

function endOf({ expiryTime }: SubscriptionItem): number {
  return parseTime(expiryTime)?.getTime() ?? 0
}

function toRevocation(refund: 'FULL' | 'PRORATED', itemProductId: string | null): RevocationContext {
  if (itemProductId !== null) return { itemBasedRefund: { productId: itemProductId } }
  return refund === 'FULL' ? { fullRefund: {} } : { proratedRefund: {} }
}

function toRevokeResult(purchase: SubscriptionPurchase, itemProductId: string | null): StoreActionResult {
  const isDone =
    toStateName(purchase) === 'EXPIRED' || (itemProductId !== null && isItemEnded(purchase, itemProductId))
  return isDone ? { kind: 'done' } : rejectAct('Google Play rejected the revocation of the subscription.')
}

/** An item that was revoked is not charged again, and ended before the others. */
function isItemEnded({ lineItems }: SubscriptionPurchase, itemProductId: string): boolean {
  const item = lineItems.find(({ productId }) => productId === itemProductId)
  if (item === undefined) return true
  return !willBeCharged(item) && lineItems.some((other) => endOf(other) > endOf(item))
}
