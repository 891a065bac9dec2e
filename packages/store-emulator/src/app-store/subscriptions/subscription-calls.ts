import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { dayMs } from '../../durations.ts'
import { EmulatorError } from '../../emulator-error.ts'
import { operationConfig } from '../../operation-config.ts'
import type { StoreEnvironment } from '../../purchases/purchase.ts'
import { hashToDigits } from '../../random-id.ts'
import { extend } from '../../subscriptions/actions/renewal-actions.ts'
import { withPeriod } from '../../subscriptions/end-subscription.ts'
import type { AppStoreContext } from '../app-store-context.ts'
import { AppStoreError } from '../app-store-error.ts'
import type { Transaction } from '../transaction-payload.ts'
import { isKnown } from './period-transaction.ts'

const extensionBody = z.object({
  extendByDays: z.int().min(1).max(90),
  extendReasonCode: z.int().min(0).max(3),
  requestIdentifier: z.string().min(1).max(128),
})
const extensionErrors: Record<string, 4000009 | 4000010 | 4000011> = {
  extendByDays: 4000009,
  extendReasonCode: 4000010,
  requestIdentifier: 4000011,
}

/** Links the chain to an account, for all of its transactions. */
export function setSubscriptionAccountToken(
  ctx: AppStoreContext,
  { subscription, transactionId }: Transaction,
  accountToken: string,
): void {
  ctx.subscriptions.apply(subscription?.id ?? '', (current) => {
    if (current.token !== transactionId) throw new AppStoreError(4000187)
    return { subscription: { ...current, accountToken }, happenings: [] }
  })
}

export function finishPeriod(ctx: AppStoreContext, { subscription, transactionId }: Transaction): void {
  ctx.subscriptions.apply(subscription?.id ?? '', (current, { now }) => ({
    subscription: withPeriod(current, transactionId, (period) => ({
      ...period,
      finishedAt: period.finishedAt ?? now,
    })),
    happenings: [],
  }))
}

/** Extend a Subscription Renewal Date. */
export function registerExtension(
  scope: FastifyInstance,
  ctx: AppStoreContext,
  environment: StoreEnvironment,
): void {
  scope.put<{ Params: { id: string } }>(
    '/inApps/v1/subscriptions/extend/:id',
    operationConfig('extendSubscriptionRenewalDate'),
    async ({ params: { id }, body }) => {
      if (!/^\d{1,32}$/.test(id)) throw new AppStoreError(4000008)
      const found = ctx.subscriptions.repository.findByToken('APP_STORE', id)
      if (found?.environment !== environment || !isKnown(found)) throw new AppStoreError(4040005)
      const parsed = extensionBody.safeParse(body)
      if (!parsed.success)
        throw new AppStoreError(extensionErrors[String(parsed.error.issues[0]?.path[0])] ?? 4000009)
      if (found.familyOwnerId !== null) throw new AppStoreError(4030007)
      const extended = applyExtension(ctx, found.id, parsed.data.extendByDays * dayMs)
      return {
        originalTransactionId: id,
        webOrderLineItemId: hashToDigits(extended.periods.at(-1)?.id ?? '', 15),
        success: true,
        effectiveDate: extended.paidUntil,
      }
    },
  )
}

function applyExtension(ctx: AppStoreContext, id: string, ms: number) {
  try {
    return ctx.subscriptions.apply(id, (subscription) => extend(subscription, ms))
  } catch (error) {
    throw error instanceof EmulatorError ? new AppStoreError(4030004) : error
  }
}
