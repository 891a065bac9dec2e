import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { dayMs } from '../../durations.ts'
import { EmulatorError } from '../../emulator-error.ts'
import { operationConfig } from '../../operation-config.ts'
import type { StoreEnvironment } from '../../purchases/purchase.ts'
import { refundPeriod, revokeNow } from '../../subscriptions/actions/refund-actions.ts'
import { cancel, extend, restart } from '../../subscriptions/actions/renewal-actions.ts'
import type { Change, ChangeContext } from '../../subscriptions/change.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { parseMarketCode } from '../one-store-context.ts'
import type { OneStoreContext } from '../one-store-context.ts'
import { OneStoreError } from '../one-store-error.ts'
import { getOneStoreSubscription } from './one-store-subscription.ts'
import { toSubscriptionDetail } from './subscription-detail.ts'

type Params = { Params: { clientId: string; productId: string; purchaseToken: string } }
type Call = (subscription: Subscription, body: unknown, ctx: ChangeContext) => Change

const deferBody = z.object({ deferPeriod: z.int().min(1).max(365) })

const calls: Record<string, { operation: string; call: Call }> = {
  cancel: {
    operation: 'cancelSubscription',
    call: (subscription, _body, ctx) => cancel(subscription, 'DEVELOPER', ctx),
  },
  reactivate: { operation: 'reactivateSubscription', call: (subscription) => restart(subscription) },
  defer: {
    operation: 'deferSubscription',
    call: (subscription, body) => {
      const parsed = deferBody.safeParse(body)
      if (!parsed.success) throw new OneStoreError('InvalidRequest')
      return extend(subscription, parsed.data.deferPeriod * dayMs)
    },
  },
  revoke: {
    operation: 'revokeSubscription',
    call: (subscription, _body, ctx) => revokeNow(subscription, { refund: 'FULL', by: 'DEVELOPER' }, ctx),
  },
  refund: {
    operation: 'refundSubscription',
    call: (subscription, _body, ctx) =>
      refundPeriod(subscription, { percentage: 100, revoke: false, by: 'DEVELOPER' }, ctx),
  },
}

/** The calls about subscriptions, which follow those of purchases; their paths and bodies are assumptions. */
export function registerSubscriptions(
  scope: FastifyInstance,
  ctx: OneStoreContext,
  environment: StoreEnvironment,
): void {
  const { format } = ctx
  const path = `/v7/apps/:clientId/purchases/${format.pathSegment}/products/:productId/:purchaseToken`
  const find = (params: Params['Params'], market: string | string[] | undefined): Subscription =>
    getOneStoreSubscription(
      ctx,
      { clientId: params.clientId, environment, marketCode: parseMarketCode(market) },
      params.productId,
      params.purchaseToken,
    )
  scope.get<Params>(path, operationConfig('getSubscriptionDetail'), async ({ params, headers }) =>
    toSubscriptionDetail(find(params, headers['x-market-code']), format),
  )
  for (const [verb, { operation, call }] of Object.entries(calls)) {
    scope.post<Params>(`${path}/${verb}`, operationConfig(operation), async ({ params, headers, body }) => {
      const { id } = find(params, headers['x-market-code'])
      perform(ctx, id, (subscription, change) => call(subscription, body, change))
      return { result: { code: 'Success', message: 'Request has been completed successfully.' } }
    })
  }
}

function perform(
  ctx: OneStoreContext,
  id: string,
  action: (current: Subscription, change: ChangeContext) => Change,
): void {
  try {
    ctx.subscriptions.apply(id, action)
  } catch (error) {
    if (!(error instanceof EmulatorError)) throw error
    throw new OneStoreError(error.status === 409 ? 'InvalidPurchaseState' : 'InvalidRequest')
  }
}
