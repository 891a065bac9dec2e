import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { getStore } from '../control/control-context.ts'
import type { ControlContext } from '../control/control-context.ts'
import { createPurchaseBody } from '../control/control-schemas.ts'
import type { Purchase } from '../purchases/purchase.ts'
import { isLoopbackOrigin } from './is-loopback-url.ts'

const unfinishedQuery = createPurchaseBody.pick({ store: true, accountToken: true }).required()
const maxTransactions = 100

/**
 * The transactions of an account token that the store would report to the app again: paid or pending, and not finished or consumed. Pages
 * of this machine may read them, as apps read those of their device.
 */
export function registerUnfinishedRoute(scope: FastifyInstance, ctx: ControlContext): void {
  scope
    .withTypeProvider<ZodTypeProvider>()
    .get('/checkout/unfinished', { schema: { querystring: unfinishedQuery } }, async (request, reply) => {
      const { origin = '' } = request.headers
      reply.headers({ vary: 'origin', 'cache-control': 'no-store' })
      if (isLoopbackOrigin(origin)) reply.header('access-control-allow-origin', origin)
      const store = getStore(ctx, request.query.store)
      const { purchases } = ctx.purchases.listPage(request.query, maxTransactions, Number.MAX_SAFE_INTEGER)
      const transactions = await Promise.all(
        purchases.filter(isUnfinished).map(async (purchase) => ({
          purchaseId: purchase.id,
          productId: purchase.productId,
          accountToken: purchase.accountToken ?? null,
          outcome: purchase.state,
          receipt: await store.createReceipt(purchase),
        })),
      )
      return { transactions: transactions.filter(({ receipt }) => receipt !== null) }
    })
}

const isUnfinished = ({ state, finishedAt, consumedAt }: Purchase): boolean =>
  (state === 'PAID' || state === 'PENDING') && finishedAt === undefined && consumedAt === undefined
