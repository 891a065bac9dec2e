import type { EventType } from '../../db/queries/events.ts'
import type { Context } from '../context.ts'
import { firstProblem } from '../input.ts'
import type { Outcome } from '../problem.ts'
import { changeEndpoint, type ChangedEndpoint } from './change-endpoint.ts'
import { checkEventTypes, checkUrl } from './validate-endpoint.ts'

/** Changes the URL or the event types of an endpoint. Deliveries continue at once from its position. */
export async function updateWebhookEndpoint(
  ctx: Context,
  input: {
    readonly endpointId: string
    /** Null leaves it unchanged. */
    readonly url: string | null
    /** Undefined leaves them unchanged; null subscribes to all types. */
    readonly types: readonly EventType[] | null | undefined
  },
): Promise<Outcome<ChangedEndpoint>> {
  const { endpointId, url, types } = input
  const problem = firstProblem(url === null ? null : checkUrl(ctx, url), checkEventTypes(types ?? null))
  if (problem !== null) return { problem }
  return changeEndpoint(ctx, {
    endpointId,
    action: 'updateWebhookEndpoint',
    describe: (endpoint) => ({ url: endpoint.url, types: endpoint.types }),
    change: (before) => ({
      url: url ?? before.url,
      types: types === undefined ? before.types : types === null ? null : [...new Set(types)],
      resetRetries: true,
    }),
  })
}
