import { z } from 'zod'
import { FAULT_PHASES } from '../faults/fault.ts'
import { AMOUNT_PATTERN } from '../money.ts'
import { OUTCOMES } from '../purchases/buy-product.ts'
import {
  ENVIRONMENTS,
  FORGERIES,
  PRODUCT_TYPES,
  PURCHASE_STATES,
  STORE_NAMES,
  refundSchema,
} from '../purchases/purchase.ts'

const MAX_PAGE = 100
const TEN_YEARS_MS = 10 * 365 * 24 * 60 * 60 * 1000
const MAX_DELAY_MS = 120_000

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
    amount: z.string().regex(AMOUNT_PATTERN, 'a decimal number such as "4.99"'),
    currencyCode: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as "USD"'),
  })
  .meta({
    description: 'What the customer pays for the whole quantity. Without it the product has a default price.',
  })

export const createPurchaseBody = z.strictObject({
  store: z.enum(STORE_NAMES),
  productId,
  outcome: z.enum(OUTCOMES),
  accountToken: accountToken.exactOptional().meta({
    description:
      'appAccountToken in the App Store, where it must be a UUID. Stores give it back in lower case.',
  }),
  customer: z.string().min(1).max(128).exactOptional().meta({
    description:
      'Whose store account buys; purchases of one customer share a history. Default: one per account token.',
  }),
  quantity: z.int().min(1).max(100).default(1),
  environment: z
    .enum(ENVIRONMENTS)
    .default('PRODUCTION')
    .meta({ description: 'SANDBOX exists in the App Store only.' }),
  productType: z.enum(PRODUCT_TYPES).exactOptional().meta({
    description: 'Default: NON_CONSUMABLE for product ids ending in remove_ads, CONSUMABLE for all others.',
  }),
  price: priceSchema.exactOptional(),
  bundleId: appId
    .exactOptional()
    .meta({ description: 'Buys in another app than the one of the credentials.' }),
  forge: z.enum(FORGERIES).exactOptional().meta({
    description:
      'Makes the App Store receipt bad in this way. Except for MIRRORED_SIGNATURE the store does not know its transaction.',
  }),
})

const receiptSchema = z
  .union([
    z.strictObject({ appStore: z.strictObject({ signedTransaction: z.string() }) }),
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
  store: z.enum(STORE_NAMES),
  environment: z.enum(ENVIRONMENTS),
  state: z.enum(PURCHASE_STATES),
  appId: z.string(),
  productId: z.string(),
  productType: z.enum(PRODUCT_TYPES),
  quantity: z.int(),
  price: z.strictObject({ amount: z.string(), currencyCode: z.string() }),
  accountToken: z.string().nullable(),
  transactionId: z.string().nullable(),
  orderId: z.string().nullable(),
  createdAt: timeMs,
  paidAt: timeMs.nullable(),
  acknowledged: z.boolean(),
  consumed: z.boolean(),
  finished: z.boolean(),
  refunded: z.boolean().meta({ description: 'Refunded in full.' }),
  refund: refundSchema.nullable().meta({ description: 'Also there for a partial refund.' }),
  forge: z.enum(FORGERIES).nullable(),
})

export const purchaseViewSchema = purchaseSummarySchema.extend({ receipt: receiptSchema })

export const purchasePageSchema = z.strictObject({
  purchases: z.array(purchaseSummarySchema).meta({ description: 'Newest first.' }),
  hasMore: z.boolean(),
  endCursor: z.string().nullable().meta({ description: 'Goes into `after` for the next page.' }),
})

export const purchasePageQuery = z.strictObject({
  first: z.coerce.number().int().min(1).max(MAX_PAGE).default(20),
  after: z
    .string()
    .regex(/^c\d{1,15}$/, 'not a cursor')
    .exactOptional(),
  store: z.enum(STORE_NAMES).exactOptional(),
  accountToken: accountToken.exactOptional(),
})

export const refundBody = z.strictObject({
  percentage: z.int().min(1).max(100).default(100).meta({
    description: 'Whole percent. Below 100 the purchase stays PAID; App Store only.',
  }),
})

export const advanceClockBody = z.strictObject({ advanceMs: z.int().min(0).max(TEN_YEARS_MS) })

export const clockSchema = z.strictObject({
  now: timeMs,
  offsetMs: z.int().meta({ description: 'How far it is ahead of the machine.' }),
})

const FORBIDDEN_HEADERS = [
  'connection',
  'content-length',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

const headersSchema = z
  .record(z.string().regex(/^[A-Za-z0-9-]{1,64}$/), z.string().regex(/^[\x20-\x7e]{0,1000}$/))
  .refine(
    (headers) => Object.keys(headers).every((name) => !FORBIDDEN_HEADERS.includes(name.toLowerCase())),
    {
      message: `not settable: ${FORBIDDEN_HEADERS.join(', ')}`,
    },
  )

const faultFields = {
  store: z.enum(STORE_NAMES),
  endpoint: z
    .string()
    .max(64)
    .meta({ description: "Name of the store's API operation, or * for all of them." }),
  times: z.int().min(1).max(1_000_000).meta({ description: 'How many (more) calls it spoils.' }),
  status: z.int().min(200).max(599).exactOptional(),
  body: z.unknown().exactOptional().meta({
    description:
      "Text goes out as it stands, anything else as JSON. Default: the store's own words for the status.",
  }),
  headers: headersSchema.exactOptional(),
  delayMs: z.int().min(0).max(MAX_DELAY_MS).exactOptional().meta({ description: 'Real milliseconds.' }),
  reset: z.boolean().exactOptional().meta({ description: 'Destroys the connection instead of answering.' }),
  truncate: z
    .boolean()
    .exactOptional()
    .meta({ description: 'Sends half of the body, then destroys the connection.' }),
}

export const createFaultBody = z.strictObject({
  ...faultFields,
  times: faultFields.times.default(1),
  phase: z.enum(FAULT_PHASES).default('BEFORE').meta({
    description: 'BEFORE: the store does not act. AFTER: the store acts and only its answer is spoiled.',
  }),
})

export const createdFaultSchema = z.strictObject({ id: z.string() })

export const faultListSchema = z.strictObject({
  faults: z.array(z.strictObject({ id: z.string(), ...faultFields, phase: z.enum(FAULT_PHASES) })),
})

export const credentialsSchema = z.strictObject({
  appStore: z.strictObject({
    bundleId: z.string(),
    appAppleId: z.int(),
    issuerId: z.string(),
    keyId: z.string(),
    privateKey: z.string().meta({ description: 'PKCS#8 PEM.' }),
    rootCertificates: z.array(z.string()).meta({ description: 'Base64 DER.' }),
    productionUrl: z.string(),
    sandboxUrl: z.string(),
  }),
  testStore: z.strictObject({
    appId: z.string(),
    baseUrl: z.string(),
    apiSecret: z.string(),
    receiptPublicKey: z.string().meta({ description: 'SPKI PEM.' }),
  }),
})

export const errorSchema = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string(), field: z.string().exactOptional() }),
})
