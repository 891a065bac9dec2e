import { EmulatorError } from '../emulator-error.ts'
import { buyProduct } from '../purchases/buy-product.ts'
import {
  cancelPurchase,
  completePurchase,
  refundPurchase,
  reverseRefund,
  revokePurchase,
} from '../purchases/change-purchase.ts'
import type { Purchase } from '../purchases/purchase.ts'
import { getStore } from './control-context.ts'
import type { ControlContext } from './control-context.ts'
import { controlRoute } from './control-route.ts'
import type { ControlRoute } from './control-route.ts'
import {
  createPurchaseBody,
  createdPurchaseSchema,
  purchasePageQuery,
  purchasePageSchema,
  purchaseParams,
  purchaseViewSchema,
  refundBody,
} from './control-schemas.ts'
import { summarizePurchase } from './purchase-view.ts'

export function purchaseRoutes(ctx: ControlContext): ControlRoute[] {
  return [...listRoutes(ctx), ...changeRoutes(ctx)]
}

function listRoutes(ctx: ControlContext): ControlRoute[] {
  return [
    createRoute(ctx),
    controlRoute({
      operationId: 'listPurchases',
      method: 'GET',
      path: '/control/purchases',
      summary: 'Lists the purchases, newest first.',
      query: purchasePageQuery,
      success: { status: 200, description: 'One page.', schema: purchasePageSchema },
      handle: ({ query: { first, after, ...filter } }) => {
        const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after.slice(1))
        const { purchases, hasMore } = ctx.ledger.page(filter, first, before)
        const last = purchases.at(-1)
        return {
          purchases: purchases.map(summarizePurchase),
          hasMore,
          endCursor: last === undefined ? null : `c${String(last.sequence)}`,
        }
      },
    }),
    controlRoute({
      operationId: 'deletePurchases',
      method: 'DELETE',
      path: '/control/purchases',
      summary: 'Forgets all purchases of all stores.',
      success: { status: 204, description: 'Forgotten.' },
      handle: () => {
        ctx.clearPurchases()
      },
    }),
    controlRoute({
      operationId: 'getPurchase',
      method: 'GET',
      path: '/control/purchases/{id}',
      summary: "Shows a purchase as its store sees it, with the app's receipt as it is now.",
      params: purchaseParams,
      success: { status: 200, description: 'The purchase.', schema: purchaseViewSchema },
      errors: [404],
      handle: ({ params: { id } }) => viewPurchase(ctx, getPurchase(ctx, id)),
    }),
  ]
}

function createRoute(ctx: ControlContext): ControlRoute {
  return controlRoute({
    operationId: 'createPurchase',
    method: 'POST',
    path: '/control/purchases',
    summary: 'Buys a product as a customer of the store would.',
    body: createPurchaseBody,
    success: {
      status: 201,
      description: 'Bought, pending or declined, as asked.',
      schema: createdPurchaseSchema,
    },
    errors: [507],
    handle: async ({ body: { store: name, ...input } }) => {
      const store = getStore(ctx, name)
      const purchase = buyProduct(ctx, store, input)
      const { id, transactionId } = purchase
      return { id, receipt: await store.receiptFor(purchase), transactionId: transactionId ?? null }
    },
  })
}

function changeRoutes(ctx: ControlContext): ControlRoute[] {
  return [
    changeRoute(
      ctx,
      'complete',
      'The pending payment arrives (or the parent approves): PENDING → PAID.',
      completePurchase,
    ),
    changeRoute(
      ctx,
      'cancel',
      'The pending payment never arrives (or the parent refuses): PENDING → CANCELED.',
      cancelPurchase,
    ),
    changeRoute(
      ctx,
      'revoke',
      'The store takes the purchase back by itself: PAID → REFUNDED.',
      revokePurchase,
    ),
    changeRoute(ctx, 'reverse-refund', 'The store undoes a refund: → PAID.', reverseRefund),
    controlRoute({
      operationId: 'refundPurchase',
      method: 'POST',
      path: '/control/purchases/{id}/refund',
      summary: 'The store gives the money back to a customer who asked: PAID → REFUNDED.',
      params: purchaseParams,
      body: refundBody,
      bodyOptional: true,
      success: { status: 200, description: 'The purchase now.', schema: purchaseViewSchema },
      errors: [404, 409],
      handle: ({ params: { id }, body }) =>
        viewPurchase(ctx, refundPurchase(ctx, getPurchase(ctx, id), body)),
    }),
  ]
}

type Change = (ctx: ControlContext, purchase: Purchase) => Purchase

function changeRoute(ctx: ControlContext, verb: string, summary: string, change: Change): ControlRoute {
  return controlRoute({
    operationId: `${verb.replace(/-./, (part) => part.slice(1).toUpperCase())}Purchase`,
    method: 'POST',
    path: `/control/purchases/{id}/${verb}`,
    summary,
    params: purchaseParams,
    success: { status: 200, description: 'The purchase now.', schema: purchaseViewSchema },
    errors: [404, 409],
    handle: ({ params: { id } }) => viewPurchase(ctx, change(ctx, getPurchase(ctx, id))),
  })
}

export function getPurchase({ ledger }: ControlContext, id: string): Purchase {
  const purchase = ledger.get(id)
  if (purchase === undefined) throw new EmulatorError(404, 'PURCHASE_NOT_FOUND', `no purchase ${id}`)
  return purchase
}

async function viewPurchase(ctx: ControlContext, purchase: Purchase): Promise<object> {
  return { ...summarizePurchase(purchase), receipt: await ctx.storeOf(purchase).receiptFor(purchase) }
}
