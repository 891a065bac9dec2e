import type { StoreEnvironment } from '../purchases/purchase.ts'
import { APP, getCustomerTransactions, signPayload, signTransaction } from './app-store-context.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { AppStoreError } from './app-store-error.ts'
import type { RawQuery } from './history-query.ts'
import { environmentName, expiresDate, subscriptionGroupOf } from './transaction-payload.ts'
import type { Transaction } from './transaction-payload.ts'

const ACTIVE = 1
const EXPIRED = 2
const REVOKED = 5

/** The customer's subscriptions by group; as nothing renews, each is one transaction. */
export function subscriptionStatuses(
  ctx: AppStoreContext,
  environment: StoreEnvironment,
  anyId: string,
  query: RawQuery,
): object {
  const wanted = statusesFrom(query)
  const now = ctx.clock.now()
  const groups = new Map<string, object[]>()
  for (const transaction of getCustomerTransactions(ctx, environment, anyId)) {
    const group = subscriptionGroupOf(transaction)
    const status = subscriptionStatus(transaction, now)
    if (group === undefined || (wanted.length > 0 && !wanted.includes(status))) continue
    const entry = {
      status,
      originalTransactionId: transaction.transactionId,
      signedTransactionInfo: signTransaction(ctx, transaction),
      signedRenewalInfo: signRenewalInfo(ctx, transaction),
    }
    groups.set(group, [...(groups.get(group) ?? []), entry])
  }
  return {
    environment: environmentName(environment),
    bundleId: APP.bundleId,
    ...(environment === 'PRODUCTION' ? { appAppleId: APP.appAppleId } : {}),
    data: Array.from(groups, ([subscriptionGroupIdentifier, lastTransactions]) => ({
      subscriptionGroupIdentifier,
      lastTransactions,
    })),
  }
}

export function subscriptionStatus(transaction: Transaction, now: number): number {
  if (transaction.state === 'REFUNDED') return REVOKED
  return now < expiresDate(transaction) ? ACTIVE : EXPIRED
}

export function signRenewalInfo(ctx: AppStoreContext, transaction: Transaction): string {
  const { transactionId, productId, environment, accountToken, paidAt, currency } = transaction
  return signPayload(ctx, {
    originalTransactionId: transactionId,
    autoRenewProductId: productId,
    productId,
    autoRenewStatus: 0,
    ...(subscriptionStatus(transaction, ctx.clock.now()) === EXPIRED ? { expirationIntent: 1 } : {}),
    signedDate: ctx.clock.now(),
    environment: environmentName(environment),
    recentSubscriptionStartDate: paidAt,
    renewalDate: expiresDate(transaction),
    currency,
    renewalPrice: Number(BigInt(transaction.priceMicros) / 1000n),
    ...(accountToken === undefined ? {} : { appAccountToken: accountToken }),
    appTransactionId: transaction.customerId,
  })
}

function statusesFrom(query: RawQuery): number[] {
  const values = [query['status'] ?? []].flat()
  if (!values.every((value) => /^[1-5]$/.test(value))) throw new AppStoreError(4000031)
  return values.map(Number)
}
