import { selectApp, updateApp, type AppRow } from '../../db/queries/apps.ts'
import { updateAcknowledgementsDue } from '../../db/queries/acknowledgements.ts'
import { updateRefundReviewsDue } from '../../db/queries/update-refund-review.ts'
import type { App } from '../../services/app-directory.ts'
import { diffFields } from '../audit/diff-fields.ts'
import type { Context } from '../context.ts'
import { checkText, firstProblem } from '../input.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import {
  checkSandboxTesterUserIds,
  checkUserTokenKeys,
  toAppSettings,
  type AppSettings,
} from './check-app-settings.ts'

/** Settings that are left out are not changed. */
export type UpdateAppSettingsInput = Partial<AppSettings>

/** A concurrent change of the app makes an attempt fail; it is then repeated with the new row. */
const maxAttempts = 8

/** Changes settings of an app. Open acknowledgements and refund reviews are planned again if the change affects them. */
export async function updateAppSettings(
  ctx: Context,
  input: UpdateAppSettingsInput,
  reason: string | null = null,
): Promise<Outcome<{ app: App }>> {
  const problem = firstProblem(
    reason === null ? null : checkText(reason, ['reason'], { min: 1, max: 500 }),
    input.name === undefined ? null : checkText(input.name, ['name'], { min: 1, max: 100 }),
    checkSandboxTesterUserIds(input.sandboxTesterUserIds ?? []),
    checkUserTokenKeys(input.userTokenJwks ?? []),
  )
  if (problem !== null) return { problem }
  const { appId } = ctx.app
  const changed = await retryOnConflict(maxAttempts, () => tryUpdate(ctx, input, reason))
  if (changed === null) {
    return { problem: createProblem('BUSY', 'Another request is changing this AppKey.', [], 100) }
  }
  ctx.apps.invalidate(appId)
  if (input.acknowledgeOn !== undefined || input.unconsumedPolicy !== undefined) {
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
  input: UpdateAppSettingsInput,
  reason: string | null,
): Promise<AppRow | null> {
  const before = await selectApp(ctx.db, ctx.app.appId)
  if (before === null) throw new Error('the app of a caller must exist')
  const changes = diffFields(toAppSettings(before), { ...toAppSettings(before), ...input })
  if (changes === null) return before
  return updateApp(
    ctx.db,
    before,
    input,
    createOperatorAction(ctx, { action: 'updateAppKey', reason, changes }),
  )
}
