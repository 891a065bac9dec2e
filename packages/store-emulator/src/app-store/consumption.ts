import { z } from 'zod'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import { getTransaction } from './app-store-context.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { AppStoreError } from './app-store-error.ts'
import type { AppStoreErrorCode } from './app-store-error.ts'

const upTo = (max: number): z.ZodType<number | undefined> => z.int().min(0).max(max).optional()

const versionOne = z.object({
  customerConsented: z.literal(true),
  consumptionStatus: upTo(3),
  platform: upTo(2),
  sampleContentProvided: z.boolean(),
  deliveryStatus: upTo(5),
  appAccountToken: z.union([z.guid(), z.literal('')]).optional(),
  accountTenure: upTo(7),
  playTime: upTo(7),
  lifetimeDollarsRefunded: upTo(7),
  lifetimeDollarsPurchased: upTo(7),
  userStatus: upTo(4),
  refundPreference: upTo(3),
})

const versionTwo = z.object({
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

export const CONSUMPTION_VERSIONS = { 1: versionOne, 2: versionTwo } as const

const FIELD_ERRORS: Record<string, AppStoreErrorCode> = {
  appAccountToken: 4000033,
  customerConsented: 4000035,
  deliveryStatus: 4000036,
  sampleContentProvided: 4000041,
}

/** Keeps what the developer says about a purchase whose refund a customer asked for. */
export function takeConsumption(
  ctx: AppStoreContext,
  environment: StoreEnvironment,
  transactionId: string,
  { version, body }: { version: keyof typeof CONSUMPTION_VERSIONS; body: unknown },
): void {
  const transaction = getTransaction(ctx, environment, transactionId)
  const parsed = CONSUMPTION_VERSIONS[version].safeParse(body)
  if (!parsed.success) {
    const field = String(parsed.error.issues[0]?.path[0])
    throw new AppStoreError(FIELD_ERRORS[field] ?? 4000000)
  }
  ctx.ledger.replace({ ...transaction, consumptionInformation: { version, ...parsed.data } })
}
