import { lastPeriodOf } from '../../subscriptions/charge.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { signPayload, signTransaction } from '../app-store-context.ts'
import type { AppStoreContext } from '../app-store-context.ts'
import { toPeriodTransaction } from './period-transaction.ts'
import { toRenewalInfo } from './renewal-info.ts'

type StatusEntry = {
  status: number
  originalTransactionId: string
  signedTransactionInfo: string
  signedRenewalInfo: string
}

/** The newest transaction of a subscription with its renewal info; undefined before the first payment. */
export function toStatusEntry(ctx: AppStoreContext, subscription: Subscription): StatusEntry | undefined {
  const status = statusOf(subscription)
  const period = lastPeriodOf(subscription)
  if (status === undefined || period === undefined) return undefined
  return {
    status,
    originalTransactionId: subscription.token,
    signedTransactionInfo: signTransaction(ctx, toPeriodTransaction(subscription, period)),
    signedRenewalInfo: signPayload(ctx, toRenewalInfo(subscription, ctx.clock.now())),
  }
}

export function statusOf({ state }: Subscription): number | undefined {
  switch (state) {
    case 'ACTIVE':
      return 1
    case 'EXPIRED':
    case 'PAUSED':
      return 2
    case 'ON_HOLD':
      return 3
    case 'IN_GRACE':
      return 4
    case 'REVOKED':
      return 5
    case 'PENDING':
    case 'PENDING_CANCELED':
      return undefined
  }
}
