import { randomUUID, sign } from 'node:crypto'
import { dayMs } from '../durations.ts'
import { signingInput } from '../jws.ts'
import { isDeveloperApp } from '../developer-apps.ts'
import { becamePaid } from '../notifications/notification.ts'
import type {
  StoreNotification,
  NotificationEffect,
  NotificationSender,
  NotificationTarget,
} from '../notifications/notification.ts'
import type { Purchase } from '../purchases/purchase.ts'
import { hashToDigits, randomDigits } from '../random-id.ts'
import { flipLastBit } from '../purchases/sign-purchase-data.ts'
import {
  toGooglePlayPurchase,
  isStoredPurchase,
  isSubscription,
  googlePlayPackageName,
  toRfc3339,
} from './google-play-context.ts'
import type { GooglePlayContext, GooglePlayPurchase } from './google-play-context.ts'
import { createDeveloperNotification } from './developer-notification.ts'
import { openRefundReview } from './refund-reviews.ts'
import type { GooglePlayKeys } from './google-play-keys.ts'

export const pushServiceAccountEmail = 'pubsub-push@store-emulator.iam.gserviceaccount.com'
export const pushSubscription = 'projects/store-emulator/subscriptions/play-notifications'

const identityTokenLifetimeSeconds = 3600
const minBackoffMs = 10_000
const maxBackoffMs = 600_000
const retentionMs = 7 * dayMs
const acceptedStatuses = [102, 200, 201, 202, 204]

const purchasedTypes = { ONE_TIME: 1, SUBSCRIPTION: 4 }
const pendingCanceledTypes = { ONE_TIME: 2, SUBSCRIPTION: 20 }
const subscriptionRevokedType = 12
const voidedProductTypes = { SUBSCRIPTION: 1, ONE_TIME: 2 }
const fullRefundType = 1
const partialRefundType = 2

/** Real-time developer notifications through Pub/Sub push. */
export function createGooglePlayNotificationSender({ clock, keys }: GooglePlayContext): NotificationSender {
  const createNotification = (type: string, purchase: Purchase, part: object): StoreNotification => ({
    type,
    environment: purchase.environment,
    purchaseId: purchase.id,
    content: createDeveloperNotification(clock.now(), purchase.appId, part),
  })
  return {
    notificationsFor: (after, before) =>
      isDeveloperApp(after.appId) && isStoredPurchase(after)
        ? toNotificationParts(toGooglePlayPurchase(after), before).map(([type, part]) =>
            createNotification(type, after, part),
          )
        : [],
    createRefundReview: (purchase) => {
      const opened = openRefundReview(clock.now(), purchase)
      if (opened === undefined) return undefined
      const { review, notification } = opened
      return { review, notification: createNotification(notification.type, purchase, notification.part) }
    },
    createTestNotification: (environment) => ({
      type: 'testNotification',
      environment,
      content: createDeveloperNotification(clock.now(), googlePlayPackageName, {
        testNotification: { version: '1.0' },
      }),
    }),
    encode: ({ content }, target, effect) => ({
      body: JSON.stringify(createPushEnvelope(content, clock.now(), target)),
      headers: () => ({ authorization: `Bearer ${createIdentityToken(keys, target, effect)}` }),
    }),
    nextAttemptAt: ({ attemptCount, firstAttemptAt, lastAttemptAt }) => {
      const backoff = Math.min(minBackoffMs * 2 ** Math.min(attemptCount - 1, 10), maxBackoffMs)
      return lastAttemptAt + backoff > firstAttemptAt + retentionMs ? undefined : lastAttemptAt + backoff
    },
    isAccepted: (status) => acceptedStatuses.includes(status),
    timeoutMs: 10_000,
  }
}

function toNotificationParts(
  after: GooglePlayPurchase,
  before: Purchase | undefined,
): [type: string, part: object][] {
  const kind = isSubscription(after) ? 'SUBSCRIPTION' : 'ONE_TIME'
  if (becamePaid(after, before)) return [toPurchaseNotification(after, purchasedTypes[kind])]
  if (after.state === 'CANCELED' && before?.state === 'PENDING')
    return [toPurchaseNotification(after, pendingCanceledTypes[kind])]
  const isVoided =
    after.state === 'REFUNDED' && before?.state === 'PAID' && after.refund?.keepsProduct !== true
  const isPartialRefund = (after.partialRefunds?.length ?? 0) > (before?.partialRefunds?.length ?? 0)
  return [
    ...(isPartialRefund ? [toVoidedNotification(after, voidedProductTypes[kind], partialRefundType)] : []),
    ...(isVoided ? [toVoidedNotification(after, voidedProductTypes[kind], fullRefundType)] : []),
    ...(isVoided && isSubscription(after) ? [toPurchaseNotification(after, subscriptionRevokedType)] : []),
  ]
}

function toPurchaseNotification(purchase: GooglePlayPurchase, notificationType: number): [string, object] {
  const { purchaseToken, productId } = purchase
  const common = { version: '1.0', notificationType, purchaseToken }
  return isSubscription(purchase)
    ? ['subscriptionNotification', { subscriptionNotification: { ...common, subscriptionId: productId } }]
    : ['oneTimeProductNotification', { oneTimeProductNotification: { ...common, sku: productId } }]
}

function toVoidedNotification(
  { purchaseToken, orderId }: GooglePlayPurchase,
  productType: number,
  refundType: number,
): [string, object] {
  const order = orderId === undefined ? {} : { orderId }
  return [
    'voidedPurchaseNotification',
    { voidedPurchaseNotification: { purchaseToken, ...order, productType, refundType } },
  ]
}

function createPushEnvelope(content: object, now: number, { subscription }: NotificationTarget): object {
  const messageId = randomDigits(16)
  const publishTime = toRfc3339(now)
  return {
    message: {
      data: Buffer.from(JSON.stringify(content)).toString('base64'),
      messageId,
      message_id: messageId,
      publishTime,
      publish_time: publishTime,
    },
    subscription: subscription ?? pushSubscription,
  }
}

/** Its times are those of the machine's clock, because receivers compare them with the real time. */
function createIdentityToken(
  { push }: GooglePlayKeys,
  target: NotificationTarget,
  effect: NotificationEffect | undefined,
): string {
  const iat = Math.floor(Date.now() / 1000)
  const email = target.serviceAccountEmail ?? pushServiceAccountEmail
  const subject = hashToDigits(email, 21)
  const claims = {
    aud: effect === 'WRONG_AUDIENCE' ? 'https://other.example.com/' : (target.audience ?? target.url),
    azp: subject,
    email,
    email_verified: true,
    exp: iat + identityTokenLifetimeSeconds,
    iat,
    iss: 'https://accounts.google.com',
    jti: randomUUID(),
    sub: subject,
  }
  const input = signingInput({ alg: 'RS256', kid: push.keyId, typ: 'JWT' }, claims)
  const signature = sign('RSA-SHA256', Buffer.from(input), push.privateKey).toString('base64')
  const encoded = effect === 'WRONG_SIGNATURE' ? flipLastBit(signature) : signature
  return `${input}.${Buffer.from(encoded, 'base64').toString('base64url')}`
}
