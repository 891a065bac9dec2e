import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { changeEndpoint, type ChangedEndpoint } from './change-endpoint.ts'

/** Goes on from where it stopped, at once, with all patience. */
export function resumeWebhookEndpoint(
  ctx: Context,
  { endpointId }: { readonly endpointId: string },
): Promise<Outcome<ChangedEndpoint>> {
  return changeEndpoint(ctx, {
    endpointId,
    action: 'resumeWebhookEndpoint',
    describe: ({ status, pauseReason }) => ({ status, pauseReason }),
    change: () => ({ status: 'ACTIVE', pauseReason: null, restart: true }),
  })
}
