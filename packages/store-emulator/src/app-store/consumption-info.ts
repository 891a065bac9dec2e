import { z } from 'zod'
import type { RefundReview, StoreEnvironment } from '../purchases/purchase.ts'
import { answerRefundReview } from '../purchases/refund-review.ts'
import type { RefundDecision } from '../store-emulator.ts'
import { getTransaction } from './app-store-context.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { AppStoreError } from './app-store-error.ts'
import type { AppStoreErrorCode } from './app-store-error.ts'
import type { Transaction } from './transaction-payload.ts'

const enumUpTo = (max: number): z.ZodType<number | undefined> => z.int().min(0).max(max).optional()

const consumptionInfoV1Schema = z.object({
  customerConsented: z.literal(true),
  consumptionStatus: enumUpTo(3),
  platform: enumUpTo(2),
  sampleContentProvided: z.boolean(),
  deliveryStatus: enumUpTo(5),
  appAccountToken: z.union([z.guid(), z.literal('')]).optional(),
  accountTenure: enumUpTo(7),
  playTime: enumUpTo(7),
  lifetimeDollarsRefunded: enumUpTo(7),
  lifetimeDollarsPurchased: enumUpTo(7),
  userStatus: enumUpTo(4),
  refundPreference: enumUpTo(3),
})

const consumptionInfoV2Schema = z.object({
  customerConsented: z.literal(true),
  sampleContentProvided: z.boolean(),
  deliveryStatus: z.enum([
    'DELIVERED',
    'UNDELIVERED_QUALITY_ISSUE',
    'UNDELIVERED_WRONG_ITEM',
    'UNDELIVERED_SERVER_OUTAGE',
    'UNDELIVERED_OTHER',
  ]),
  consumptionPercentage: z.int().min(0).max(100_000).optional(),
  refundPreference: z.enum(['DECLINE', 'GRANT_FULL', 'GRANT_PRORATED']).optional(),
})

export const consumptionInfoSchemas = { 1: consumptionInfoV1Schema, 2: consumptionInfoV2Schema } as const

const errorCodeByField: Record<string, AppStoreErrorCode> = {
  appAccountToken: 4000033,
  customerConsented: 4000035,
  deliveryStatus: 4000036,
  sampleContentProvided: 4000041,
}

/** Stores the consumption information that the developer sends after a CONSUMPTION_REQUEST. */
export function saveConsumptionInfo(
  ctx: AppStoreContext,
  environment: StoreEnvironment,
  transactionId: string,
  { version, body }: { version: keyof typeof consumptionInfoSchemas; body: unknown },
): void {
  const transaction = getTransaction(ctx, environment, transactionId)
  const parsed = consumptionInfoSchemas[version].safeParse(body)
  if (!parsed.success) {
    const field = String(parsed.error.issues[0]?.path[0])
    throw new AppStoreError(errorCodeByField[field] ?? 4000000)
  }
  if (version === 2) assertConsistent(transaction, consumptionInfoV2Schema.parse(body))
  const consumptionInformation = { version, ...parsed.data }
  // A refund of a period is not reviewed here; the answer is accepted and has no effect.
  if (transaction.subscription !== undefined) return
  const saved = ctx.purchases.replace({ ...transaction, consumptionInformation })
  answerRefundReview(ctx, saved, consumptionInformation)
}

/** The rules of version 2 about fields that depend on each other. */
function assertConsistent(
  { productType }: Transaction,
  { deliveryStatus, consumptionPercentage, refundPreference }: z.infer<typeof consumptionInfoV2Schema>,
): void {
  const isUndelivered = deliveryStatus !== 'DELIVERED'
  const isSubscription = productType === 'AUTO_RENEWABLE'
  if (isUndelivered && (consumptionPercentage ?? 0) !== 0) throw new AppStoreError(4000000)
  if (isSubscription && consumptionPercentage !== undefined) throw new AppStoreError(4000000)
  if (refundPreference === 'GRANT_PRORATED' && !isSubscription && !consumptionPercentage)
    throw new AppStoreError(4000000)
}

/** As the developer prefers; without a preference the customer gets the refund. */
export function decideOnRefundRequest({ response }: RefundReview): RefundDecision {
  const { refundPreference, consumptionPercentage } = decisionInfoSchema.parse(response ?? {})
  const percentage =
    refundPreference === 'DECLINE'
      ? 0
      : refundPreference === 'GRANT_PRORATED'
        ? 100 - Math.floor(consumptionPercentage / 1000)
        : 100
  return { percentage, by: 'CUSTOMER' }
}

const decisionInfoSchema = z.object({
  refundPreference: z.unknown().optional(),
  consumptionPercentage: z.number().default(0),
})
