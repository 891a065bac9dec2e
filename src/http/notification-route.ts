import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify'
import type { Services } from '../domain/context.ts'
import { receiveNotification, type IntakeResult } from '../domain/notification/receive-notification.ts'
import { createConcurrencyLimiter, type ConcurrencyLimiter } from '../platform/concurrency-limiter.ts'
import { storeNames, type StoreName } from '../stores/contract/store-adapter.ts'
import type { Metrics } from './metrics.ts'

/**
 * Notifications that are checked and stored at a time, half of them of one AppKey. They are not refused with the requests of callers
 * under load: they are few, report money, and their stores repeat those that are refused.
 */
const maxConcurrent = 400
const retryAfterSeconds = 10

/** Maximum size of a notification; the largest notifications of the stores have some tens of kilobytes. */
const maxBodyBytes = 256 * 1024

/**
 * Receives notifications pushed by the stores: `POST /notifications/{store}/{appKey}`, with `google-play` for GOOGLE_PLAY. The status
 * of the response tells the store whether to send the notification again; the response has no body.
 */
export function addNotificationRoute(app: FastifyInstance, services: Services, metrics: Metrics): void {
  const turns: Turns = {
    all: createConcurrencyLimiter(maxConcurrent),
    byAppKey: createConcurrencyLimiter(maxConcurrent / 2),
  }
  void app.register((scope, _options, done) => {
    // Signatures are computed over the raw body.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, onParsed) => {
      onParsed(null, body)
    })
    scope.setErrorHandler<FastifyError>(({ statusCode = 500 }, _request, reply) =>
      reply.code(statusCode).send(),
    )
    scope.post<{ Params: NotificationParams }>(
      '/notifications/:store/:appKey',
      { bodyLimit: maxBodyBytes },
      async (request, reply) => {
        const store = readStore(request.params.store)
        if (store === null) return reply.code(404).send()
        const { appKey } = request.params
        const release = acquireTurn(turns, appKey)
        const result =
          release === null ? 'overloaded' : await receive(services, store, request).finally(release)
        metrics.notifications.inc({ store, result })
        if (result === 'overloaded' || result === 'rate_limited') {
          void reply.header('retry-after', String(retryAfterSeconds))
        }
        return reply.code(statusCodeOf(services, store, result)).send()
      },
    )
    done()
  })
}

function readStore(text: string): StoreName | null {
  const name = text.toUpperCase().replaceAll('-', '_')
  return storeNames.find((each) => each === name) ?? null
}

type Turns = Readonly<Record<'all' | 'byAppKey', ConcurrencyLimiter>>

/** Null if too many notifications are in work. */
function acquireTurn({ all, byAppKey }: Turns, appKey: string): (() => void) | null {
  const releases = [all.acquire(''), byAppKey.acquire(appKey)]
  const release = () => {
    for (const each of releases) each?.()
  }
  if (!releases.includes(null)) return release
  release()
  return null
}

type NotificationParams = { store: string; appKey: string }

function receive(
  services: Services,
  store: StoreName,
  request: FastifyRequest<{ Params: NotificationParams }>,
): Promise<IntakeResult> {
  return receiveOrReportUnavailable(services, {
    store,
    appKey: request.params.appKey,
    headers: singleHeaders(request.headers),
    body: typeof request.body === 'string' ? request.body : '',
    address: services.readClientAddress(request.raw),
  })
}

/** After an internal error the response makes the store send the notification again, so that it is not lost. */
async function receiveOrReportUnavailable(
  services: Services,
  notification: Parameters<typeof receiveNotification>[1],
): Promise<IntakeResult> {
  try {
    return await receiveNotification(services, notification)
  } catch (error) {
    services.log.error({ error, store: notification.store }, 'failed to store notification')
    return 'unavailable'
  }
}

function statusCodeOf(services: Services, store: StoreName, result: IntakeResult | 'overloaded'): number {
  const statusCodes = services.stores.definitions[store].notificationStatusCodes
  switch (result) {
    case 'accepted':
    case 'repeated':
    case 'wrong_recipient':
      return statusCodes.accepted
    case 'unknown':
      return 404
    case 'rate_limited':
      return 429
    case 'overloaded':
      return 503
    case 'invalid_signature':
      return statusCodes.invalidSignature
    case 'malformed':
    case 'unavailable':
      return statusCodes[result]
  }
}

function singleHeaders(headers: Readonly<Record<string, string | string[] | undefined>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  )
}
