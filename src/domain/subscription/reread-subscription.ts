import { selectSubscription } from '../../db/queries/subscriptions.ts'
import { decodeId } from '../../platform/ids.ts'
import { insertAuditEntry } from '../../db/queries/audit-log.ts'
import type { Context } from '../context.ts'
import type { SubscriptionRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { readAgain } from './check-subscription.ts'

type Reread = { readonly subscription: SubscriptionRow; readonly changed: boolean }

/** Reads a subscription from its store because an operator or a game server asks for it. */
export async function rereadSubscription(ctx: Context, subscriptionId: string): Promise<Outcome<Reread>> {
  const { appId } = ctx.app
  const id = decodeId('sub', subscriptionId)
  const before = id === null ? null : await selectSubscription(ctx.db, appId, id)
  if (before === null) {
    const message = 'The AppKey has no such subscription.'
    return { problem: createProblem('INVALID_INPUT', message, ['subscriptionId']) }
  }
  try {
    const change = await readAgain(ctx, before, 'OPERATOR')
    const changed = change.kind !== 'UNCHANGED' && change.kind !== 'UNKNOWN' && change.kind !== 'REJECTED'
    const action = createOperatorAction(ctx, {
      action: 'refreshSubscription',
      changes: { after: { changed } },
    })
    await insertAuditEntry(ctx.db, { appId, id: before.id }, action)
    const subscription = (await selectSubscription(ctx.db, appId, before.id)) ?? before
    return { subscription, changed, problem: null }
  } catch (error) {
    return { problem: toStoreProblem(ctx, before.store, error) }
  }
}
