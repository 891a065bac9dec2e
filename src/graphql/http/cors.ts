import type { FastifyCorsOptions } from '@fastify/cors'
import type { FastifyRequest } from 'fastify'
import type { Services } from '../../domain/context.ts'
import { decodeId } from '../../platform/ids.ts'
import { reasonHeader } from '../audit-reason.ts'
import { clientHeader, versionHeader, warningHeader } from '../client-version.ts'
import { isListedOrigin, readForeignOrigin } from '../origin-policy.ts'

const disabled: FastifyCorsOptions = { origin: false }

/**
 * A preflight request does not carry the AppKey, so its response is the same for every page: it lets the browser send the request, which
 * is then checked. Browsers never combine `*` with cookies.
 */
const preflight: FastifyCorsOptions = {
  origin: '*',
  methods: ['GET', 'POST'],
  allowedHeaders: [
    'authorization',
    'content-type',
    'x-app-key',
    'x-request-id',
    reasonHeader,
    clientHeader,
    'apollo-require-preflight',
    'apollographql-client-name',
    'apollographql-client-version',
    'x-apollo-operation-name',
  ],
  maxAge: 7_200,
}

const exposedHeaders = [
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'x-request-id',
  versionHeader,
  warningHeader,
]

type Decide = (error: Error | null, options?: FastifyCorsOptions) => void

/**
 * Returns a function that decides, for a request to `path`, which CORS headers its response has. It decides at once for requests of
 * apps and servers, which have no origin.
 */
export function createCorsDelegator({ apps }: Pick<Services, 'apps'>, path: string) {
  return ({ method, headers, url }: FastifyRequest, decide: Decide): void => {
    const origin = readForeignOrigin(headers)
    if (origin === null || url.split('?')[0]?.replace(/\/$/, '') !== path) return decide(null, disabled)
    if (method === 'OPTIONS') return decide(null, preflight)
    const appKey = headers['x-app-key']
    const appId = typeof appKey === 'string' ? decodeId('ak', appKey) : null
    const deciding = appId === null ? Promise.resolve(null) : apps.find(appId)
    deciding
      .then((app) =>
        decide(null, app !== null && isListedOrigin(app, origin) ? { origin, exposedHeaders } : disabled),
      )
      .catch(decide)
  }
}
