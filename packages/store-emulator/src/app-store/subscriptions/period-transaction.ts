import { isDeveloperApp } from '../../developer-apps.ts'
import type { StoreEnvironment } from '../../purchases/purchase.ts'
import { hashToDigits } from '../../random-id.ts'
import type { SubscriptionRunner } from '../../subscriptions/subscription-runner.ts'
import type { Subscription, SubscriptionPeriod } from '../../subscriptions/subscription.ts'
import { periodEnd } from '../../subscriptions/test-clock.ts'
import type { Transaction } from '../transaction-payload.ts'

type WithSubscriptions = { subscriptions: SubscriptionRunner }

/** Undefined when the id is neither the transaction nor the order of a period. */
export function findPeriodTransaction(
  { subscriptions }: WithSubscriptions,
  environment: StoreEnvironment,
  id: string,
): Transaction | undefined {
  const subscription = subscriptions.repository.findByPeriod('APP_STORE', environment, id)
  const period = subscription?.periods.find((each) => each.id === id || each.orderId === id)
  if (subscription === undefined || period === undefined || !isKnown(subscription)) return undefined
  return toPeriodTransaction(subscription, period)
}

export function listPeriodTransactions(
  { subscriptions }: WithSubscriptions,
  environment: StoreEnvironment,
  customerId: string,
): Transaction[] {
  return subscriptions.repository
    .listByCustomer('APP_STORE', environment, customerId)
    .filter(isKnown)
    .flatMap((subscription) =>
      subscription.periods.map((period) => toPeriodTransaction(subscription, period)),
    )
}

/** Finds the customer by any transaction id or by the appTransactionId. */
export function listCustomerSubscriptions(
  { subscriptions }: WithSubscriptions,
  environment: StoreEnvironment,
  anyId: string,
): Subscription[] {
  const { repository } = subscriptions
  const customerId = repository.findByPeriod('APP_STORE', environment, anyId)?.customerId ?? anyId
  return repository.listByCustomer('APP_STORE', environment, customerId).filter(isKnown)
}

export function isKnown({ appId, situation }: Subscription): boolean {
  return isDeveloperApp(appId) && situation?.isUnknown !== true
}

const offerTypeNumbers = { INTRODUCTORY: 1, PROMOTIONAL: 2, CODE: 3, WIN_BACK: 4, RETENTION: 5 } as const

export function offerTypeNumber(offerType: keyof typeof offerTypeNumbers): number {
  return offerTypeNumbers[offerType]
}

export function discountTypeOf(kind: 'TRIAL' | 'INTRO' | 'OFFER'): string {
  return kind === 'TRIAL' ? 'FREE_TRIAL' : 'PAY_AS_YOU_GO'
}

/** The transaction of a charged period. */
export function toPeriodTransaction(subscription: Subscription, period: SubscriptionPeriod): Transaction {
  const { id, environment, appId, currency, accountToken, customerId, situation, group, sequence } =
    subscription
  const { refund } = period
  return {
    id,
    store: 'APP_STORE',
    environment,
    appId,
    productId: period.items[0]?.productId ?? '',
    productType: 'AUTO_RENEWABLE',
    quantity: 1,
    priceMicros: period.priceMicros,
    currency,
    ...(accountToken === null ? {} : { accountToken }),
    customerId,
    state: refund?.percentage === 100 ? 'REFUNDED' : 'PAID',
    transactionId: period.id,
    orderId: period.orderId,
    createdAt: period.chargedAt,
    paidAt: period.startsAt,
    ...(period.finishedAt === null ? {} : { finishedAt: period.finishedAt }),
    ...(refund === null
      ? {}
      : { refund: { at: refund.at, kind: 'REVOKE', percentage: refund.percentage, by: refund.by } as const }),
    ...(subscription.familyOwnerId === null ? {} : { familyShared: true as const }),
    ...(situation === null ? {} : { situation }),
    sequence,
    revision: period.revision,
    subscription: { id, group },
    periodFields: toPeriodFields(subscription, period),
  }
}

function toPeriodFields(subscription: Subscription, period: SubscriptionPeriod): Record<string, unknown> {
  const { periods, token } = subscription
  const { offer } = period
  const next = periods[periods.indexOf(period) + 1]
  return {
    originalTransactionId: token,
    originalPurchaseDate: periods[0]?.startsAt,
    webOrderLineItemId: hashToDigits(period.id, 15),
    expiresDate: period.endsAt,
    transactionReason: period.kind === 'RENEWAL' || period.kind === 'RECOVERY' ? 'RENEWAL' : 'PURCHASE',
    ...(next?.kind === 'CHANGE' ? { isUpgraded: true } : {}),
    ...(offer === null
      ? {}
      : {
          offerType: offerTypeNumber(offer.offerType),
          ...(offer.offerId === null ? {} : { offerIdentifier: offer.offerId }),
          offerDiscountType: discountTypeOf(offer.kind),
          offerPeriod: offer.period,
        }),
    ...toCommitmentFields(subscription, period),
  }
}

/** The 12-month commitment that is paid by the month. */
function toCommitmentFields({ commitment, clock, lines }: Subscription, period: SubscriptionPeriod): object {
  const { commitmentPeriod, priceMicros } = period
  const [line] = lines
  if (commitment === null || commitmentPeriod === null || line === undefined) return {}
  let commitmentExpiresDate = period.endsAt
  for (let number = commitmentPeriod; number < commitment.total; number += 1)
    commitmentExpiresDate = periodEnd(clock, commitmentExpiresDate, line.period, false)
  return {
    billingPlanType: 'MONTHLY',
    commitmentInfo: {
      billingPeriodNumber: commitmentPeriod,
      commitmentExpiresDate,
      commitmentPrice: Number((BigInt(priceMicros) / 1000n) * BigInt(commitment.total)),
      totalBillingPeriods: commitment.total,
    },
  }
}
