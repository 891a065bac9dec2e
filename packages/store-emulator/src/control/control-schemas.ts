import { z } from 'zod'
import { maxClockOffsetMs } from '../durations.ts'
import { amountPattern } from '../money.ts'
import { purchaseOutcomes } from '../purchases/create-purchase.ts'
import { tamperModes } from '../purchases/tamper-mode.ts'
import {
  storeEnvironments,
  marketCodes,
  offerKinds,
  purchaseOrigins,
  allProductTypes,
  purchaseStates,
  storeNames,
  refundReviewSchema,
  refundSchema,
} from '../purchases/purchase.ts'
import { receiptSchema } from '../purchases/receipt.ts'
import { timeMs } from '../time-ms.ts'
import { endCursorSchema, pageFields } from './page-query.ts'

export const productId = z
  .string()
  .regex(/^[\w.-]{1,150}$/, 'letters, digits, dots, underscores and hyphens; at most 150')
export const appId = z
  .string()
  .regex(/^[A-Za-z0-9.-]{1,155}$/, 'letters, digits, dots and hyphens; at most 155')
export const accountToken = z.string().min(1).max(128)

const purchaseId = z.string().regex(/^emu_[0-9a-f-]{36}$/, 'not a purchase id')
export const purchaseParams = z.strictObject({ id: purchaseId })

const priceSchema = z
  .strictObject({
    amount: z.string().regex(amountPattern, 'a decimal number such as "4.99"'),
    currencyCode: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as "USD"'),
  })
  .meta({
    description: 'Price of the whole quantity. Default: the default price of the product.',
  })

export const createPurchaseBody = z.strictObject({
  store: z.enum(storeNames),
  productId,
  outcome: z.enum(purchaseOutcomes),
  accountToken: accountToken.exactOptional().meta({
    description:
      'appAccountToken in the App Store, where it must be a UUID; obfuscatedExternalAccountId in Google Play, at most 64 characters; developerPayload in ONE store. The App Store and the Test store return it in lower case.',
  }),
  customer: z.string().min(1).max(128).exactOptional().meta({
    description:
      'Store account of the customer; the purchases of one customer share a history. Default: one customer per account token.',
  }),
  quantity: z.int().min(1).max(100).default(1),
  environment: z.enum(storeEnvironments).default('PRODUCTION').meta({
    description: 'In Google Play, SANDBOX is a purchase of a license tester. The Test store has no sandbox.',
  }),
  productType: z.enum(allProductTypes).exactOptional().meta({
    description:
      'Default: NON_CONSUMABLE for product ids ending in remove_ads or ship_aurora, CONSUMABLE for all others.',
  }),
  price: priceSchema.exactOptional(),
  bundleId: appId.exactOptional().meta({
    description:
      'App of the purchase, if it is not the app of the credentials: com.example.arcade.lite is a second app of the same developer, all others are apps of other developers.',
  }),
  tamper: z.enum(tamperModes).exactOptional().meta({
    description:
      'Makes the receipt invalid in this way, if the store supports it. Except for MALLEABLE_SIGNATURE and CERTIFICATE_NEAR_EXPIRY, the purchase does not exist in the API of the store.',
  }),
  origin: z.enum(purchaseOrigins).exactOptional().meta({
    description:
      'Google Play: origin of a purchase that was not paid for; it costs nothing and has no order.',
  }),
  regionCode: z
    .string()
    .regex(/^[A-Z]{2}$/, 'an ISO 3166-1 code such as "KR"')
    .exactOptional()
    .meta({ description: 'Google Play: region of the purchase. Default: by the currency.' }),
  marketCode: z
    .enum(marketCodes)
    .exactOptional()
    .meta({ description: 'ONE store: market of the purchase. Default: MKT_ONE.' }),
  lines: z
    .array(z.strictObject({ productId, quantity: z.int().min(1).max(100).default(1) }))
    .min(1)
    .max(10)
    .exactOptional()
    .meta({ description: 'Google Play: further products of the same purchase, at their default prices.' }),
  offer: z
    .strictObject({
      purchaseOptionId: productId.exactOptional(),
      offerId: productId.exactOptional(),
      kind: z.enum(offerKinds).exactOptional(),
    })
    .exactOptional()
    .meta({
      description:
        'How the product was offered: a purchase option and an offer at Google Play, which can be a rental or a pre-order; an offer code at the App Store.',
    }),
  familyShared: z.boolean().exactOptional().meta({
    description:
      'App Store: a family member of the customer bought the product and shares it (FAMILY_SHARED), for which the customer pays nothing. Not for a consumable. To refund or revoke it ends the sharing. Default: false.',
  }),
  returnDeveloperPayload: z.boolean().exactOptional().meta({
    description:
      'ONE store: whether its API returns the account token as developerPayload. Default: false, as in the commercial store.',
  }),
})

