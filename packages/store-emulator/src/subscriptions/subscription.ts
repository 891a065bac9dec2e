import { z } from 'zod'
import { marketCodes, storeEnvironments } from '../purchases/purchase.ts'
import { situationSchema } from '../purchases/situation.ts'
import { timeMs } from '../time-ms.ts'
import { planPeriods } from './plan-period.ts'
import { testClockSchema } from './test-clock.ts'

/** The stores with subscriptions. */
export const subscriptionStores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const
export type SubscriptionStore = (typeof subscriptionStores)[number]

export const subscriptionStates = [
  'PENDING',
  'ACTIVE',
  'IN_GRACE',
  'ON_HOLD',
  'PAUSED',
  'EXPIRED',
  'REVOKED',
  'PENDING_CANCELED',
] as const
export type SubscriptionState = (typeof subscriptionStates)[number]

export const planTypes = ['AUTO_RENEWING', 'PREPAID', 'COMMITMENT'] as const
export const offerPhaseKinds = ['TRIAL', 'INTRO', 'OFFER'] as const
export const offerTypes = ['INTRODUCTORY', 'PROMOTIONAL', 'CODE', 'WIN_BACK', 'RETENTION'] as const
const phaseKinds = [...offerPhaseKinds, 'NORMAL', 'PREPAID', 'PRORATION'] as const
const periodKinds = ['INITIAL', 'RENEWAL', 'RECOVERY', 'CHANGE', 'TOP_UP'] as const
export const replacementModes = [
  'WITH_TIME_PRORATION',
  'CHARGE_PRORATED_PRICE',
  'CHARGE_FULL_PRICE',
  'WITHOUT_PRORATION',
  'DEFERRED',
  'KEEP_EXISTING',
] as const
export const cancelers = ['USER', 'DEVELOPER', 'DEVELOPER_STOP_PAYMENTS', 'SYSTEM', 'REPLACEMENT'] as const
/** Why a subscription ended. */
export const endReasons = ['CANCELED', 'BILLING', 'PRICE', 'PRODUCT', 'OTHER'] as const

/** Millionths of a currency unit, as a decimal string. */
const micros = z.string().regex(/^\d{1,15}$/)

export const phaseSchema = z.strictObject({
  kind: z.enum(offerPhaseKinds),
  period: z.enum(planPeriods),
  priceMicros: micros,
  offerId: z.string().nullable(),
  offerType: z.enum(offerTypes),
})

export const lineSchema = z.strictObject({
  productId: z.string(),
  basePlanId: z.string(),
  period: z.enum(planPeriods),
  priceMicros: micros,
  /** The phases that have not been charged yet; the first one is next. */
  phases: z.array(phaseSchema),
  graceDays: z.int().nonnegative(),
  /** WAITING: it replaces the other lines at the next renewal. */
  state: z.enum(['ACTIVE', 'WAITING', 'EXPIRED']),
  endedAt: timeMs.nullable(),
  /** Phase of the period that runs. */
  phase: z.enum(phaseKinds).nullable(),
  latestPeriodId: z.string().nullable(),
  /** The payment of this line is declined, when not all lines are. */
  isFailing: z.boolean(),
  isRemovedAtRenewal: z.boolean(),
  replacement: z
    .strictObject({ productId: z.string(), basePlanId: z.string(), mode: z.enum(replacementModes) })
    .nullable(),
})

const periodRefundSchema = z.strictObject({
  at: timeMs,
  percentage: z.int().min(1).max(100),
  by: z.enum(['CUSTOMER', 'DEVELOPER', 'STORE']),
  reason: z.enum(['REFUND', 'UNACKNOWLEDGED', 'UPGRADE', 'FAMILY', 'CHARGEBACK']),
  /** The access continues. */
  keepsAccess: z.boolean(),
})

/** A charged or free period: one order or transaction of the store. */
export const periodSchema = z.strictObject({
  /** Order id of Google Play, transaction id of the App Store, purchase id of ONE store. */
  id: z.string(),
  orderId: z.string(),
  kind: z.enum(periodKinds),
  phase: z.enum(phaseKinds),
  offer: phaseSchema.pick({ offerId: true, offerType: true, period: true, kind: true }).nullable(),
  chargedAt: timeMs,
  startsAt: timeMs,
  /** As the store reported it when it charged the period. */
  endsAt: timeMs,
  /** A later period began before the end of this one, because the plan was changed. */
  cutAt: timeMs.nullable(),
  items: z
    .array(z.strictObject({ productId: z.string(), basePlanId: z.string(), priceMicros: micros }))
    .min(1),
  priceMicros: micros,
  refund: periodRefundSchema.nullable(),
  commitmentPeriod: z.int().positive().nullable(),
  finishedAt: timeMs.nullable(),
  /** Position of its last change in the order of all changes. */
  revision: z.int().nonnegative(),
})

