import { normalizeOrigin } from '../../platform/origin.ts'
import { firstProblem } from '../input.ts'
import type { AppRow } from '../models.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { checkUserId } from '../user/check-user-id.ts'

/** The settings of an app that have the same default for every app. */
export type OptionalAppSettings = Pick<
  AppRow,
  | 'acknowledgeOn'
  | 'unconsumedPolicy'
  | 'refundReviewPolicy'
  | 'sendConsumptionInfo'
  | 'accountTokenPolicy'
  | 'familySharingPolicy'
  | 'allowedOrigins'
  | 'operationsPolicy'
  | 'reportingTimeZone'
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
    unconsumedPolicy: row.unconsumedPolicy,
    refundReviewPolicy: row.refundReviewPolicy,
    sendConsumptionInfo: row.sendConsumptionInfo,
    accountTokenPolicy: row.accountTokenPolicy,
    familySharingPolicy: row.familySharingPolicy,
    allowedOrigins: row.allowedOrigins,
    operationsPolicy: row.operationsPolicy,
    reportingTimeZone: row.reportingTimeZone,
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
export function normalizeAllowedOrigins(origins: readonly string[]): Outcome<{ origins: string[] }> {
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
