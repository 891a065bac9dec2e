import type { Fragment } from 'postgres'
import type { SqlWriter } from '../sql-parts.ts'
import type { StoreValue } from '../tables/columns.ts'
import type { AcknowledgementStatus, PaymentStatus, PeriodKind, PeriodPhase } from '../tables/payments.ts'
import { isCurrentPeriodSql } from './current-periods.ts'
import { failedDeliveriesSql } from './failed-deliveries.ts'
import { alertedPaymentIdsSql, type AcknowledgementAlertLevel } from './acknowledgement-lists.ts'
import { hasEarlierPeriodSql, trialOutcomeSql, type TrialOutcome } from './period-conditions.ts'

/** How much of a payment was refunded. */
export type RefundExtent = 'NONE' | 'PARTIAL' | 'FULL'

/** What the listed payments have; a condition that is missing does not restrict them. */
export type PaymentConditions = {
  readonly status?: readonly PaymentStatus[]
  readonly store?: readonly StoreValue[]
  readonly environment?: 'PRODUCTION' | 'SANDBOX'
  readonly userExternalId?: string
  readonly userId?: string
  readonly itemExternalId?: string
  readonly paidFrom?: Date
  readonly paidTo?: Date
  readonly storeOrderId?: string
  readonly storeTransactionId?: string
  readonly currencyCode?: string
  readonly countryCode?: string
  readonly hasPrice?: boolean
  readonly hasCountryCode?: boolean
  readonly consumable?: boolean
  readonly priceFrom?: bigint
  readonly priceTo?: bigint
  readonly acknowledgementStatus?: readonly AcknowledgementStatus[]
  readonly acknowledgementAlert?: readonly AcknowledgementAlertLevel[]
  readonly hasDeliveryFailure?: boolean
  readonly refund?: readonly RefundExtent[]
  readonly refundedFrom?: Date
  readonly refundedTo?: Date
  readonly periodKind?: readonly PeriodKind[]
  readonly periodPhase?: readonly PeriodPhase[]
  readonly periodEndsFrom?: Date
  readonly periodEndsTo?: Date
  readonly isResubscription?: boolean
  readonly trialOutcome?: readonly TrialOutcome[]
  /** The periods that subscriptions with access are in at this time. */
  readonly currentPeriodAt?: Date
}

export type ConditionName = keyof PaymentConditions

type ConditionSql = {
  readonly [Name in ConditionName]-?: (
    writer: SqlWriter,
    value: NonNullable<PaymentConditions[Name]>,
    appId: string,
  ) => Fragment
}

const refundExtentSql = ({ sql }: SqlWriter): Readonly<Record<RefundExtent, Fragment>> => ({
  NONE: sql`(refunded_at is null and status <> 'REFUNDED')`,
  PARTIAL: sql`(refunded_at is not null and status <> 'REFUNDED')`,
  FULL: sql`(status = 'REFUNDED')`,
})

