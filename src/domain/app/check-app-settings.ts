import { formatMicros, parseMicros } from '../../platform/money.ts'
import { normalizeOrigin } from '../../platform/origin.ts'
import { firstProblem } from '../input.ts'
import type { AppRow } from '../models.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { checkUserId } from '../user/check-user-id.ts'

/** The settings of an app that have the same default for every app. */
export type OptionalAppSettings = Pick<
  AppRow,
  | 'acknowledgeOn'
  | 'acknowledgeBy'
  | 'unconsumedPolicy'
  | 'refundReviewPolicy'
  | 'sendConsumptionInfo'
  | 'accountTokenPolicy'
  | 'familySharingPolicy'
  | 'subscriptionRefundPolicy'
  | 'subscriptionLeewayHours'
  | 'allowedOrigins'
  | 'operationsPolicy'
  | 'reportingTimeZone'
  | 'refundApprovalLimits'
>

/** All settings of an app, which contain no secret. */
export type AppSettings = OptionalAppSettings &
  Pick<AppRow, 'name' | 'consumeModel' | 'requireUserToken' | 'sandboxPolicy' | 'sandboxTesterUserIds'>

export function toAppSettings(row: AppRow): AppSettings {
  return {
    name: row.name,
    consumeModel: row.consumeModel,
    requireUserToken: row.requireUserToken,
    sandboxPolicy: row.sandboxPolicy,
    sandboxTesterUserIds: row.sandboxTesterUserIds,
    acknowledgeOn: row.acknowledgeOn,
    acknowledgeBy: row.acknowledgeBy,
    unconsumedPolicy: row.unconsumedPolicy,
    refundReviewPolicy: row.refundReviewPolicy,
    sendConsumptionInfo: row.sendConsumptionInfo,
    accountTokenPolicy: row.accountTokenPolicy,
    familySharingPolicy: row.familySharingPolicy,
    subscriptionRefundPolicy: row.subscriptionRefundPolicy,
    subscriptionLeewayHours: row.subscriptionLeewayHours,
    allowedOrigins: row.allowedOrigins,
    operationsPolicy: row.operationsPolicy,
    reportingTimeZone: row.reportingTimeZone,
    refundApprovalLimits: row.refundApprovalLimits,
  }
}

export function checkSandboxTesterUserIds(userIds: readonly string[]): Problem | null {
  if (userIds.length > 1_000) {
    return createProblem('INVALID_INPUT', 'sandboxTesterUserIds must have at most 1,000 user ids', [
      'sandboxTesterUserIds',
    ])
  }
  return firstProblem(...userIds.map((userId) => checkUserId(userId, ['sandboxTesterUserIds'])))
}

const maxAllowedOrigins = 50

/** The origins as browsers send them, without duplicates; a problem if one of them is not an origin. */
function normalizeAllowedOrigins(origins: readonly string[]): Outcome<{ origins: string[] }> {
  const field = ['allowedOrigins']
  if (origins.length > maxAllowedOrigins) {
    const message = `allowedOrigins must have at most ${maxAllowedOrigins} origins.`
    return { problem: createProblem('INVALID_INPUT', message, field) }
  }
  const normalized = origins.map((origin) => normalizeOrigin(origin))
  const invalidIndex = normalized.indexOf(null)
  if (invalidIndex !== -1) {
    const message =
      `allowedOrigins[${invalidIndex}] is not an origin, such as https://game.example.com. ` +
      'Wildcards and paths are not supported, and http is accepted for localhost only.'
    return { problem: createProblem('INVALID_INPUT', message, field) }
  }
  return { origins: [...new Set(normalized.filter((origin) => origin !== null))], problem: null }
}

const maxLeewayHours = 72

const maxRefundApprovalLimits = 50

/** The limits with their amounts in their shortest form; a problem if one is no amount, or if a currency has two. */
function normalizeRefundApprovalLimits(
  limits: AppRow['refundApprovalLimits'],
): Outcome<{ limits: AppRow['refundApprovalLimits'] }> {
  const invalid = (message: string) => ({
    problem: createProblem('INVALID_INPUT', `refundApprovalLimits ${message}`, ['refundApprovalLimits']),
  })
  if (limits.length > maxRefundApprovalLimits) {
    return invalid(`must have at most ${maxRefundApprovalLimits} amounts`)
  }
  if (new Set(limits.map(({ currencyCode }) => currencyCode)).size < limits.length) {
    return invalid('must have one amount for each currency')
  }
  const amounts = limits.map(({ amount }) => parseMicros(amount))
  if (amounts.some((micros) => micros === null || micros < 0n))
    return invalid('must not have negative amounts')
  const normalized = limits.map(({ currencyCode }, index) => ({
    amount: formatMicros(amounts[index] ?? 0n),
    currencyCode,
  }))
  return { limits: normalized, problem: null }
}

/** Settings as they are stored; those that are left out stay so. */
export function normalizeSettings<
  Settings extends Partial<
    Pick<AppSettings, 'allowedOrigins' | 'refundApprovalLimits' | 'subscriptionLeewayHours'>
  >,
>(input: Settings): Outcome<{ settings: Settings }> {
  const { allowedOrigins, refundApprovalLimits, subscriptionLeewayHours = 0 } = input
  if (subscriptionLeewayHours < 0 || subscriptionLeewayHours > maxLeewayHours) {
    const message = `subscriptionLeewayHours must be from 0 to ${maxLeewayHours}`
    return { problem: createProblem('INVALID_INPUT', message, ['subscriptionLeewayHours']) }
  }
  const allowed = allowedOrigins === undefined ? null : normalizeAllowedOrigins(allowedOrigins)
  if (allowed !== null && allowed.problem !== null) return allowed
  const limited =
    refundApprovalLimits === undefined ? null : normalizeRefundApprovalLimits(refundApprovalLimits)
  if (limited !== null && limited.problem !== null) return limited
  const settings = {
    ...input,
    ...(allowed === null ? {} : { allowedOrigins: allowed.origins }),
    ...(limited === null ? {} : { refundApprovalLimits: limited.limits }),
  }
  return { settings, problem: null }
}
