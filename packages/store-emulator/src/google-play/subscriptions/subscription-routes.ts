import type { FastifyInstance } from 'fastify'
import { operationConfig } from '../../operation-config.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { appPath, noContent, operationFromVerb, parseId, toAppContext } from '../android-publisher-path.ts'
import { getGooglePlayPurchase } from '../google-play-context.ts'
import type { AppContext, GooglePlayContext } from '../google-play-context.ts'
import { GooglePlayError } from '../google-play-error.ts'
import { parseLastSegment } from '../path-segment.ts'
import { acknowledgePurchase } from '../purchase-actions.ts'
import { assertKind, getPurchaseOfKind } from '../purchase-kind.ts'
import { toSubscriptionPurchaseV2 } from '../subscription-purchase.ts'
import { assertQueryable, findGoogleSubscription } from './google-subscription.ts'
import {
  acknowledgeSubscription,
  cancelSubscription,
  deferSubscription,
  revokeSubscription,
} from './subscription-calls.ts'
import { toSubscriptionPurchase } from './subscription-purchase-v2.ts'

type Params = { Params: { packageName: string; productId: string } }

const calls = { cancel: cancelSubscription, defer: deferSubscription, revoke: revokeSubscription } as const

/** `purchases.subscriptionsv2` and `purchases.subscriptions.acknowledge`. */
export function registerSubscriptions(scope: FastifyInstance, ctx: GooglePlayContext): void {
  const path = `${appPath}/purchases/subscriptionsv2/tokens/*`
  scope.get(path, operationConfig('purchases.subscriptionsv2.get'), async ({ params, raw }) =>
    readSubscription(toAppContext(ctx, params), parseId(raw.url)),
  )
  scope.post(
    path,
    { config: { operation: operationFromVerb('purchases.subscriptionsv2', Object.keys(calls)) } },
    async ({ params, raw, body }) => {
      const { id, verb } = parseLastSegment(raw.url ?? '')
      if (verb !== 'cancel' && verb !== 'defer' && verb !== 'revoke') throw new GooglePlayError('notFound')
      return calls[verb](ctx, getSubscription(toAppContext(ctx, params), id), body)
    },
  )
  scope.post<Params>(
    `${appPath}/purchases/subscriptions/:productId/tokens/*`,
    { config: { operation: operationFromVerb('purchases.subscriptions', ['acknowledge']) } },
    async ({ params, raw, body }, reply) => {
      const { id, verb } = parseLastSegment(raw.url ?? '')
      if (verb !== 'acknowledge') throw new GooglePlayError('notFound')
      acknowledge(toAppContext(ctx, params), params.productId, id, body)
      return noContent(reply)
    },
  )
}

function readSubscription(ctx: AppContext, token: string): object {
  const subscription = findGoogleSubscription(ctx, token)
  const now = ctx.clock.now()
  if (subscription === undefined) {
    const purchase = getGooglePlayPurchase(ctx, token)
    assertKind(purchase, 'SUBSCRIPTION')
    return toSubscriptionPurchaseV2(purchase, now)
  }
  assertQueryable(subscription, now)
  return toSubscriptionPurchase(subscription)
}

function getSubscription(ctx: AppContext, token: string): Subscription {
  const subscription = findGoogleSubscription(ctx, token)
  if (subscription !== undefined) return subscription
  const purchase = getGooglePlayPurchase(ctx, token)
  assertKind(purchase, 'SUBSCRIPTION')
  throw new GooglePlayError('invalidPurchaseState')
}

function acknowledge(ctx: AppContext, productId: string, token: string, body: unknown): void {
  const subscription = findGoogleSubscription(ctx, token)
  if (subscription === undefined) {
    acknowledgePurchase(ctx, getPurchaseOfKind(ctx, 'SUBSCRIPTION', productId, token), body)
  } else {
    const isKnown = subscription.lines.some((line) => line.productId === productId)
    if (!isKnown) throw new GooglePlayError('purchaseTokenDoesNotMatchProductId')
    acknowledgeSubscription(ctx, subscription, body)
  }
}
