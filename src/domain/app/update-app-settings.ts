import { updateApp, type AppRow } from '../../db/queries/apps.ts'
import { updateAcknowledgementsDue } from '../../db/queries/acknowledgements.ts'
import { updateRefundReviewsDue } from '../../db/queries/update-refund-review.ts'
import type { Context } from '../context.ts'
import { checkText, firstProblem } from '../input.ts'
import type { Outcome } from '../problem.ts'
import type { App } from '../../services/app-directory.ts'
import {
  checkSandboxTesterUserIds,
  checkUserTokenKeys,
  type AcknowledgementSettings,
} from './check-app-settings.ts'

/** Settings that are left out are not changed. */
export type UpdateAppSettingsInput = Partial<
  Pick<
    AppRow,
    'name' | 'consumeModel' | 'requireUserToken' | 'sandboxPolicy' | 'sandboxTesterUserIds' | 'userTokenJwks'
  > &
    AcknowledgementSettings
>

/** Changes settings of an app. Open acknowledgements and refund reviews are planned again if the change affects them. */
export async function updateAppSettings(
  ctx: Context,
  input: UpdateAppSettingsInput,
): Promise<Outcome<{ app: App }>> {
  const problem = firstProblem(
    input.name === undefined ? null : checkText(input.name, ['name'], { min: 1, max: 100 }),
    checkSandboxTesterUserIds(input.sandboxTesterUserIds ?? []),
    checkUserTokenKeys(input.userTokenJwks ?? []),
  )
  if (problem !== null) return { problem }
  await updateApp(ctx.db, ctx.app.appId, input)
  ctx.apps.invalidate(ctx.app.appId)
  if (input.acknowledgeOn !== undefined || input.unconsumedPolicy !== undefined) {
    await updateAcknowledgementsDue(ctx.db, ctx.app.appId, ctx.clock())
  }
  if (input.refundReviewPolicy !== undefined || input.sendConsumptionInfo !== undefined) {
    await updateRefundReviewsDue(ctx.db, ctx.app.appId, ctx.clock())
  }
  const app = await ctx.apps.find(ctx.app.appId)
  if (app === null) throw new Error('an app that was just changed must exist')
  return { app, problem: null }
}
