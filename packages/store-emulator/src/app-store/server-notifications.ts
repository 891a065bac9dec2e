import { randomUUID } from 'node:crypto'
import { hourMs } from '../durations.ts'
import { becamePaid } from '../notifications/notification.ts'
import type {
  StoreNotification,
  NotificationEffect,
  NotificationSender,
} from '../notifications/notification.ts'
import { flipLastBit } from '../purchases/sign-purchase-data.ts'
import type { Purchase, StoreEnvironment } from '../purchases/purchase.ts'
import {
  appAppleIdOf,
  appStoreApp,
  toKnownTransaction,
  signPayload,
  signTransaction,
} from './app-store-context.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { signRenewalInfo, subscriptionStatusOf } from './subscription-status.ts'
import { toEnvironmentName } from './transaction-payload.ts'
import type { Transaction } from './transaction-payload.ts'

/** Delays after the first to the fifth attempt. The sandbox does not retry. */
const retryDelaysMs = [1, 12, 24, 48, 72].map((hours) => hours * hourMs)

/** After a CONSUMPTION_REQUEST. */
const answerPeriodMs = 12 * hourMs

export type NotificationContent = {
  notificationType: string
  subtype?: string
  notificationUUID: string
  version: '2.0'
  signedDate: number
  data: { bundleId: string; bundleVersion: string; environment: string }
}

/** App Store Server Notifications, version 2. */
export function createAppStoreNotificationSender(ctx: AppStoreContext): NotificationSender {
  return {
    notificationsFor: (after, before) => {
      const transaction = toKnownTransaction(after)
      const kind = transaction === undefined ? undefined : notificationKindOf(after, before)
      return transaction === undefined || kind === undefined
        ? []
        : [createTransactionNotification(ctx, transaction, kind)]
    },
    createTestNotification: (environment) => createTestNotification(ctx, environment),
    createRefundReview: (purchase) => {
      const transaction = toKnownTransaction(purchase)
      if (transaction === undefined || purchase.state !== 'PAID') return undefined
      const now = ctx.clock.now()
      return {
        review: { requestedAt: now, deadlineAt: now + answerPeriodMs },
        notification: createTransactionNotification(ctx, transaction, {
          notificationType: 'CONSUMPTION_REQUEST',
        }),
      }
    },
    encode: ({ content }, _target, effect) => ({
      body: JSON.stringify({ signedPayload: signNotification(ctx, content, effect) }),
      headers: () => ({}),
    }),
    nextAttemptAt: ({ environment, attemptCount, lastAttemptAt }) => {
      const delayMs = environment === 'SANDBOX' ? undefined : retryDelaysMs[attemptCount - 1]
      return delayMs === undefined ? undefined : lastAttemptAt + delayMs
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
    return signPayload(ctx, effect === 'WRONG_AUDIENCE' ? withForeignBundleId(content) : content)
  }
  const [header = '', payload = '', signature = ''] = signPayload(ctx, content).split('.')
  const flipped = flipLastBit(Buffer.from(signature, 'base64url').toString('base64'))
  return [header, payload, Buffer.from(flipped, 'base64').toString('base64url')].join('.')
}

export function createTestNotification(
  ctx: AppStoreContext,
  environment: StoreEnvironment,
): StoreNotification {
  const content = createNotificationContent(
    ctx,
    { environment, bundleId: appStoreApp.bundleId },
    { notificationType: 'TEST' },
    {},
  )
  return { type: 'TEST', environment, content }
}

export type NotificationKind = { notificationType: string; subtype?: string }

function notificationKindOf(after: Purchase, before: Purchase | undefined): NotificationKind | undefined {
  if (becamePaid(after, before)) {
    return after.productType === 'AUTO_RENEWABLE'
      ? { notificationType: 'SUBSCRIBED', subtype: 'INITIAL_BUY' }
      : { notificationType: 'ONE_TIME_CHARGE' }
  }
  if (after.refundReview?.decision === 'DECLINED' && before?.refundReview?.decision === undefined)
    return { notificationType: 'REFUND_DECLINED' }
  if (after.refund === undefined)
    return before?.refund === undefined ? undefined : { notificationType: 'REFUND_REVERSED' }
  if (after.refund.percentage === before?.refund?.percentage) return undefined
  // The end of sharing has the same type whatever caused it.
  return { notificationType: after.familyShared === true ? 'REVOKE' : after.refund.kind }
}

function createTransactionNotification(
  ctx: AppStoreContext,
  transaction: Transaction,
  kind: NotificationKind,
): StoreNotification {
  const { environment, id } = transaction
  const data = {
    signedTransactionInfo: signTransaction(ctx, transaction),
    ...(transaction.productType === 'AUTO_RENEWABLE'
      ? {
          signedRenewalInfo: signRenewalInfo(ctx, transaction),
          status: subscriptionStatusOf(transaction, ctx.clock.now()),
        }
      : {}),
    ...(kind.notificationType === 'CONSUMPTION_REQUEST'
      ? { consumptionRequestReason: 'UNINTENDED_PURCHASE' }
      : {}),
  }
  const app = { environment, bundleId: transaction.appId }
  const content = createNotificationContent(ctx, app, kind, data)
  return { type: kind.notificationType, environment, purchaseId: id, content }
}

export function createNotificationContent(
  { clock }: Pick<AppStoreContext, 'clock'>,
  { environment, bundleId }: { environment: StoreEnvironment; bundleId: string },
  kind: NotificationKind,
  data: object,
): NotificationContent {
  return {
    ...kind,
    notificationUUID: randomUUID(),
    version: '2.0',
    signedDate: clock.now(),
    data: {
      ...(environment === 'PRODUCTION' ? { appAppleId: appAppleIdOf(bundleId) } : {}),
      bundleId,
      bundleVersion: '1',
      environment: toEnvironmentName(environment),
      ...data,
    },
  }
}

function withForeignBundleId(content: object): object {
  const data = 'data' in content && typeof content.data === 'object' ? content.data : {}
  return { ...content, data: { ...data, bundleId: 'com.example.other' } }
}
