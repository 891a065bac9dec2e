import type { StoreEnvironment } from '../purchases/purchase.ts'
import { appStoreApp, getCustomerTransactions, signPayload, signTransaction } from './app-store-context.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { AppStoreError } from './app-store-error.ts'
import type { RawQuery } from './history-query.ts'
import { listCustomerSubscriptions } from './subscriptions/period-transaction.ts'
import { toStatusEntry } from './subscriptions/status-entry.ts'
import { toEnvironmentName, expiresDate, subscriptionGroupOf } from './transaction-payload.ts'
import type { Transaction } from './transaction-payload.ts'

const activeStatus = 1
const expiredStatus = 2
const revokedStatus = 5

/** The customer's subscriptions by group. A purchase that does not renew is one transaction. */
export function listSubscriptionStatuses(
  ctx: AppStoreContext,
  environment: StoreEnvironment,
  anyId: string,
  query: RawQuery,
): object {
  const statusFilter = parseStatuses(query)
  const now = ctx.clock.now()
  const groups = new Map<string, object[]>()
  for (const transaction of getCustomerTransactions(ctx, environment, anyId)) {
    if (transaction.subscription !== undefined) continue
    const group = subscriptionGroupOf(transaction)
    const status = subscriptionStatusOf(transaction, now)
    if (group === undefined || (statusFilter.length > 0 && !statusFilter.includes(status))) continue
    const entry = {
      status,
      originalTransactionId: transaction.transactionId,
      signedTransactionInfo: signTransaction(ctx, transaction),
      signedRenewalInfo: signRenewalInfo(ctx, transaction),
    }
    groups.set(group, [...(groups.get(group) ?? []), entry])
  }
  for (const subscription of listCustomerSubscriptions(ctx, environment, anyId)) {
    const entry = toStatusEntry(ctx, subscription)
    if (entry === undefined || (statusFilter.length > 0 && !statusFilter.includes(entry.status))) continue
    groups.set(subscription.group, [...(groups.get(subscription.group) ?? []), entry])
  }
  return {
    environment: toEnvironmentName(environment),
    bundleId: appStoreApp.bundleId,
    ...(environment === 'PRODUCTION' ? { appAppleId: appStoreApp.appAppleId } : {}),
    data: Array.from(groups, ([subscriptionGroupIdentifier, lastTransactions]) => ({
      subscriptionGroupIdentifier,
      lastTransactions,
    })),
  }
}

export function subscriptionStatusOf(transaction: Transaction, now: number): number {
  if (transaction.state === 'REFUNDED') return revokedStatus
  return now < expiresDate(transaction) ? activeStatus : expiredStatus
}

export function signRenewalInfo(ctx: AppStoreContext, transaction: Transaction): string {
  const { transactionId, productId, environment, accountToken, paidAt, currency } = transaction
  return signPayload(ctx, {
    originalTransactionId: transactionId,
    autoRenewProductId: productId,
    productId,
    autoRenewStatus: 0,
    ...(subscriptionStatusOf(transaction, ctx.clock.now()) === expiredStatus ? { expirationIntent: 1 } : {}),
    signedDate: ctx.clock.now(),
    environment: toEnvironmentName(environment),
    recentSubscriptionStartDate: paidAt,
    renewalDate: expiresDate(transaction),
    currency,
    renewalPrice: Number(BigInt(transaction.priceMicros) / 1000n),
    ...(accountToken === undefined ? {} : { appAccountToken: accountToken }),
    appTransactionId: transaction.customerId,
  })
}

function parseStatuses(query: RawQuery): number[] {
  const values = [query['status'] ?? []].flat()
  if (!values.every((value) => /^[1-5]$/.test(value))) throw new AppStoreError(4000031)
  return values.map(Number)
}
