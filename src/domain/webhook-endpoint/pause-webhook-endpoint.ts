import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { changeEndpoint, type ChangedEndpoint } from './change-endpoint.ts'

/** Stops deliveries until the endpoint is resumed; no event is lost. An endpoint that is already paused keeps its reason. */
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
