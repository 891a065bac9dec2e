import { refundedQuantity } from '../purchases/change-purchase.ts'
import type { Purchase } from '../purchases/purchase.ts'
import { applySituation } from '../purchases/situation.ts'
import { regionOf, toRfc3339 } from './google-play-context.ts'
import type { GooglePlayPurchase } from './google-play-context.ts'

/** A purchase that was refunded without revoking stays purchased. */
const purchaseStateNumbers = { PURCHASED: 0, CANCELLED: 1, PENDING: 2 } as const
type GooglePlayState = keyof typeof purchaseStateNumbers

const purchaseTypeByOrigin = { PROMO_CODE: 1, REWARDED_AD: 2 } as const
const testPurchaseType = 0

export function toGooglePlayState({ state, refund }: Purchase): GooglePlayState {
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

/** `ProductPurchase`, version 1: enums are numbers and int64 values are strings. */
export function toProductPurchase(purchase: GooglePlayPurchase): object {
  const purchaseType =
    purchase.environment === 'SANDBOX'
      ? testPurchaseType
      : purchase.origin === undefined
        ? undefined
        : purchaseTypeByOrigin[purchase.origin]
  return {
    kind: 'androidpublisher#productPurchase',
    purchaseTimeMillis: String(purchase.paidAt ?? purchase.createdAt),
    purchaseState: purchaseStateNumbers[toGooglePlayState(purchase)],
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

/** `ProductPurchaseV2`: enums are names, times are RFC 3339, and absent values are omitted. */
export function toProductPurchaseV2(purchase: GooglePlayPurchase): object {
  const { paidAt, orderId, environment, situation } = purchase
  return applySituation(purchase, {
    kind: 'androidpublisher#productPurchaseV2',
    ...(orderId === undefined || situation?.hasNoOrder === true ? {} : { orderId }),
    regionCode: regionOf(purchase),
    ...(paidAt === undefined ? {} : { purchaseCompletionTime: toRfc3339(paidAt) }),
    purchaseStateContext: { purchaseState: toGooglePlayState(purchase) },
    acknowledgementState: toAcknowledgementState(purchase),
    ...(environment === 'SANDBOX' ? { testPurchaseContext: { fopType: 'TEST' } } : {}),
    ...accountFields(purchase),
    productLineItem: [
      {
        productId: purchase.productId,
        productOfferDetails: {
          ...offerFields(purchase),
          quantity: purchase.quantity,
          refundableQuantity: refundableQuantity(purchase),
          consumptionState: toConsumptionState(purchase),
        },
      },
      ...(purchase.lines ?? []).map((line) => ({
        productId: line.productId,
        productOfferDetails: {
          purchaseOptionId: 'buy',
          quantity: line.quantity,
          refundableQuantity: purchase.state === 'REFUNDED' ? 0 : line.quantity,
          consumptionState: toConsumptionState(line),
        },
      })),
    ],
  })
}

/** Google documents no field of a rental, not even its end. */
function offerFields({ offer, paidAt, createdAt }: GooglePlayPurchase): object {
  const { purchaseOptionId = 'buy', offerId, kind } = offer ?? {}
  const preorderReleaseTime = toRfc3339(paidAt ?? createdAt)
  return {
    purchaseOptionId,
    ...(offerId === undefined ? {} : { offerId }),
    ...(kind === 'RENTAL' ? { rentOfferDetails: {} } : {}),
    ...(kind === 'PREORDER' ? { preorderOfferDetails: { preorderReleaseTime } } : {}),
  }
}

function toConsumptionState({ consumedAt }: Pick<Purchase, 'consumedAt'>): string {
  return consumedAt === undefined ? 'CONSUMPTION_STATE_YET_TO_BE_CONSUMED' : 'CONSUMPTION_STATE_CONSUMED'
}

export function toAcknowledgementState({ acknowledgedAt }: Purchase): string {
  return acknowledgedAt === undefined ? 'ACKNOWLEDGEMENT_STATE_PENDING' : 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED'
}

function refundableQuantity({ quantity, partialRefunds, state }: Purchase): number {
  return state === 'REFUNDED' ? 0 : quantity - refundedQuantity(partialRefunds)
}

function accountFields({ accountToken }: Purchase): object {
  return accountToken === undefined ? {} : { obfuscatedExternalAccountId: accountToken }
}
