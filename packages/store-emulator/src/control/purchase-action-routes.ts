import {
  acknowledgePurchase,
  cancelPurchase,
  completePurchase,
  consumePurchase,
  finishPurchase,
  refundPurchase,
  restorePurchase,
  reverseRefund,
  revokePurchase,
} from '../purchases/change-purchase.ts'
import type { Purchase } from '../purchases/purchase.ts'
import { situationSchema } from '../purchases/situation.ts'
import { getPurchase } from './control-context.ts'
import type { ControlContext } from './control-context.ts'
import { purchaseParams, purchaseViewSchema, refundBody } from './control-schemas.ts'
import { conflictResponse, invalidInputResponse, jsonResponse, notFoundResponse } from './control-scope.ts'
import type { ControlScope } from './control-scope.ts'
import { toPurchaseView } from './purchase-view.ts'

type PurchaseAction = {
  verb: string
  operationId: string
  summary: string
  change: (ctx: ControlContext, purchase: Purchase) => Purchase
}

const purchaseActions: readonly PurchaseAction[] = [
  {
    verb: 'complete',
    operationId: 'completePurchase',
    summary: 'The pending payment arrives, or the parent approves the purchase: PENDING → PAID.',
    change: completePurchase,
  },
  {
    verb: 'cancel',
    operationId: 'cancelPurchase',
    summary: 'The pending payment does not arrive, or the parent declines the purchase: PENDING → CANCELED.',
    change: cancelPurchase,
  },
  {
    verb: 'acknowledge',
    operationId: 'acknowledgePurchase',
    summary: 'The app acknowledges the purchase on the device. Repeating it changes nothing.',
    change: acknowledgePurchase,
  },
  {
    verb: 'consume',
    operationId: 'consumePurchase',
    summary:
      'The app consumes the purchase on the device, which acknowledges it too. Repeating it is ITEM_NOT_OWNED.',
    change: consumePurchase,
  },
  {
    verb: 'finish',
    operationId: 'finishPurchase',
    summary: 'The app finishes the transaction on the device; App Store only.',
    change: finishPurchase,
  },
  {
    verb: 'revoke',
    operationId: 'revokePurchase',
    summary: 'The store revokes the purchase: PAID → REFUNDED.',
    change: revokePurchase,
  },
  {
    verb: 'restore',
    operationId: 'restorePurchase',
    summary:
      'The customer restores a non-consumable on another device, where it has another transaction id; App Store only.',
    change: restorePurchase,
  },
  {
    verb: 'reverse-refund',
    operationId: 'reverseRefundPurchase',
    summary: 'The store reverses a refund: → PAID.',
    change: reverseRefund,
  },
]

const actionResponses = {
  200: jsonResponse('The purchase after the change.', purchaseViewSchema),
  ...invalidInputResponse,
  ...notFoundResponse,
  ...conflictResponse,
}

/** The routes that change the state of a purchase. */
export function registerPurchaseActionRoutes(scope: ControlScope, ctx: ControlContext): void {
  for (const { verb, operationId, summary, change } of purchaseActions) {
    scope.post(
      `/purchases/:id/${verb}`,
      { schema: { operationId, summary, params: purchaseParams, response: actionResponses } },
      async ({ params: { id } }) => toPurchaseView(ctx, change(ctx, getPurchase(ctx, id))),
    )
  }
  scope.put(
    '/purchases/:id/situation',
    {
      schema: {
        operationId: 'setPurchaseSituation',
        summary: "Sets how the store's responses about the purchase differ from the usual ones.",
        params: purchaseParams,
        body: situationSchema,
        response: actionResponses,
      },
    },
    async ({ params: { id }, body: situation }) =>
      toPurchaseView(ctx, ctx.purchases.replace({ ...getPurchase(ctx, id), situation })),
  )
  scope.post(
    '/purchases/:id/refund',
    {
      schema: {
        operationId: 'refundPurchase',
        summary: 'The store refunds the customer: PAID → REFUNDED.',
        params: purchaseParams,
        body: refundBody,
        response: actionResponses,
      },
    },
    async ({ params: { id }, body }) => toPurchaseView(ctx, refundPurchase(ctx, getPurchase(ctx, id), body)),
  )
}
