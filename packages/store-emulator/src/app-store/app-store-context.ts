import { isDeveloperApp, liteAppId, mainAppId } from '../developer-apps.ts'
import { signEs256 } from '../jws.ts'
import type { NotificationQueue } from '../notifications/notification-queue.ts'
import { isUnknownToStore } from '../purchases/situation.ts'
import { keepsReceiptValid } from '../purchases/tamper-mode.ts'
import type { PurchaseRepository } from '../purchases/purchase-repository.ts'
import type { Purchase, StoreEnvironment } from '../purchases/purchase.ts'
import type { SubscriptionRunner } from '../subscriptions/subscription-runner.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { AppStoreError } from './app-store-error.ts'
import type { AppStoreKeys } from './app-store-keys.ts'
import { findPeriodTransaction, listPeriodTransactions } from './subscriptions/period-transaction.ts'
import { toTransaction, toTransactionPayload } from './transaction-payload.ts'
import type { Transaction } from './transaction-payload.ts'

/** The app of the emulated developer in the App Store that the credentials name. */
export const appStoreApp = { bundleId: mainAppId, appAppleId: 1234567890 } as const

export function appAppleIdOf(bundleId: string): number {
  return bundleId === liteAppId ? 1234567891 : appStoreApp.appAppleId
}

/** Dependencies of the App Store's routes. */
export type AppStoreContext = {
  purchases: PurchaseRepository
  subscriptions: SubscriptionRunner
  clock: VirtualClock
  notificationQueue: NotificationQueue
  keys: AppStoreKeys
}

export function signPayload({ keys }: AppStoreContext, payload: object): string {
  return signEs256({ alg: 'ES256', x5c: keys.x5c }, payload, keys.signingKey)
}

export function signTransaction(ctx: AppStoreContext, transaction: Transaction): string {
  return signPayload(ctx, toTransactionPayload(transaction, ctx.clock.now()))
}

/** A purchase whose receipt was made invalid does not exist in the store's API. */
export function toKnownTransaction(purchase: Purchase | undefined): Transaction | undefined {
  const isKnown =
    purchase !== undefined &&
    isDeveloperApp(purchase.appId) &&
    !isUnknownToStore(purchase) &&
    (purchase.tamper === undefined || keepsReceiptValid(purchase.tamper))
  return isKnown ? toTransaction(purchase) : undefined
}

export function getTransaction(ctx: AppStoreContext, environment: StoreEnvironment, id: string): Transaction {
  assertTransactionId(id)
  const transaction =
    findPeriodTransaction(ctx, environment, id) ??
    toKnownTransaction(ctx.purchases.findByTransactionId('APP_STORE', environment, id))
  if (transaction === undefined) throw new AppStoreError(4040010)
  return transaction
}

/** Finds the customer by any transaction id or by the appTransactionId. */
export function getCustomerTransactions(
  ctx: AppStoreContext,
  environment: StoreEnvironment,
  transactionOrCustomerId: string,
): Transaction[] {
  assertTransactionId(transactionOrCustomerId)
  const matchedTransaction =
    findPeriodTransaction(ctx, environment, transactionOrCustomerId) ??
    toKnownTransaction(ctx.purchases.findByTransactionId('APP_STORE', environment, transactionOrCustomerId))
  const customerId = matchedTransaction?.customerId ?? transactionOrCustomerId
  const purchased = ctx.purchases
    .listByCustomer('APP_STORE', environment, customerId)
    .map(toKnownTransaction)
    .filter((transaction) => transaction !== undefined)
  const transactions = [...purchased, ...listPeriodTransactions(ctx, environment, customerId)]
  if (transactions.length === 0) throw new AppStoreError(4040010)
  return transactions
}

function assertTransactionId(id: string): void {
  if (!/^\d{1,32}$/.test(id)) throw new AppStoreError(4000006)
}
