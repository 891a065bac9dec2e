import { Webhook } from 'standardwebhooks'
import type { EventRow } from '../../db/queries/events.ts'
import type { WebhookDeliveryRow } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import { encodeId, newUuid } from '../../platform/ids.ts'
import { PostFailure, postOutside } from '../../platform/post-outside.ts'
import type { AppContext } from '../context.ts'
import { openWebhookSecrets } from './webhook-secret.ts'

const maxAnswerBytes = 2_048
/** Of the body of the request. */
const maxLoggedCharacters = 4_096

/** Sends an event once, and says what came of it; null if it was cut. Never throws for what the receiver does. */
export async function sendEvent(
  ctx: AppContext,
  endpoint: WebhookEndpointRow,
  { event, body, stop }: { readonly event: EventRow; readonly body: string; readonly stop: AbortSignal },
): Promise<WebhookDeliveryRow | null> {
  const { timeoutMs, exceptions } = ctx.limits.webhooks
  const began = performance.now()
  const attempt = {
    appId: endpoint.appId,
    id: newUuid(),
    endpointId: endpoint.id,
    eventId: event.id,
    at: ctx.clock(),
    url: endpoint.url,
    request: body.slice(0, maxLoggedCharacters).toWellFormed(),
  }
  const end = () => ({ durationMs: Math.round(performance.now() - began) })
  try {
    const { status, beginning } = await postOutside({
      url: endpoint.url,
      headers: sign(ctx, endpoint, { event, body }),
      body,
      timeoutMs,
      maxAnswerBytes,
      exceptions,
      stop,
    })
    const error = judge(status)
    const answered = { answerStatus: status, answer: beginning, error }
    return { ...attempt, status: error === null ? 'DELIVERED' : 'FAILED', ...answered, ...end() }
  } catch (error) {
    if (!(error instanceof PostFailure)) throw error
    if (stop.aborted) return null
    return { ...attempt, status: 'FAILED', answerStatus: null, answer: null, error: error.message, ...end() }
  }
}

/** The receiver compares the time with its own clock, so this is the machine's, whatever clock we live by. */
function sign(
  { keyring, clock }: AppContext,
  endpoint: WebhookEndpointRow,
  { event, body }: { readonly event: EventRow; readonly body: string },
): Record<string, string> {
  const id = encodeId('evt', event.id)
  const time = new Date()
  const secrets = openWebhookSecrets(keyring, endpoint, clock())
  return {
    'content-type': 'application/json',
    'user-agent': 'Coinslot',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(time.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, time, body)).join(' '),
  }
}

function judge(status: number): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400) return `the answer was ${status}: redirects are not followed`
  return `the answer was ${status}`
}
