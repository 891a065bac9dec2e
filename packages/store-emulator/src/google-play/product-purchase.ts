import { refundedPieces } from '../purchases/change-purchase.ts'
import type { Purchase } from '../purchases/purchase.ts'
import { regionOf, rfc3339 } from './google-play-context.ts'
import type { GooglePurchase } from './google-play-context.ts'

/** 0 purchased, 1 canceled, 2 pending; a refund that did not revoke leaves it purchased. */
const STATE_NUMBERS = { PURCHASED: 0, CANCELLED: 1, PENDING: 2 } as const
type GoogleState = keyof typeof STATE_NUMBERS

const PURCHASE_TYPES = { PROMO_CODE: 1, REWARDED_AD: 2 } as const
const TEST_PURCHASE = 0

export function googleState({ state, refund }: Purchase): GoogleState {
  switch (state) {
    case 'PENDING':
      return 'PENDING'
    case 'PAID':
      return 'PURCHASED'
    case 'REFUNDED':
      return refund?.keepsProduct === true ? 'PURCHASED' : 'CANCELLED'
    case 'DECLINED':
    case 'CANCELED':
      return 'CANCELLED'
  }
}

/** `ProductPurchase`, version 1: enums are numbers, and int64 are strings. */
export function productPurchase(purchase: GooglePurchase): object {
  const purchaseType =
    purchase.environment === 'SANDBOX'
      ? TEST_PURCHASE
      : purchase.origin === undefined
        ? undefined
        : PURCHASE_TYPES[purchase.origin]
  return {
    kind: 'androidpublisher#productPurchase',
    purchaseTimeMillis: String(purchase.paidAt ?? purchase.createdAt),
    purchaseState: STATE_NUMBERS[googleState(purchase)],
    consumptionState: purchase.consumedAt === undefined ? 0 : 1,
    developerPayload: purchase.developerPayload ?? '',
    ...(purchase.orderId === undefined ? {} : { orderId: purchase.orderId }),
    ...(purchaseType === undefined ? {} : { purchaseType }),
    acknowledgementState: purchase.acknowledgedAt === undefined ? 0 : 1,
    ...(purchase.quantity === 1 ? {} : { quantity: purchase.quantity }),
    ...(purchase.partialRefunds === undefined ? {} : { refundableQuantity: refundableQuantity(purchase) }),
    ...accountFields(purchase),
    regionCode: regionOf(purchase),
  }
}

/** `ProductPurchaseV2`: enums are names, times RFC 3339, and what does not apply is left out. */
export function productPurchaseV2(purchase: GooglePurchase): object {
  const { paidAt, orderId, environment } = purchase
  return {
    kind: 'androidpublisher#productPurchaseV2',
    ...(orderId === undefined ? {} : { orderId }),
    regionCode: regionOf(purchase),
    ...(paidAt === undefined ? {} : { purchaseCompletionTime: rfc3339(paidAt) }),
    purchaseStateContext: { purchaseState: googleState(purchase) },
    acknowledgementState: acknowledgementState(purchase),
    ...(environment === 'SANDBOX' ? { testPurchaseContext: { fopType: 'TEST' } } : {}),
    ...accountFields(purchase),
    productLineItem: [
      {
        productId: purchase.productId,
        productOfferDetails: {
          purchaseOptionId: 'buy',
          quantity: purchase.quantity,
          refundableQuantity: refundableQuantity(purchase),
          consumptionState:
            purchase.consumedAt === undefined
              ? 'CONSUMPTION_STATE_YET_TO_BE_CONSUMED'
              : 'CONSUMPTION_STATE_CONSUMED',
        },
      },
    ],
  }
}

export function acknowledgementState({ acknowledgedAt }: Purchase): string {
  return acknowledgedAt === undefined ? 'ACKNOWLEDGEMENT_STATE_PENDING' : 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED'
}

function refundableQuantity({ quantity, partialRefunds, state }: Purchase): number {
  return state === 'REFUNDED' ? 0 : quantity - refundedPieces(partialRefunds)
}

function accountFields({ accountToken }: Purchase): object {
  return accountToken === undefined ? {} : { obfuscatedExternalAccountId: accountToken }
}
