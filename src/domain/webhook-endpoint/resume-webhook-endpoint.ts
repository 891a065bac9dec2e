import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { changeEndpoint, type ChangedEndpoint } from './change-endpoint.ts'

/** Continues deliveries at once from where they stopped. Earlier failures no longer count. */
export function resumeWebhookEndpoint(
  ctx: Context,
  { endpointId }: { readonly endpointId: string },
): Promise<Outcome<ChangedEndpoint>> {
  return changeEndpoint(ctx, {
    endpointId,
    action: 'resumeWebhookEndpoint',
    describe: ({ status, pauseReason }) => ({ status, pauseReason }),
    change: () => ({ status: 'ACTIVE', pauseReason: null, resetRetries: true }),
  })
}
