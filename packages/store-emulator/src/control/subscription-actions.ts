import { z } from 'zod'
import { dayMs } from '../durations.ts'
import { parseAmountMicros } from '../money.ts'
import { acknowledgeByApp } from '../subscriptions/actions/acknowledge.ts'
import {
  changeInGroup,
  groupChanges,
  removeItem,
  replacePlan,
  undoPlanChange,
} from '../subscriptions/actions/plan-change-actions.ts'
import { acceptPrice, acceptStepUp, announcePrice } from '../subscriptions/actions/price-actions.ts'
import { refundPeriod, reversePeriodRefund, revokeNow } from '../subscriptions/actions/refund-actions.ts'
import {
  acceptPayments,
  cancel,
  cancelPending,
  completePending,
  declinePayments,
  endPause,
  extend,
  restart,
  schedulePause,
} from '../subscriptions/actions/renewal-actions.ts'
import { resubscribe, topUp } from '../subscriptions/actions/new-token-actions.ts'
import type { Change, ChangeContext } from '../subscriptions/change.ts'
import { endSharing } from '../subscriptions/family-sharing.ts'
import type { PlanInput } from '../subscriptions/new-subscription.ts'
import { planPeriods } from '../subscriptions/plan-period.ts'
import { replacementModes } from '../subscriptions/subscription.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { accountToken, productId } from './control-schemas.ts'
import { amount, cancelBody, planBody } from './subscription-schemas.ts'

export type SubscriptionAction = {
  verb: string
  operationId: string
  summary: string
  body: z.ZodObject
  run: (subscription: Subscription, body: unknown, ctx: ChangeContext) => Change
}

const noBody = z.strictObject({})
const periodBody = z.strictObject({ periodId: z.string().max(100).exactOptional() })

