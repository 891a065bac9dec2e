import { z } from 'zod'
import { amountPattern } from '../money.ts'
import { marketCodes, storeEnvironments } from '../purchases/purchase.ts'
import { receiptSchema } from '../purchases/receipt.ts'
import { planPeriods } from '../subscriptions/plan-period.ts'
import {
  cancelers,
  lineSchema,
  offerPhaseKinds,
  offerTypes,
  periodSchema,
  planTypes,
  subscriptionSchema,
  subscriptionStores,
} from '../subscriptions/subscription.ts'
import { testClockNames, testClockSchema } from '../subscriptions/test-clock.ts'
import { accountToken, appId, productId } from './control-schemas.ts'
import { endCursorSchema, pageFields } from './page-query.ts'

export const subscriptionId = z.string().regex(/^sub_[0-9a-f-]{36}$/, 'not a subscription id')
export const subscriptionParams = z.strictObject({ id: subscriptionId })
export const amount = z.string().regex(amountPattern, 'a decimal number such as "4.99"')
const days = z.int().min(0).max(90)

const offerSchema = z.strictObject({
  kind: z.enum(offerPhaseKinds),
  period: z.enum(planPeriods).exactOptional().meta({ description: 'Default: the period of the plan.' }),
  /** How many periods the offer lasts. */
  periods: z.int().min(1).max(52).default(1),
  amount: amount.default('0'),
  offerId: productId.exactOptional(),
  offerType: z
    .enum(offerTypes)
    .default('INTRODUCTORY')
    .meta({ description: 'App Store: kind of the offer.' }),
})

export const planBody = z.strictObject({
  productId,
  basePlanId: productId.default('monthly'),
  period: z.enum(planPeriods).default('P1M'),
  amount: amount.default('9.99').meta({ description: 'Price of each period.' }),
  offers: z
    .array(offerSchema)
    .max(10)
    .default([])
    .meta({ description: 'Phases before the full price, in order.' }),
  graceDays: days.exactOptional().meta({
    description: 'Days of access after a declined renewal. Default: 7; in the App Store 0.',
  }),
})

export const createSubscriptionBody = planBody.extend({
  store: z.enum(subscriptionStores),
  outcome: z.enum(['PAID', 'PENDING']).default('PAID'),
  currencyCode: z
    .string()
    .regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as "USD"')
    .default('USD'),
  accountToken: accountToken.exactOptional().meta({ description: 'As for a purchase.' }),
  customer: z.string().min(1).max(128).exactOptional().meta({
    description: 'Store account of the customer. Default: one customer per account token.',
  }),
  environment: z.enum(storeEnvironments).default('PRODUCTION'),
  bundleId: appId.exactOptional(),
  regionCode: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .exactOptional(),
  marketCode: z.enum(marketCodes).exactOptional(),
  planType: z.enum(planTypes).default('AUTO_RENEWING').meta({
    description:
      'COMMITMENT: payments that continue after a cancellation: installments of Google Play, the 12-month commitment of the App Store.',
  }),
  commitmentPayments: z.int().min(2).max(24).exactOptional().meta({ description: 'Default: 12.' }),
  addOns: z.array(planBody).max(49).default([]).meta({ description: 'Google Play: further items.' }),
  group: z
    .string()
    .regex(/^\d{1,10}$/)
    .exactOptional()
    .meta({ description: 'App Store: subscription group.' }),
  testClock: z
    .union([z.enum(testClockNames), testClockSchema])
    .exactOptional()
    .meta({
      description:
        'How fast the periods pass: the clock of a test environment, or one of your own. Default: REAL in production; in the sandbox that of the store.',
    }),
  holdDays: days.exactOptional().meta({
    description:
      'Days after the grace period for which the store tries to charge a declined renewal. Default: 60 minus the grace period; 90 for a commitment of the App Store; 30 in ONE store.',
  }),
  chargesEarlyHours: z.int().min(0).max(120).default(0).meta({
    description: 'Hours before the end of a period at which the store charges the next one.',
  }),
  requestsConsent: z.boolean().default(false).meta({
    description:
      'Google Play in Korea: the customer has to agree to the step from the offer to the full price.',
  }),
})

const summaryFields = subscriptionSchema.omit({ clock: true, situation: true })
export const subscriptionViewSchema = summaryFields.extend({
  id: subscriptionId,
  lines: z.array(lineSchema),
  periods: z.array(periodSchema).meta({ description: 'Oldest first.' }),
  nextEventAt: z.number().nullable().meta({ description: 'Time of the next change that happens by itself.' }),
  actions: z.array(z.string()).meta({ description: 'Verbs of the actions that are possible now.' }),
  receipt: receiptSchema,
})

export const subscriptionPageSchema = z.strictObject({
  subscriptions: z.array(subscriptionViewSchema).meta({ description: 'Newest first.' }),
  hasMore: z.boolean(),
  endCursor: endCursorSchema,
})

export const subscriptionPageQuery = z.strictObject({
  ...pageFields,
  store: z.enum(subscriptionStores).exactOptional(),
  accountToken: accountToken.exactOptional(),
})

export const subscriptionChangesQuery = z.strictObject(pageFields)

export const subscriptionChangesSchema = subscriptionPageSchema.extend({
  subscriptions: z.array(subscriptionViewSchema).meta({ description: 'The longest unchanged first.' }),
})

export const cancelBody = z.strictObject({ by: z.enum(cancelers).exclude(['REPLACEMENT']).default('USER') })