export const createdPurchaseSchema = z.strictObject({
  id: purchaseId,
  receipt: receiptSchema,
  transactionId: z.string().nullable(),
})

export const purchaseSummarySchema = z.strictObject({
  id: purchaseId,
  store: z.enum(storeNames),
  environment: z.enum(storeEnvironments),
  state: z.enum(purchaseStates),
  appId: z.string(),
  productId: z.string(),
  productType: z.enum(allProductTypes),
  quantity: z.int(),
  price: z.strictObject({ amount: z.string(), currencyCode: z.string() }),
  accountToken: z.string().nullable(),
  transactionId: z
    .string()
    .nullable()
    .meta({ description: 'The order id in Google Play, the purchase id in ONE store.' }),
  orderId: z.string().nullable(),
  purchaseToken: z.string().nullable(),
  createdAt: timeMs,
  paidAt: timeMs.nullable(),
  acknowledged: z.boolean(),
  consumed: z.boolean(),
  finished: z.boolean(),
  refunded: z.boolean().meta({ description: 'Whether the purchase was refunded in full.' }),
  refund: refundSchema
    .nullable()
    .meta({ description: 'Last refund, full or partial; null when nothing was refunded.' }),
  refundedQuantity: z.int(),
  origin: z.enum(purchaseOrigins).nullable(),
  consumptionInformation: z.record(z.string(), z.unknown()).nullable(),
  refundReview: refundReviewSchema
    .nullable()
    .meta({ description: 'Most recent review of a refund; null when there was none.' }),
  tamper: z.enum(tamperModes).nullable(),
})

export const purchaseViewSchema = purchaseSummarySchema.extend({ receipt: receiptSchema })

export const purchasePageSchema = z.strictObject({
  purchases: z.array(purchaseSummarySchema).meta({ description: 'Newest first.' }),
  hasMore: z.boolean(),
  endCursor: endCursorSchema,
})

export const purchasePageQuery = z.strictObject({
  ...pageFields,
  store: z.enum(storeNames).exactOptional(),
  accountToken: accountToken.exactOptional(),
})

export const refundBody = z.strictObject({
  percentage: z.int().min(1).max(100).default(100).meta({
    description:
      'Whole percent of the price. Below 100 the purchase stays PAID; App Store and Google Play only.',
  }),
  quantity: z
    .int()
    .min(1)
    .exactOptional()
    .meta({ description: 'Number of units to refund; Google Play only. Default: all.' }),
  revoke: z
    .boolean()
    .exactOptional()
    .meta({ description: 'False: the customer keeps the product; Google Play only. Default: true.' }),
})

export const advanceClockBody = z.strictObject({ advanceMs: z.int().min(0).max(maxClockOffsetMs) })

export const clockSchema = z.strictObject({
  now: timeMs,
  offsetMs: z
    .int()
    .meta({ description: 'Milliseconds that the virtual clock is ahead of the clock of the machine.' }),
})
