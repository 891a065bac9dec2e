import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { changeEndpoint, type ChangedEndpoint } from './change-endpoint.ts'

/** Nothing is sent until it is resumed, and nothing is lost. What is paused keeps its reason. */
export function pauseWebhookEndpoint(
  ctx: Context,
  { endpointId }: { readonly endpointId: string },
): Promise<Outcome<ChangedEndpoint>> {
  return changeEndpoint(ctx, {
    endpointId,
    action: 'pauseWebhookEndpoint',
    describe: ({ status, pauseReason }) => ({ status, pauseReason }),
    change: ({ pauseReason }) => ({ status: 'PAUSED', pauseReason: pauseReason ?? 'MANUAL' }),
  })
}