/** What a customer, the developer or the store can do to a subscription. */
export const subscriptionActions: readonly SubscriptionAction[] = [
  action('complete', noBody, 'The pending first payment arrives.', (each, _body, ctx) =>
    completePending(each, ctx),
  ),
  action(
    'acknowledge',
    noBody,
    'Google Play, ONE store: the app or the server of the developer acknowledges the purchase.',
    (each, _body, ctx) => acknowledgeByApp(each, ctx),
  ),
  action('give-up', noBody, 'The pending first payment does not arrive.', (each) => cancelPending(each)),
  action('cancel', cancelBody, 'The renewal is turned off.', (each, { by }, ctx) => cancel(each, by, ctx)),
  action('restart', noBody, 'The renewal is turned on again.', (each) => restart(each)),
  action(
    'decline-payments',
    z.strictObject({ productIds: z.array(productId).max(50).default([]) }),
    'From now on payments are declined: of all items, or of these products.',
    (each, { productIds }) => declinePayments(each, productIds),
  ),
  action(
    'accept-payments',
    noBody,
    'The customer repairs the payment method; a renewal that waits for it is charged.',
    (each, _body, ctx) => acceptPayments(each, ctx),
  ),
  action(
    'pause',
    z.strictObject({ months: z.int().min(1).max(3).default(1) }),
    'Google Play, ONE store: a pause begins at the end of the period.',
    (each, { months }) => schedulePause(each, months),
  ),
  action(
    'resume',
    noBody,
    'A planned pause is taken back, or a running one ends early.',
    (each, _body, ctx) => endPause(each, ctx),
  ),
  action(
    'change-plan',
    planBody.extend({
      mode: z.enum(replacementModes).default('WITH_TIME_PRORATION'),
      accountToken: accountToken.exactOptional().meta({
        description: 'What the app passes with the change. Default: that of the subscription.',
      }),
    }),
    'Google Play, ONE store: another plan, which a new purchase token holds.',
    (each, { mode, accountToken: token, ...plan }, ctx) =>
      replacePlan(each, { plan: toPlan(plan), accountToken: token, mode }, ctx),
  ),
  action(
    'change-in-group',
    planBody.extend({ change: z.enum(groupChanges), accountToken: z.guid().exactOptional() }),
    'App Store: another product of the group.',
    (each, { change, accountToken: token, ...plan }, ctx) =>
      changeInGroup(each, { plan: toPlan(plan), accountToken: token, change }, ctx),
  ),
  action('undo-change', noBody, 'A change that waits for the renewal is taken back.', (each) =>
    undoPlanChange(each),
  ),
  action(
    'remove-item',
    z.strictObject({ productId }),
    'Google Play: one of several items ends with the period.',
    (each, body) => removeItem(each, body.productId),
  ),
  action(
    'resubscribe',
    z.strictObject({ fromStore: z.boolean().default(false) }),
    "The customer subscribes again, in the app or in the store's own app.",
    (each, { fromStore }, ctx) => resubscribe(each, fromStore, ctx),
  ),
  action('top-up', noBody, 'Google Play: a prepaid plan is topped up.', (each, _body, ctx) =>
    topUp(each, ctx),
  ),
  action(
    'change-price',
    z.strictObject({
      amount,
      mode: z.enum(['DECREASE', 'OPT_IN', 'OPT_OUT']).default('OPT_IN'),
      afterDays: z.int().min(0).max(365).default(0),
    }),
    'The price changes from the first renewal after this time on; OPT_IN: if the customer accepts it.',
    (each, body, { now }) =>
      announcePrice(each, {
        priceMicros: toMicros(body.amount),
        mode: body.mode,
        appliesAt: Math.max(now + body.afterDays * dayMs, each.paidUntil ?? now),
      }),
  ),
  action('accept-price', noBody, 'The customer accepts the new price.', (each) => acceptPrice(each)),
  action('accept-step-up', noBody, 'The customer agrees to the full price after the offer.', (each) =>
    acceptStepUp(each),
  ),
  action(
    'extend',
    z.strictObject({ days: z.int().min(1).max(365) }),
    'The next charge moves without a payment.',
    (each, body) => extend(each, body.days * dayMs),
  ),
  action(
    'refund',
    periodBody.extend({
      percentage: z.int().min(1).max(100).default(100),
      revoke: z.boolean().default(true),
      by: z.enum(['CUSTOMER', 'DEVELOPER', 'STORE']).default('CUSTOMER'),
    }),
    'The money of one period goes back, by default of the last one, whose access ends.',
    (each, body, ctx) => refundPeriod(each, body, ctx),
  ),
  action('reverse-refund', periodBody, 'The refund of a period is reversed.', (each, { periodId }, ctx) =>
    reversePeriodRefund(each, periodId, ctx),
  ),
  action(
    'revoke',
    z.strictObject({ refund: z.enum(['FULL', 'PRORATED', 'NONE']).default('FULL') }),
    'The access ends now. For a family member of the App Store the sharing ends.',
    (each, { refund }, ctx) =>
      each.familyOwnerId === null ? revokeNow(each, { refund, by: 'STORE' }, ctx) : endSharing(each, ctx),
  ),
]

function action<Body extends z.ZodObject>(
  verb: string,
  body: Body,
  summary: string,
  run: (subscription: Subscription, body: z.infer<Body>, ctx: ChangeContext) => Change,
): SubscriptionAction {
  const operationId = `${verb.replaceAll(/-(\w)/g, (_match, letter: string) => letter.toUpperCase())}Subscription`
  return {
    verb,
    operationId,
    summary,
    body,
    run: (subscription, input, ctx) => run(subscription, body.parse(input), ctx),
  }
}

function toMicros(text: string): string {
  return parseAmountMicros(text).toString()
}

type PlanBody = z.infer<typeof planBody>

export function toPlan({
  amount: price,
  offers,
  productId: id,
  basePlanId,
  period,
  graceDays,
}: PlanBody): PlanInput {
  return {
    productId: id,
    basePlanId,
    period: planPeriods.find((each) => each === period) ?? 'P1M',
    priceMicros: toMicros(price),
    ...(graceDays === undefined ? {} : { graceDays }),
    phases: offers.flatMap((offer) =>
      Array.from({ length: offer.periods }, () => ({
        kind: offer.kind,
        period: offer.period ?? period,
        priceMicros: toMicros(offer.amount),
        offerId: offer.offerId ?? null,
        offerType: offer.offerType,
      })),
    ),
  }
}
