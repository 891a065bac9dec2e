import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { acceptForms } from '../accept-forms.ts'
import { operationConfig } from '../operation-config.ts'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import { acknowledge } from '../subscriptions/actions/acknowledge.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import { createOneStoreAccessTokens } from './access-tokens.ts'
import {
  getOneStorePurchase,
  maxDeveloperPayloadBytes,
  isClientId,
  parseMarketCode,
} from './one-store-context.ts'
import type { OneStoreContext, OneStorePurchase, Market } from './one-store-context.ts'
import { OneStoreError } from './one-store-error.ts'
import { toPurchaseDetails } from './purchase-details.ts'
import { findOneStoreSubscription } from './subscriptions/one-store-subscription.ts'
import { registerSubscriptions } from './subscriptions/subscription-routes.ts'
import { listOneStoreVoidedPurchases } from './voided-purchases.ts'

/** The operation names of ONE store's documentation. */
export const oneStoreOperations = [
  'getAccessToken',
  'getPurchaseDetails',
  'acknowledgePurchase',
  'consumePurchase',
  'getVoidedPurchases',
  'getSubscriptionDetail',
  'cancelSubscription',
  'reactivateSubscription',
  'deferSubscription',
  'revokeSubscription',
  'refundSubscription',
] as const

const notFoundPage =
  '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>\n'

const bodySchema = z.object({
  developerPayload: z
    .string()
    .refine((text) => Buffer.byteLength(text) <= maxDeveloperPayloadBytes)
    .nullish(),
})

type Params = { Params: { clientId: string; productId: string; purchaseToken: string } }

/** ONE store's server API, version 7, of one environment. */
export function registerOneStoreApi(
  scope: FastifyInstance,
  ctx: OneStoreContext,
  environment: StoreEnvironment,
): void {
  const tokens = createOneStoreAccessTokens(ctx.keys)
  scope.addHook('onRequest', async (request, reply) => {
    // The web server in front of ONE store's application rejects an encoded slash.
    if (/%2f/i.test(request.url.split('?')[0] ?? ''))
      return reply.code(404).type('text/html').send(notFoundPage)
  })
  scope.setErrorHandler((error, _request, reply) => {
    const oneStoreError = toOneStoreError(error)
    return reply.code(oneStoreError.status).send(oneStoreError.toBody())
  })
  scope.setNotFoundHandler(() => {
    throw new OneStoreError('ResourceNotFound')
  })
  scope.register(async (endpoint) => {
    acceptForms(endpoint)
    endpoint.route({
      method: ['POST', 'PUT'],
      url: '/v7/oauth/token',
      ...operationConfig('getAccessToken'),
      handler: async ({ headers, body }) => {
        parseMarketCode(headers['x-market-code'])
        return tokens.grant(body)
      },
    })
  })
  scope.register(async (apps) => {
    apps.addHook<Params>('onRequest', async ({ headers, params }) => {
      tokens.assertValid(headers.authorization)
      if (!isClientId(params.clientId)) throw new OneStoreError('UnauthorizedAccess')
    })
    registerPurchases(apps, ctx, environment)
    registerSubscriptions(apps, ctx, environment)
  })
}

function registerPurchases(
  scope: FastifyInstance,
  ctx: OneStoreContext,
  environment: StoreEnvironment,
): void {
  const marketOfRequest = ({ headers, params }: FastifyRequest<Params>): Market => ({
    clientId: params.clientId,
    environment,
    marketCode: parseMarketCode(headers['x-market-code']),
  })
  const purchaseOfRequest = (request: FastifyRequest<Params>): OneStorePurchase =>
    getOneStorePurchase(ctx, marketOfRequest(request), request.params.productId, request.params.purchaseToken)
  const path = (kind: string): string =>
    `/v7/apps/:clientId/purchases/${kind}/products/:productId/:purchaseToken`

  scope.get<Params>(path('inapp'), operationConfig('getPurchaseDetails'), async (request) =>
    toPurchaseDetails(purchaseOfRequest(request)),
  )
  scope.post<Params>(`${path('inapp')}/consume`, operationConfig('consumePurchase'), async (request) =>
    consumePurchase(ctx, purchaseOfRequest(request), request.body),
  )
  scope.post<Params>(
    `${path('all')}/acknowledge`,
    operationConfig('acknowledgePurchase'),
    async (request) => {
      const { productId, purchaseToken } = request.params
      const subscription = findOneStoreSubscription(ctx, marketOfRequest(request), productId, purchaseToken)
      return subscription === undefined
        ? acknowledgePurchase(ctx, purchaseOfRequest(request), request.body)
        : acknowledgeSubscription(ctx, subscription, request.body)
    },
  )
  scope.get<Params>(
    '/v7/apps/:clientId/voided-purchases',
    operationConfig('getVoidedPurchases'),
    async (request) => listOneStoreVoidedPurchases(ctx, marketOfRequest(request), request.query),
  )
}

const successBody = { result: { code: 'Success', message: 'Request has been completed successfully.' } }

/** Idempotent. */
function acknowledgePurchase(
  { purchases, clock }: OneStoreContext,
  purchase: OneStorePurchase,
  body: unknown,
): object {
  const payload = parseDeveloperPayload(body)
  if (purchase.state !== 'PAID') throw new OneStoreError('InvalidPurchaseState')
  if (purchase.acknowledgedAt === undefined)
    purchases.replace({ ...purchase, ...payload, acknowledgedAt: clock.now() })
  return successBody
}

/** Only the first payment of a subscription is acknowledged. */
function acknowledgeSubscription(ctx: OneStoreContext, { id, state }: Subscription, body: unknown): object {
  const { developerPayload } = parseDeveloperPayload(body)
  if (state !== 'ACTIVE') throw new OneStoreError('InvalidPurchaseState')
  ctx.subscriptions.apply(id, (subscription, change) =>
    acknowledge(subscription, { developerPayload, accountToken: undefined }, change),
  )
  return successBody
}

/** Also acknowledges the purchase. */
function consumePurchase(
  { purchases, clock }: OneStoreContext,
  purchase: OneStorePurchase,
  body: unknown,
): object {
  const payload = parseDeveloperPayload(body)
  if (purchase.state !== 'PAID') throw new OneStoreError('InvalidPurchaseState')
  if (purchase.consumedAt !== undefined) throw new OneStoreError('InvalidConsumeState')
  const now = clock.now()
  const acknowledgedAt = purchase.acknowledgedAt ?? now
  purchases.replace({ ...purchase, ...payload, consumedAt: now, acknowledgedAt })
  return successBody
}

function parseDeveloperPayload(body: unknown): { developerPayload?: string } {
  const parsed = bodySchema.safeParse(body ?? {})
  if (!parsed.success) throw new OneStoreError('InvalidRequest')
  const { developerPayload } = parsed.data
  return developerPayload == null || developerPayload === '' ? {} : { developerPayload }
}

function toOneStoreError(error: unknown): OneStoreError {
  if (error instanceof OneStoreError) return error
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500
  if (status === 415) return new OneStoreError('InvalidContentType')
  return new OneStoreError(typeof status === 'number' && status < 500 ? 'InvalidRequest' : 'InternalError')
}
