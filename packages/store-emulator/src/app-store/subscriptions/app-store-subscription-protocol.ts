import { z } from 'zod'
import { invalidInput } from '../../emulator-error.ts'
import { lastPeriodOf } from '../../subscriptions/charge.ts'
import type { NewSubscription } from '../../subscriptions/new-subscription.ts'
import type { SubscriptionProtocol } from '../../subscriptions/subscription-protocol.ts'
import { signTransaction } from '../app-store-context.ts'
import type { AppStoreContext } from '../app-store-context.ts'
import { createPaymentIds } from '../payment-ids.ts'
import { toPeriodTransaction } from './period-transaction.ts'
import { toSubscriptionNotification } from './subscription-notifications.ts'

export function createAppStoreSubscriptionProtocol(ctx: AppStoreContext): SubscriptionProtocol {
  return {
    checkNew,
    // The id of the first transaction identifies the chain.
    newIds: () => ({ token: '', orderBase: '' }),
    newPeriodIds: ({ environment }) => {
      const { transactionId, orderId } = createPaymentIds(environment)
      return { id: transactionId, orderId }
    },
    notificationFor: (...change) => toSubscriptionNotification(ctx, ...change),
    createReceipt: (subscription) => {
      const period = lastPeriodOf(subscription)
      if (period === undefined) return null
      return {
        appStore: { signedTransaction: signTransaction(ctx, toPeriodTransaction(subscription, period)) },
      }
    },
  }
}

function checkNew({ accountToken, plans }: NewSubscription): void {
  if (accountToken !== null && !z.guid().safeParse(accountToken).success)
    throw invalidInput('the account token of an App Store purchase must be a UUID', 'accountToken')
  const prices = plans.flatMap((plan) => [plan, ...plan.phases]).map(({ priceMicros }) => BigInt(priceMicros))
  if (prices.some((price) => price % 1000n !== 0n))
    throw invalidInput('App Store prices have at most three decimal places', 'amount')
}
