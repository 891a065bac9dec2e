import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'
import { parseMicros } from '../../platform/money.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import {
  currencyCodeSchema,
  parseAccountToken,
  storeTextSchema,
  unixMillisSchema,
} from '../shared/schemas.ts'
import { purchaseTokenSchema } from './api-types.ts'
import { oneStoreSubscriptionFields, type OneStoreSubscriptionConfig } from './config.ts'

/** A number that ONE store may write as text, and null if it is absent or cannot be read. */
const number = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d{1,18}$/)
      .transform(Number),
  ])
  .nullish()
  .transform((value) => value ?? null)
  .catch(null)

const time = number.transform((value) => unixMillisSchema.safeParse(value).data ?? null)

const flag = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
  .nullish()
  .transform((value) => value ?? null)
  .catch(null)

/** An amount in the currency's unit, such as "9900" or "4.99", in micros. */
const amount = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((text) => (text == null ? null : parseMicros(text)))
  .transform((micros) => (micros !== null && micros >= 0n ? micros : null))
  .catch(null)

const text = (maxLength: number) =>
  storeTextSchema(maxLength)
    .nullish()
    .transform((value) => value ?? null)
    .catch(null)

/** Only the end is required: without it nothing can be said about the access. */
const detailSchema = z.object({
  expiryTimeMillis: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,18}$/)
        .transform(Number),
    ])
    .pipe(unixMillisSchema),
  startTimeMillis: time,
  acknowledgementState: number,
  autoRenewing: flag,
  recurringState: number,
  autoResumeTimeMillis: time,
  cancelReason: number,
  userCancellationTimeMillis: time,
  lastPurchaseId: text(200),
  linkedPurchaseToken: purchaseTokenSchema
    .nullish()
    .transform((value) => value ?? null)
    .catch(null),
  paymentState: number,
  developerPayload: z.unknown().optional().transform(parseAccountToken),
  priceAmountMicros: number.transform((value) =>
    value !== null && Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : null,
  ),
  priceCurrencyCode: currencyCodeSchema
    .nullish()
    .transform((value) => value ?? null)
    .catch(null),
  priceChange: z
    .object({ newPrice: amount, state: number })
    .nullish()
    .transform((value) => value ?? null)
    .catch(null),
  promotionPrice: amount,
})

/** The detail of a subscription under the names of this server. */
export type OneStoreSubscriptionDetail = z.infer<typeof detailSchema>

export type SubscriptionDetailResponse = {
  readonly detail: OneStoreSubscriptionDetail
  readonly environment: StoreEnvironment
  /** The response body as received. */
  readonly body: string
  /** The time at which the reading began. */
  readonly readAt: Date
}

/** The names of the fields are configuration, because ONE store publishes no schema. */
export function parseSubscriptionDetail(
  body: string,
  { fieldNames }: Pick<OneStoreSubscriptionConfig, 'fieldNames'>,
): OneStoreSubscriptionDetail {
  const received = z.record(z.string(), z.unknown()).safeParse(parseJson(body)).data ?? {}
  const named = oneStoreSubscriptionFields.map((field) => [field, received[fieldNames[field]]] as const)
  const parsed = detailSchema.safeParse(Object.fromEntries(named))
  if (parsed.success) return parsed.data
  throw new StoreUnavailableError('ONE store returned an unreadable subscription', { cause: parsed.error })
}

/** `recurringState` says the same: 0 renews, 1 does not. */
export function isAutoRenewing({ autoRenewing, recurringState }: OneStoreSubscriptionDetail): boolean {
  return autoRenewing ?? recurringState === 0
}