const conditionSql: ConditionSql = {
  status: ({ sql }, status) => sql`status = any(${[...status]}::text[])`,
  store: ({ sql }, store) => sql`store = any(${[...store]}::text[])`,
  environment: ({ sql }, environment) => sql`environment = ${environment}`,
  userId: ({ sql }, id) => sql`user_id = ${id}::uuid`,
  userExternalId: ({ sql }, externalId, appId) =>
    sql`user_id = (select u.id from users u where u.external_id = ${externalId} and u.app_id = ${appId})`,
  itemExternalId: ({ sql }, externalId, appId) =>
    sql`item_id = (select i.id from items i where i.external_id = ${externalId} and i.app_id = ${appId})`,
  paidFrom: ({ sql }, from) => sql`paid_at >= ${from.toISOString()}::timestamptz`,
  paidTo: ({ sql }, to) => sql`paid_at < ${to.toISOString()}::timestamptz`,
  storeOrderId: ({ sql }, id) => sql`store_order_id = ${id}`,
  storeTransactionId: ({ sql }, id) => sql`store_transaction_id = ${id}`,
  currencyCode: ({ sql }, code) => sql`currency_code = ${code}`,
  countryCode: ({ sql }, code) => sql`country_code = ${code}`,
  hasPrice: ({ sql }, hasPrice) => (hasPrice ? sql`price_micros is not null` : sql`price_micros is null`),
  hasCountryCode: ({ sql }, hasCode) => (hasCode ? sql`country_code is not null` : sql`country_code is null`),
  consumable: ({ sql }, consumable) => (consumable ? sql`consumable` : sql`not consumable`),
  priceFrom: ({ sql }, from) => sql`price_micros >= ${from.toString()}::bigint`,
  priceTo: ({ sql }, to) => sql`price_micros <= ${to.toString()}::bigint`,
  acknowledgementStatus: ({ sql }, status) => sql`acknowledgement_status = any(${[...status]}::text[])`,
  acknowledgementAlert: (writer, levels, appId) =>
    writer.sql`id = any(array(${alertedPaymentIdsSql(writer, appId, levels)})) and acknowledgement_status in ('PENDING', 'FAILED')`,
  hasDeliveryFailure: (writer, hasFailure, appId) => {
    const ids = writer.sql`array(select payment_id from (${failedDeliveriesSql(writer, appId)}) failed)`
    return hasFailure ? writer.sql`id = any(${ids})` : writer.sql`id <> all(${ids})`
  },
  refund: (writer, extents) => anyExtentSql(writer, extents),
  refundedFrom: ({ sql }, from) => sql`refunded_at >= ${from.toISOString()}::timestamptz`,
  refundedTo: ({ sql }, to) => sql`refunded_at < ${to.toISOString()}::timestamptz`,
  periodKind: ({ sql }, kinds) => sql`period_kind = any(${[...kinds]}::text[])`,
  periodPhase: ({ sql }, phases) => sql`period_phase = any(${[...phases]}::text[])`,
  periodEndsFrom: ({ sql }, from) => sql`period_ends_at >= ${from.toISOString()}::timestamptz`,
  periodEndsTo: ({ sql }, to) => sql`period_ends_at < ${to.toISOString()}::timestamptz`,
  // No index checks these three: they are conditions of the scanned rows, whose alias is `p`.
  isResubscription: (writer, isBack) =>
    writer.sql`(p.period_kind = 'INITIAL' and ${hasEarlierPeriodSql(writer)} = ${isBack}::boolean)`,
  trialOutcome: (writer, outcomes) => trialOutcomeSql(writer, outcomes),
  currentPeriodAt: (writer, time) => isCurrentPeriodSql(writer, time),
}

function anyExtentSql(writer: SqlWriter, extents: readonly RefundExtent[]): Fragment {
  const byExtent = refundExtentSql(writer)
  return writer.sql`(${extents.reduce((sql, extent) => writer.sql`${sql} or ${byExtent[extent]}`, writer.sql`false`)})`
}

/** The names of the conditions that are given. */
export function givenConditions(conditions: PaymentConditions): ConditionName[] {
  const names = Object.keys(conditions) as ConditionName[]
  return names.filter((name) => conditions[name] !== undefined)
}

/** Some of the conditions, each with `and` before it. */
export function paymentConditionsSql(
  writer: SqlWriter,
  appId: string,
  conditions: PaymentConditions,
  names: readonly ConditionName[],
): Fragment {
  return names.reduce(
    (sql, name) => writer.sql`${sql} and ${toSql(writer, appId, conditions, name)}`,
    writer.sql``,
  )
}

function toSql(
  writer: SqlWriter,
  appId: string,
  conditions: PaymentConditions,
  name: ConditionName,
): Fragment {
  const build = conditionSql[name] as (writer: SqlWriter, value: unknown, appId: string) => Fragment
  return build(writer, conditions[name], appId)
}
