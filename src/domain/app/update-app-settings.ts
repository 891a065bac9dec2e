import { updateApp, type AppRow } from '../../db/queries/apps.ts'
import { updateAcknowledgementsDue } from '../../db/queries/acknowledgements.ts'
import { updateRefundReviewsDue } from '../../db/queries/update-refund-review.ts'
import type { App } from '../../services/app-directory.ts'
import { checkReason } from '../audit/check-reason.ts'
import { diffFields } from '../audit/diff-fields.ts'
import type { Context } from '../context.ts'
import { checkName, firstProblem } from '../input.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Outcome } from '../problem.ts'
import { checkTimeZone } from './check-time-zone.ts'
import { changeApp } from '../change-app.ts'
import {
  checkSandboxTesterUserIds,
  normalizeSettings,
  toAppSettings,
  type AppSettings,
} from './check-app-settings.ts'

/** Settings that are left out are not changed. */
export type UpdateAppSettingsInput = Partial<AppSettings>

/** A change of these plans every pending acknowledgement again. */
const acknowledgementSettings = ['acknowledgeOn', 'acknowledgeBy', 'unconsumedPolicy'] as const

/** Changes settings of an app. Open acknowledgements and refund reviews are planned again if the change affects them. */
export async function updateAppSettings(
  ctx: Context,
  input: UpdateAppSettingsInput,
  reason: string | null = null,
): Promise<Outcome<{ app: App }>> {
  const problem = firstProblem(
    reason === null ? null : checkReason(reason),
    input.name === undefined ? null : checkName(input.name, ['name']),
    checkSandboxTesterUserIds(input.sandboxTesterUserIds ?? []),
  )
  if (problem !== null) return { problem }
  const timeZoneProblem = await checkTimeZone(ctx, input.reportingTimeZone)
  if (timeZoneProblem !== null) return { problem: timeZoneProblem }
  const normalized = normalizeSettings(input)
  if (normalized.problem !== null) return normalized
  const { settings } = normalized
  const { appId } = ctx.app
  const changed = await changeApp(ctx, (before) => tryUpdate(ctx, before, settings, reason))
  if (changed.problem !== null) return changed
  if (acknowledgementSettings.some((name) => input[name] !== undefined)) {
    await updateAcknowledgementsDue(ctx.db, appId, ctx.clock())
  }
  if (input.refundReviewPolicy !== undefined || input.sendConsumptionInfo !== undefined) {
    await updateRefundReviewsDue(ctx.db, appId, ctx.clock())
  }
  const app = await ctx.apps.find(appId)
  if (app === null) throw new Error('an app that was just changed must exist')
  return { app, problem: null }
}

/** The row after the change; null if another call changed it in the meantime. */
async function tryUpdate(
  ctx: Context,
  before: AppRow,
  input: UpdateAppSettingsInput,
  reason: string | null,
): Promise<Outcome<{ row: AppRow }> | null> {
  const changes = diffFields(toAppSettings(before), { ...toAppSettings(before), ...input })
  if (changes === null) return { row: before, problem: null }
  const action = createOperatorAction(ctx, { action: 'updateAppKey', reason, changes })
  const row = await updateApp(ctx.db, before, input, action)
  return row === null ? null : { row, problem: null }
}
