import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { getStore } from '../control/control-context.ts'
import type { ControlContext } from '../control/control-context.ts'
import { createPurchaseBody } from '../control/control-schemas.ts'
import type { Purchase } from '../purchases/purchase.ts'
import type { Receipt } from '../purchases/receipt.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { isLoopbackOrigin } from './is-loopback-url.ts'
import { listOfCustomer, mainProduct } from './plan-offer.ts'

const { store, accountToken, customer } = createPurchaseBody.shape
const unfinishedQuery = z
  .strictObject({ store, accountToken, customer })
  .refine(
    (query) => query.accountToken !== undefined || query.customer !== undefined,
    'an account token or a customer',
  )
const maxTransactions = 100

/**
 * The transactions that the store would report to the app again: of an account token those that are paid or pending, and not finished or
 * consumed; of a customer the subscriptions that give access. Pages of this machine may read them, as apps read those of their device.
 */
export function registerUnfinishedRoute(scope: FastifyInstance, ctx: ControlContext): void {
  scope
    .withTypeProvider<ZodTypeProvider>()
    .get('/checkout/unfinished', { schema: { querystring: unfinishedQuery } }, async (request, reply) => {
      const { origin = '' } = request.headers
      reply.headers({ vary: 'origin', 'cache-control': 'no-store' })
      if (isLoopbackOrigin(origin)) reply.header('access-control-allow-origin', origin)
      const transactions = [
        ...(await listPurchases(ctx, request.query)),
        ...listSubscriptions(ctx, request.query),
      ]
      return { transactions: transactions.filter(({ receipt }) => receipt !== null) }
    })
}

type UnfinishedQuery = z.infer<typeof unfinishedQuery>

type Transaction = {
  purchaseId: string
  productId: string
  accountToken: string | null
  outcome: string
  receipt: Receipt
}

async function listPurchases(ctx: ControlContext, query: UnfinishedQuery): Promise<Transaction[]> {
  if (query.accountToken === undefined) return []
  const filter = { store: query.store, accountToken: query.accountToken }
  const store = getStore(ctx, query.store)
  const { purchases } = ctx.purchases.listPage(filter, maxTransactions, Number.MAX_SAFE_INTEGER)
  return Promise.all(
    purchases.filter(isUnfinished).map(async (purchase) => ({
      purchaseId: purchase.id,
      productId: purchase.productId,
      accountToken: purchase.accountToken ?? null,
      outcome: purchase.state,
      receipt: await store.createReceipt(purchase),
    })),
  )
}

const isUnfinished = ({ state, finishedAt, consumedAt }: Purchase): boolean =>
  (state === 'PAID' || state === 'PENDING') && finishedAt === undefined && consumedAt === undefined

/** Stores report a subscription as long as it gives access. */
function listSubscriptions(ctx: ControlContext, query: UnfinishedQuery): Transaction[] {
  const { repository, protocolOf } = ctx.subscriptions
  const ofToken =
    query.accountToken === undefined || query.store === 'TEST_STORE'
      ? []
      : repository.listPage(
          { store: query.store, accountToken: query.accountToken },
          maxTransactions,
          Number.MAX_SAFE_INTEGER,
        ).subscriptions
  const found = new Set([...ofToken, ...listOfCustomer(ctx, query)])
  return [...found].filter(isOwned).map((subscription) => ({
    purchaseId: subscription.id,
    productId: mainProduct(subscription),
    accountToken: subscription.accountToken,
    outcome: subscription.state === 'PENDING' ? 'PENDING' : 'PAID',
    receipt: protocolOf(subscription.store).createReceipt(subscription),
  }))
}

const isOwned = ({ state, replacedById }: Subscription): boolean =>
  ['PENDING', 'ACTIVE', 'IN_GRACE'].includes(state) && replacedById === null