/** One purchase token of Google Play or ONE store, or one original transaction of the App Store. Times are those of the virtual clock. */
export const subscriptionSchema = z.strictObject({
  id: z.string(),
  store: z.enum(subscriptionStores),
  environment: z.enum(storeEnvironments),
  appId: z.string(),
  customerId: z.string(),
  accountToken: z.string().nullable(),
  regionCode: z.string().nullable(),
  marketCode: z.enum(marketCodes).nullable(),
  currency: z.string(),
  /** Purchase token; the App Store: id of the original transaction, empty until it is paid. */
  token: z.string(),
  /** Google Play: the order id to which `..0`, `..1` and so on are appended. */
  orderBase: z.string(),
  /** App Store: the subscription group. */
  group: z.string(),
  planType: z.enum(planTypes),
  clock: testClockSchema,
  holdDays: z.int().nonnegative(),
  /** Milliseconds before the end of a period at which the store charges the next one. */
  chargesEarlyMs: z.int().nonnegative(),
  state: z.enum(subscriptionStates),
  createdAt: timeMs,
  startedAt: timeMs.nullable(),
  /** End of the time that is paid for or granted. */
  paidUntil: timeMs.nullable(),
  /** End of the access: later than `paidUntil` in a grace period. */
  accessUntil: timeMs.nullable(),
  lines: z.array(lineSchema).min(1),
  periods: z.array(periodSchema),
  renewalCount: z.int().nonnegative(),
  willRenew: z.boolean(),
  cancellation: z.strictObject({ at: timeMs, by: z.enum(cancelers) }).nullable(),
  endReason: z.enum(endReasons).nullable(),
  /** Whether the store can charge the customer. */
  paymentDeclined: z.boolean(),
  /** The store tries to charge a declined renewal until `endsAt`. SILENT: a day for which nothing is announced. */
  retry: z
    .strictObject({ kind: z.enum(['SILENT', 'GRACE', 'HOLD']), startedAt: timeMs, endsAt: timeMs })
    .nullable(),
  /** `resumesAt` is null until the pause begins. */
  pause: z.strictObject({ months: z.int().positive(), resumesAt: timeMs.nullable() }).nullable(),
  /** App Store: the plan from the next renewal on. */
  pendingChange: z
    .strictObject({ productId: z.string(), period: z.enum(planPeriods), priceMicros: micros })
    .nullable(),
  priceChange: z
    .strictObject({
      priceMicros: micros,
      mode: z.enum(['DECREASE', 'OPT_IN', 'OPT_OUT']),
      state: z.enum(['OUTSTANDING', 'CONFIRMED', 'APPLIED', 'CANCELED']),
      appliesAt: timeMs,
    })
    .nullable(),
  /** Google Play in Korea: consent to the step from an offer to the full price. */
  consent: z
    .strictObject({ deadlineAt: timeMs, state: z.enum(['PENDING', 'CONFIRMED', 'COMPLETED']) })
    .nullable(),
  /** Payments that the customer has committed to. */
  commitment: z.strictObject({ total: z.int().positive(), paid: z.int().nonnegative() }).nullable(),
  acknowledgedAt: timeMs.nullable(),
  acknowledgeBy: timeMs.nullable(),
  developerPayload: z.string().nullable(),
  linkedToken: z.string().nullable(),
  replacedById: z.string().nullable(),
  /** The subscription that the customer bought again in the store's app, without the app of the developer. */
  outOfAppFormer: z.strictObject({ token: z.string(), accountToken: z.string().nullable() }).nullable(),
  /** App Store: the subscription that a family member shares. */
  familyOwnerId: z.string().nullable(),
  situation: situationSchema.nullable(),
  sequence: z.int().nonnegative(),
  revision: z.int().nonnegative(),
})

export type Subscription = z.infer<typeof subscriptionSchema>
export type SubscriptionLine = z.infer<typeof lineSchema>
export type SubscriptionPeriod = z.infer<typeof periodSchema>
export type OfferPhase = z.infer<typeof phaseSchema>
export type ReplacementMode = (typeof replacementModes)[number]
export type EndReason = (typeof endReasons)[number]
export type Canceler = (typeof cancelers)[number]
/** A subscription before the repository has assigned its sequence and revision. */
export type SubscriptionDraft = Omit<Subscription, 'sequence' | 'revision'>
