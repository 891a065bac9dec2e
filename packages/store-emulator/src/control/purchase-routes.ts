import { EmulatorError } from '../emulator-error.ts'
import { createPurchase } from '../purchases/create-purchase.ts'
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
import { defineControlRoute } from './control-route.ts'
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
import { toPurchaseSummary } from './purchase-view.ts'

export function purchaseRoutes(ctx: ControlContext): ControlRoute[] {
  return [...listRoutes(ctx), ...purchaseActionRoutes(ctx)]
}

function listRoutes(ctx: ControlContext): ControlRoute[] {
  return [
    createRoute(ctx),
    defineControlRoute({
      operationId: 'listPurchases',
      method: 'GET',
      path: '/control/purchases',
      summary: 'Lists the purchases, newest first.',
      query: purchasePageQuery,
      success: { status: 200, description: 'One page.', schema: purchasePageSchema },
      handle: ({ query: { first, after, ...filter } }) => {
        const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after.slice(1))
        const { purchases, hasMore } = ctx.purchases.listPage(filter, first, before)
        const last = purchases.at(-1)
        return {
          purchases: purchases.map(toPurchaseSummary),
          hasMore,
          endCursor: last === undefined ? null : `c${String(last.sequence)}`,
        }
      },
    }),
    defineControlRoute({
      operationId: 'deletePurchases',
      method: 'DELETE',
      path: '/control/purchases',
      summary: 'Deletes all purchases of all stores.',
      success: { status: 204, description: 'Deleted.' },
      handle: () => {
        ctx.clearPurchases()
      },
    }),
    defineControlRoute({
      operationId: 'getPurchase',
      method: 'GET',
      path: '/control/purchases/{id}',
      summary: "Shows a purchase as its store sees it, with the app's receipt as it is now.",
      params: purchaseParams,
      success: { status: 200, description: 'The purchase.', schema: purchaseViewSchema },
      errors: [404],
      handle: ({ params: { id } }) => toPurchaseView(ctx, getPurchase(ctx, id)),
    }),
  ]
}

function createRoute(ctx: ControlContext): ControlRoute {
  return defineControlRoute({
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
      const purchase = createPurchase(ctx, store, input)
      const { id, transactionId } = purchase
      return { id, receipt: await store.createReceipt(purchase), transactionId: transactionId ?? null }
    },
  })
}

function purchaseActionRoutes(ctx: ControlContext): ControlRoute[] {
  return [
    purchaseActionRoute(
      ctx,
      'complete',
      'The pending payment arrives (or the parent approves): PENDING → PAID.',
      completePurchase,
    ),
    purchaseActionRoute(
      ctx,
      'cancel',
      'The pending payment never arrives (or the parent refuses): PENDING → CANCELED.',
      cancelPurchase,
    ),
    purchaseActionRoute(ctx, 'revoke', 'The store revokes the purchase: PAID → REFUNDED.', revokePurchase),
    purchaseActionRoute(ctx, 'reverse-refund', 'The store undoes a refund: → PAID.', reverseRefund),
    defineControlRoute({
      operationId: 'refundPurchase',
      method: 'POST',
      path: '/control/purchases/{id}/refund',
      summary: 'The store refunds the customer: PAID → REFUNDED.',
      params: purchaseParams,
      body: refundBody,
      bodyOptional: true,
      success: { status: 200, description: 'The purchase now.', schema: purchaseViewSchema },
      errors: [404, 409],
      handle: ({ params: { id }, body }) =>
        toPurchaseView(ctx, refundPurchase(ctx, getPurchase(ctx, id), body)),
    }),
  ]
}

type PurchaseAction = (ctx: ControlContext, purchase: Purchase) => Purchase

function purchaseActionRoute(
  ctx: ControlContext,
  verb: string,
  summary: string,
  change: PurchaseAction,
): ControlRoute {
  return defineControlRoute({
    operationId: `${verb.replace(/-./, (part) => part.slice(1).toUpperCase())}Purchase`,
    method: 'POST',
    path: `/control/purchases/{id}/${verb}`,
    summary,
    params: purchaseParams,
    success: { status: 200, description: 'The purchase now.', schema: purchaseViewSchema },
    errors: [404, 409],
    handle: ({ params: { id } }) => toPurchaseView(ctx, change(ctx, getPurchase(ctx, id))),
  })
}

export function getPurchase({ purchases }: ControlContext, id: string): Purchase {
  const purchase = purchases.get(id)
  if (purchase === undefined) throw new EmulatorError(404, 'PURCHASE_NOT_FOUND', `no purchase ${id}`)
  return purchase
}

async function toPurchaseView(ctx: ControlContext, purchase: Purchase): Promise<object> {
  return { ...toPurchaseSummary(purchase), receipt: await ctx.storeOf(purchase).createReceipt(purchase) }
}
