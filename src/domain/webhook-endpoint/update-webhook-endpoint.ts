import type { EventType } from '../../db/queries/events.ts'
import type { Context } from '../context.ts'
import { firstProblem } from '../input.ts'
import type { Outcome } from '../problem.ts'
import { changeEndpoint, type ChangedEndpoint } from './change-endpoint.ts'
import { checkEventTypes, checkUrl } from './validate-endpoint.ts'

/** Where events are sent, and which. It goes on from where it is, at once. */
export async function updateWebhookEndpoint(
  ctx: Context,
  input: {
    readonly endpointId: string
    /** null: as it is. */
    readonly url: string | null
    /** undefined: as they are; null: all. */
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
      restart: true,
    }),
  })
}
