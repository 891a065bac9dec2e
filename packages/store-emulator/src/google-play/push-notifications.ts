import { randomUUID, sign } from 'node:crypto'
import { signingInput } from '../jws.ts'
import { becamePaid } from '../notifications/notification.ts'
import type {
  Message,
  NotificationEffect,
  NotificationSender,
  NotificationTarget,
} from '../notifications/notification.ts'
import type { Purchase } from '../purchases/purchase.ts'
import { digitsFrom, randomDigits } from '../random-id.ts'
import { flipLastBit } from '../purchases/signed-data.ts'
import { asGooglePurchase, isKnown, isSubscription, PACKAGE_NAME, rfc3339 } from './google-play-context.ts'
import type { GooglePlayContext, GooglePurchase } from './google-play-context.ts'
import type { GooglePlayKeys } from './google-play-keys.ts'

export const PUSH_EMAIL = 'pubsub-push@store-emulator.iam.gserviceaccount.com'
export const PUSH_SUBSCRIPTION = 'projects/store-emulator/subscriptions/play-notifications'

const TOKEN_SECONDS = 3600
const MIN_BACKOFF_MS = 10_000
const MAX_BACKOFF_MS = 600_000
const RETENTION_MS = 7 * 24 * 60 * 60 * 1000
const ACKNOWLEDGING = [102, 200, 201, 202, 204]

const PURCHASED = { ONE_TIME: 1, SUBSCRIPTION: 4 }
const PENDING_CANCELED = { ONE_TIME: 2, SUBSCRIPTION: 20 }
const SUBSCRIPTION_REVOKED = 12
const VOIDED_PRODUCT_TYPE = { SUBSCRIPTION: 1, ONE_TIME: 2 }
const FULL_REFUND = 1
const PARTIAL_REFUND = 2

/** Real-time developer notifications through Pub/Sub push. */
export function createPushSender({ clock, keys }: GooglePlayContext): NotificationSender {
  const message = (type: string, purchase: Purchase, part: object): Message => ({
    type,
    environment: purchase.environment,
    purchaseId: purchase.id,
    content: developerNotification(clock.now(), part),
  })
  return {
    messagesFor: (after, before) =>
      after.appId === PACKAGE_NAME && isKnown(after)
        ? partsFor(asGooglePurchase(after), before).map(([type, part]) => message(type, after, part))
        : [],
    testMessage: (environment) => ({
      type: 'testNotification',
      environment,
      content: developerNotification(clock.now(), { testNotification: { version: '1.0' } }),
    }),
    encode: ({ content }, target, effect) => ({
      body: JSON.stringify(envelope(content, clock.now(), target)),
      headers: () => ({ authorization: `Bearer ${identityToken(keys, target, effect)}` }),
    }),
    nextAttemptAt: ({ count, firstAt, lastAt }) => {
      const backoff = Math.min(MIN_BACKOFF_MS * 2 ** Math.min(count - 1, 10), MAX_BACKOFF_MS)
      return lastAt + backoff > firstAt + RETENTION_MS ? undefined : lastAt + backoff
    },
    isAccepted: (status) => ACKNOWLEDGING.includes(status),
    timeoutMs: 10_000,
  }
}

function partsFor(after: GooglePurchase, before: Purchase | undefined): [type: string, part: object][] {
  const kind = isSubscription(after) ? 'SUBSCRIPTION' : 'ONE_TIME'
  if (becamePaid(after, before)) return [purchaseChange(after, PURCHASED[kind])]
  if (after.state === 'CANCELED' && before?.state === 'PENDING')
    return [purchaseChange(after, PENDING_CANCELED[kind])]
  const isVoided =
    after.state === 'REFUNDED' && before?.state === 'PAID' && after.refund?.keepsProduct !== true
  const hasFewer = (after.partialRefunds?.length ?? 0) > (before?.partialRefunds?.length ?? 0)
  return [
    ...(hasFewer ? [voided(after, VOIDED_PRODUCT_TYPE[kind], PARTIAL_REFUND)] : []),
    ...(isVoided ? [voided(after, VOIDED_PRODUCT_TYPE[kind], FULL_REFUND)] : []),
    ...(isVoided && isSubscription(after) ? [purchaseChange(after, SUBSCRIPTION_REVOKED)] : []),
  ]
}

function purchaseChange(purchase: GooglePurchase, notificationType: number): [string, object] {
  const { purchaseToken, productId } = purchase
  const common = { version: '1.0', notificationType, purchaseToken }
  return isSubscription(purchase)
    ? ['subscriptionNotification', { subscriptionNotification: { ...common, subscriptionId: productId } }]
    : ['oneTimeProductNotification', { oneTimeProductNotification: { ...common, sku: productId } }]
}

function voided(
  { purchaseToken, orderId }: GooglePurchase,
  productType: number,
  refundType: number,
): [string, object] {
  const order = orderId === undefined ? {} : { orderId }
  return [
    'voidedPurchaseNotification',
    { voidedPurchaseNotification: { purchaseToken, ...order, productType, refundType } },
  ]
}

function developerNotification(now: number, part: object): object {
  // Documented as a number, sent as a text.
  return { version: '1.0', packageName: PACKAGE_NAME, eventTimeMillis: String(now), ...part }
}

function envelope(content: object, now: number, { subscription }: NotificationTarget): object {
  const messageId = randomDigits(16)
  const publishTime = rfc3339(now)
  return {
    message: {
      data: Buffer.from(JSON.stringify(content)).toString('base64'),
      messageId,
      message_id: messageId,
      publishTime,
      publish_time: publishTime,
    },
    subscription: subscription ?? PUSH_SUBSCRIPTION,
  }
}

/** By the machine's clock, as every receiver compares it. */
function identityToken(
  { push }: GooglePlayKeys,
  target: NotificationTarget,
  effect: NotificationEffect | undefined,
): string {
  const iat = Math.floor(Date.now() / 1000)
  const email = target.serviceAccountEmail ?? PUSH_EMAIL
  const subject = digitsFrom(email, 21)
  const claims = {
    aud: effect === 'WRONG_AUDIENCE' ? 'https://other.example.com/' : (target.audience ?? target.url),
    azp: subject,
    email,
    email_verified: true,
    exp: iat + TOKEN_SECONDS,
    iat,
    iss: 'https://accounts.google.com',
    jti: randomUUID(),
    sub: subject,
  }
  const input = signingInput({ alg: 'RS256', kid: push.keyId, typ: 'JWT' }, claims)
  const signature = sign('RSA-SHA256', Buffer.from(input), push.privateKey).toString('base64')
  const sent = effect === 'WRONG_SIGNATURE' ? flipLastBit(signature) : signature
  return `${input}.${Buffer.from(sent, 'base64').toString('base64url')}`
}
