import { createPurchase } from '../purchases/create-purchase.ts'
import { getPurchase, getStore } from './control-context.ts'
import type { ControlContext } from './control-context.ts'
import {
  createPurchaseBody,
  createdPurchaseSchema,
  purchasePageQuery,
  purchasePageSchema,
  purchaseParams,
  purchaseViewSchema,
} from './control-schemas.ts'
import {
  emptyResponse,
  invalidInputResponse,
  jsonResponse,
  limitReachedResponse,
  notFoundResponse,
} from './control-scope.ts'
import type { ControlScope } from './control-scope.ts'
import { formatPageCursor, parsePageCursor } from './page-query.ts'
import { registerPurchaseActionRoutes } from './purchase-action-routes.ts'
import { toPurchaseSummary, toPurchaseView } from './purchase-view.ts'

export function registerPurchaseRoutes(scope: ControlScope, ctx: ControlContext): void {
  registerCreateRoute(scope, ctx)
  registerListRoutes(scope, ctx)
  registerGetRoute(scope, ctx)
  registerPurchaseActionRoutes(scope, ctx)
}

function registerCreateRoute(scope: ControlScope, ctx: ControlContext): void {
  scope.post(
    '/purchases',
    {
      schema: {
        operationId: 'createPurchase',
        summary: 'Buys a product in the way a customer of the store does.',
        body: createPurchaseBody,
        response: {
          201: jsonResponse('The purchase was created with the requested outcome.', createdPurchaseSchema),
          ...invalidInputResponse,
          ...limitReachedResponse,
        },
      },
    },
    async ({ body: { store: name, ...input } }, reply) => {
      const store = getStore(ctx, name)
      const purchase = createPurchase(ctx, store, input)
      const { id, transactionId = null } = purchase
      return reply.code(201).send({ id, receipt: await store.createReceipt(purchase), transactionId })
    },
  )
}

function registerListRoutes(scope: ControlScope, ctx: ControlContext): void {
  scope.get(
    '/purchases',
    {
      schema: {
        operationId: 'listPurchases',
        summary: 'Lists the purchases, newest first.',
        querystring: purchasePageQuery,
        response: { 200: jsonResponse('One page.', purchasePageSchema), ...invalidInputResponse },
      },
    },
    async ({ query: { first, after, ...filter } }) => {
      const { purchases, hasMore } = ctx.purchases.listPage(filter, first, parsePageCursor(after))
      return {
        purchases: purchases.map(toPurchaseSummary),
        hasMore,
        endCursor: formatPageCursor(purchases.at(-1)),
      }
    },
  )
  scope.delete(
    '/purchases',
    {
      schema: {
        operationId: 'deletePurchases',
        summary: 'Deletes all purchases of all stores.',
        response: { 204: emptyResponse('All purchases were deleted.'), ...invalidInputResponse },
      },
    },
    async (_request, reply) => {
      ctx.clearPurchases()
      return reply.code(204).send()
    },
  )
}

function registerGetRoute(scope: ControlScope, ctx: ControlContext): void {
  scope.get(
    '/purchases/:id',
    {
      schema: {
        operationId: 'getPurchase',
        summary: 'Returns a purchase as its store knows it, with the current receipt of the app.',
        params: purchaseParams,
        response: {
          200: jsonResponse('The purchase.', purchaseViewSchema),
          ...invalidInputResponse,
          ...notFoundResponse,
        },
      },
    },
    async ({ params: { id } }) => toPurchaseView(ctx, getPurchase(ctx, id)),
  )
}
