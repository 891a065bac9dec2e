import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { acceptForms } from '../form-body.ts'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import { AccessTokens } from './access-tokens.ts'
import { APP, getPurchase, marketFrom } from './one-store-context.ts'
import type { OneStoreContext, OneStorePurchase, Shelf } from './one-store-context.ts'
import { OneStoreError } from './one-store-error.ts'
import { purchaseDetails } from './purchase-details.ts'
import { listVoidedPurchases } from './voided-purchases.ts'

/** Operation names are those of ONE store's documentation. */
export const ONE_STORE_OPERATIONS = [
  'getAccessToken',
  'getPurchaseDetails',
  'acknowledgePurchase',
  'consumePurchase',
  'getVoidedPurchases',
] as const

const MAX_PAYLOAD_BYTES = 200
const HTML_404 =
  '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>\n'

const bodySchema = z.object({
  developerPayload: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= MAX_PAYLOAD_BYTES)
    .nullish(),
})

type Params = { Params: { clientId: string; productId: string; purchaseToken: string } }

/** ONE store's server API, version 7, of one environment. */
export function registerOneStoreApi(
  scope: FastifyInstance,
  ctx: OneStoreContext,
  environment: StoreEnvironment,
): void {
  const tokens = new AccessTokens(ctx.keys)
  scope.addHook('onRequest', async (request, reply) => {
    // The web server before the application knows no slash inside a segment.
    if (/%2f/i.test(request.url.split('?')[0] ?? '')) return reply.code(404).type('text/html').send(HTML_404)
  })
  scope.setErrorHandler((error, _request, reply) => {
    const known = asOneStoreError(error)
    return reply.code(known.status).send(known.toBody())
  })
  scope.setNotFoundHandler(() => {
    throw new OneStoreError('ResourceNotFound')
  })
  scope.register(async (endpoint) => {
    acceptForms(endpoint)
    endpoint.route({
      method: ['POST', 'PUT'],
      url: '/v7/oauth/token',
      config: { operation: 'getAccessToken' },
      handler: async ({ headers, body }) => {
        marketFrom(headers['x-market-code'])
        return tokens.grant(body)
      },
    })
  })
  scope.register(async (apps) => {
    apps.addHook<Params>('onRequest', async ({ headers, params }) => {
      tokens.assertValid(headers.authorization)
      if (params.clientId !== APP.clientId) throw new OneStoreError('UnauthorizedAccess')
    })
    registerPurchases(apps, ctx, environment)
  })
}

function registerPurchases(
  scope: FastifyInstance,
  ctx: OneStoreContext,
  environment: StoreEnvironment,
): void {
  const shelfOf = ({ headers }: FastifyRequest): Shelf => ({
    environment,
    market: marketFrom(headers['x-market-code']),
  })
  const purchaseOf = (request: FastifyRequest<Params>): OneStorePurchase =>
    getPurchase(ctx, shelfOf(request), request.params.productId, request.params.purchaseToken)
  const path = (kind: string): string =>
    `/v7/apps/:clientId/purchases/${kind}/products/:productId/:purchaseToken`

  scope.get<Params>(path('inapp'), named('getPurchaseDetails'), async (request) =>
    purchaseDetails(purchaseOf(request)),
  )
  scope.post<Params>(`${path('inapp')}/consume`, named('consumePurchase'), async (request) =>
    consume(ctx, purchaseOf(request), request.body),
  )
  scope.post<Params>(`${path('all')}/acknowledge`, named('acknowledgePurchase'), async (request) =>
    acknowledge(ctx, purchaseOf(request), request.body),
  )
  scope.get('/v7/apps/:clientId/voided-purchases', named('getVoidedPurchases'), async (request) =>
    listVoidedPurchases(ctx, shelfOf(request), request.query),
  )
}

const SUCCESS = { result: { code: 'Success', message: 'Request has been completed successfully.' } }

/** Acknowledging again does no harm. */
function acknowledge({ ledger, clock }: OneStoreContext, purchase: OneStorePurchase, body: unknown): object {
  const payload = payloadFrom(body)
  if (purchase.state !== 'PAID') throw new OneStoreError('InvalidPurchaseState')
  if (purchase.acknowledgedAt === undefined)
    ledger.replace({ ...purchase, ...payload, acknowledgedAt: clock.now() })
  return SUCCESS
}

/** Consuming acknowledges too. */
function consume({ ledger, clock }: OneStoreContext, purchase: OneStorePurchase, body: unknown): object {
  const payload = payloadFrom(body)
  if (purchase.state !== 'PAID') throw new OneStoreError('InvalidPurchaseState')
  if (purchase.consumedAt !== undefined) throw new OneStoreError('InvalidConsumeState')
  const now = clock.now()
  const acknowledgedAt = purchase.acknowledgedAt ?? now
  ledger.replace({ ...purchase, ...payload, consumedAt: now, acknowledgedAt })
  return SUCCESS
}

function payloadFrom(body: unknown): { developerPayload?: string } {
  const parsed = bodySchema.safeParse(body ?? {})
  if (!parsed.success) throw new OneStoreError('InvalidRequest')
  const { developerPayload } = parsed.data
  return developerPayload == null || developerPayload === '' ? {} : { developerPayload }
}

function named(operation: (typeof ONE_STORE_OPERATIONS)[number]): { config: { operation: string } } {
  return { config: { operation } }
}

function asOneStoreError(error: unknown): OneStoreError {
  if (error instanceof OneStoreError) return error
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500
  if (status === 415) return new OneStoreError('InvalidContentType')
  return new OneStoreError(typeof status === 'number' && status < 500 ? 'InvalidRequest' : 'InternalError')
}
