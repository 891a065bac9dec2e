import { randomUUID } from 'node:crypto'
import { becamePaid } from '../notifications/notification.ts'
import type { Message, NotificationEffect, NotificationSender } from '../notifications/notification.ts'
import { flipLastBit } from '../purchases/signed-data.ts'
import type { Purchase, StoreEnvironment } from '../purchases/purchase.ts'
import { APP, knownTransaction, signPayload, signTransaction } from './app-store-context.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { signRenewalInfo, subscriptionStatus } from './subscription-status.ts'
import { environmentName } from './transaction-payload.ts'
import type { Transaction } from './transaction-payload.ts'

const HOUR_MS = 60 * 60 * 1000
/** After the first, second … fifth attempt; the sandbox sends once. */
const PAUSES_MS = [1, 12, 24, 48, 72].map((hours) => hours * HOUR_MS)

export type NotificationContent = {
  notificationType: string
  subtype?: string
  notificationUUID: string
  version: '2.0'
  signedDate: number
  data: { bundleId: string; bundleVersion: string; environment: string }
}

/** App Store Server Notifications, version 2. */
export function createNotificationSender(ctx: AppStoreContext): NotificationSender {
  return {
    messagesFor: (after, before) => {
      const transaction = knownTransaction(after)
      const kind = transaction === undefined ? undefined : kindOf(after, before)
      return transaction === undefined || kind === undefined ? [] : [aboutTransaction(ctx, transaction, kind)]
    },
    testMessage: (environment) => testMessage(ctx, environment),
    consumptionRequest: (purchase) => {
      const transaction = knownTransaction(purchase)
      if (transaction === undefined || purchase.state !== 'PAID') return undefined
      return aboutTransaction(ctx, transaction, { notificationType: 'CONSUMPTION_REQUEST' })
    },
    encode: ({ content }, _target, effect) => ({
      body: JSON.stringify({ signedPayload: signNotification(ctx, content, effect) }),
      headers: () => ({}),
    }),
    nextAttemptAt: ({ environment, count, lastAt }) => {
      const pause = environment === 'SANDBOX' ? undefined : PAUSES_MS[count - 1]
      return pause === undefined ? undefined : lastAt + pause
    },
    isAccepted: (status) => status >= 200 && status <= 206,
    timeoutMs: 30_000,
  }
}

export function signNotification(
  ctx: AppStoreContext,
  content: object,
  effect: NotificationEffect | undefined,
): string {
  if (effect !== 'WRONG_SIGNATURE') {
    return signPayload(ctx, effect === 'WRONG_AUDIENCE' ? forOtherApp(content) : content)
  }
  const [header = '', payload = '', signature = ''] = signPayload(ctx, content).split('.')
  const flipped = flipLastBit(Buffer.from(signature, 'base64url').toString('base64'))
  return [header, payload, Buffer.from(flipped, 'base64').toString('base64url')].join('.')
}

export function testMessage(ctx: AppStoreContext, environment: StoreEnvironment): Message {
  const content = notification(ctx, environment, { notificationType: 'TEST' }, {})
  return { type: 'TEST', environment, content }
}

type Kind = { notificationType: string; subtype?: string }

function kindOf(after: Purchase, before: Purchase | undefined): Kind | undefined {
  if (becamePaid(after, before)) {
    return after.productType === 'AUTO_RENEWABLE'
      ? { notificationType: 'SUBSCRIBED', subtype: 'INITIAL_BUY' }
      : { notificationType: 'ONE_TIME_CHARGE' }
  }
  if (after.refund === undefined)
    return before?.refund === undefined ? undefined : { notificationType: 'REFUND_REVERSED' }
  if (after.refund.percentage === before?.refund?.percentage) return undefined
  return { notificationType: after.refund.kind }
}

function aboutTransaction(ctx: AppStoreContext, transaction: Transaction, kind: Kind): Message {
  const { environment, id } = transaction
  const data = {
    signedTransactionInfo: signTransaction(ctx, transaction),
    ...(transaction.productType === 'AUTO_RENEWABLE'
      ? {
          signedRenewalInfo: signRenewalInfo(ctx, transaction),
          status: subscriptionStatus(transaction, ctx.clock.now()),
        }
      : {}),
    ...(kind.notificationType === 'CONSUMPTION_REQUEST'
      ? { consumptionRequestReason: 'UNINTENDED_PURCHASE' }
      : {}),
  }
  const content = notification(ctx, environment, kind, data)
  return { type: kind.notificationType, environment, purchaseId: id, content }
}

function notification(
  { clock }: AppStoreContext,
  environment: StoreEnvironment,
  kind: Kind,
  data: object,
): NotificationContent {
  return {
    ...kind,
    notificationUUID: randomUUID(),
    version: '2.0',
    signedDate: clock.now(),
    data: {
      ...(environment === 'PRODUCTION' ? { appAppleId: APP.appAppleId } : {}),
      bundleId: APP.bundleId,
      bundleVersion: '1',
      environment: environmentName(environment),
      ...data,
    },
  }
}

function forOtherApp(content: object): object {
  const data = 'data' in content && typeof content.data === 'object' ? content.data : {}
  return { ...content, data: { ...data, bundleId: 'com.example.other' } }
}
