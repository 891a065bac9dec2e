import { z } from 'zod'
import { amountPattern } from '../money.ts'
import { purchaseOutcomes } from '../purchases/create-purchase.ts'
import { tamperModes } from '../purchases/tamper-mode.ts'
import {
  storeEnvironments,
  marketCodes,
  purchaseOrigins,
  allProductTypes,
  purchaseStates,
  storeNames,
  refundSchema,
} from '../purchases/purchase.ts'

const maxPageSize = 100
const tenYearsMs = 10 * 365 * 24 * 60 * 60 * 1000

const timeMs = z.int().meta({ description: 'UNIX time in milliseconds of the virtual clock.' })
const productId = z
  .string()
  .regex(/^[\w.-]{1,150}$/, 'letters, digits, dots, underscores and hyphens; at most 150')
const appId = z.string().regex(/^[A-Za-z0-9.-]{1,155}$/, 'letters, digits, dots and hyphens; at most 155')
const accountToken = z.string().min(1).max(128)

const purchaseId = z.string().regex(/^emu_[0-9a-f-]{36}$/, 'not an id of a purchase')
export const purchaseParams = z.strictObject({ id: purchaseId })

const priceSchema = z
  .strictObject({
    amount: z.string().regex(amountPattern, 'a decimal number such as "4.99"'),
    currencyCode: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as "USD"'),
  })
  .meta({
    description: 'What the customer pays for the whole quantity. Without it the product has a default price.',
  })

export const createPurchaseBody = z.strictObject({
  store: z.enum(storeNames),
  productId,
  outcome: z.enum(purchaseOutcomes),
  accountToken: accountToken.exactOptional().meta({
    description:
      'appAccountToken in the App Store, where it must be a UUID; obfuscatedExternalAccountId in Google Play, at most 64 characters; developerPayload in ONE store. The App Store and the Test store give it back in lower case.',
  }),
  customer: z.string().min(1).max(128).exactOptional().meta({
    description:
      'Whose store account buys; purchases of one customer share a history. Default: one per account token.',
  }),
  quantity: z.int().min(1).max(100).default(1),
  environment: z.enum(storeEnvironments).default('PRODUCTION').meta({
    description: 'In Google Play SANDBOX is the purchase of a license tester. The Test store has none.',
  }),
  productType: z.enum(allProductTypes).exactOptional().meta({
    description: 'Default: NON_CONSUMABLE for product ids ending in remove_ads, CONSUMABLE for all others.',
  }),
  price: priceSchema.exactOptional(),
  bundleId: appId
    .exactOptional()
    .meta({ description: 'App of the purchase, if it is not the app of the credentials.' }),
  tamper: z.enum(tamperModes).exactOptional().meta({
    description:
      'Makes the receipt bad in this way, as far as its store can. Except for MALLEABLE_SIGNATURE and CERTIFICATE_NEAR_EXPIRY the store does not know its purchase.',
  }),
  origin: z
    .enum(purchaseOrigins)
    .exactOptional()
    .meta({ description: 'Google Play: it was not bought, costs nothing and has no order.' }),
  regionCode: z
    .string()
    .regex(/^[A-Z]{2}$/, 'an ISO 3166-1 code such as "KR"')
    .exactOptional()
    .meta({ description: 'Google Play. Default: by the currency.' }),
  marketCode: z.enum(marketCodes).exactOptional().meta({ description: 'ONE store. Default: MKT_ONE.' }),
  returnDeveloperPayload: z.boolean().exactOptional().meta({
    description:
      'ONE store: whether its API gives the account token back as developerPayload. Default: false, as the commercial store does.',
  }),
})

const receiptSchema = z
  .union([
    z.strictObject({ appStore: z.strictObject({ signedTransaction: z.string() }) }),
    z.strictObject({
      googlePlay: z.strictObject({
        productId: z.string(),
        purchaseToken: z.string(),
        orderId: z.string().exactOptional(),
        originalJson: z.string(),
        signature: z.string(),
      }),
    }),
    z.strictObject({
      oneStore: z.strictObject({
        productId: z.string(),
        purchaseToken: z.string(),
        originalJson: z.string(),
        signature: z.string(),
        marketCode: z.enum(marketCodes),
      }),
    }),
    z.strictObject({ testStore: z.strictObject({ receipt: z.string() }) }),
    z.null(),
  ])
  .meta({
    description:
      'Goes as it stands into the GraphQL input ReceiptInput; null when the store gave the app nothing.',
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
  refunded: z.boolean().meta({ description: 'Refunded in full.' }),
  refund: refundSchema.nullable().meta({ description: 'Also there for a partial refund.' }),
  refundedQuantity: z.int(),
  origin: z.enum(purchaseOrigins).nullable(),
  consumptionInformation: z.record(z.string(), z.unknown()).nullable(),
  tamper: z.enum(tamperModes).nullable(),
})

export const purchaseViewSchema = purchaseSummarySchema.extend({ receipt: receiptSchema })

export const purchasePageSchema = z.strictObject({
  purchases: z.array(purchaseSummarySchema).meta({ description: 'Newest first.' }),
  hasMore: z.boolean(),
  endCursor: z.string().nullable().meta({ description: 'Goes into `after` for the next page.' }),
})

export const purchasePageQuery = z.strictObject({
  first: z.coerce.number().int().min(1).max(maxPageSize).default(20),
  after: z
    .string()
    .regex(/^c\d{1,15}$/, 'not a cursor')
    .exactOptional(),
  store: z.enum(storeNames).exactOptional(),
  accountToken: accountToken.exactOptional(),
})

export const refundBody = z.strictObject({
  percentage: z.int().min(1).max(100).default(100).meta({
    description: 'Whole percent. Below 100 the purchase stays PAID; App Store and Google Play only.',
  }),
  quantity: z
    .int()
    .min(1)
    .exactOptional()
    .meta({ description: 'Only so many of the pieces; Google Play only.' }),
  revoke: z
    .boolean()
    .exactOptional()
    .meta({ description: 'False lets the customer keep the product; Google Play only. Default: true.' }),
})

export const advanceClockBody = z.strictObject({ advanceMs: z.int().min(0).max(tenYearsMs) })

export const clockSchema = z.strictObject({
  now: timeMs,
  offsetMs: z.int().meta({ description: 'How far it is ahead of the machine.' }),
})

export const errorSchema = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string(), field: z.string().exactOptional() }),
})
