import type { FastifyInstance } from 'fastify'
import { isDeveloperApp } from '../developer-apps.ts'
import { dayMs } from '../durations.ts'
import { EmulatorError } from '../emulator-error.ts'
import { operationConfig } from '../operation-config.ts'
import type { Purchase, Refund } from '../purchases/purchase.ts'
import type { GoogleAccessTokens } from './access-tokens.ts'
import { appPath, noContent, operationFromVerb, parseId, toAppContext } from './android-publisher-path.ts'
import { findOrder, getGooglePlayPurchase } from './google-play-context.ts'
import type { AppContext, GooglePlayContext, GooglePlayPurchase } from './google-play-context.ts'
import { GooglePlayError } from './google-play-error.ts'
import { toOrder } from './order.ts'
import { parseLastSegment } from './path-segment.ts'
import { toProductPurchase, toProductPurchaseV2 } from './product-purchase.ts'
import { acknowledgePurchase, consumePurchase } from './purchase-actions.ts'
import { assertKind, getPurchaseOfKind } from './purchase-kind.ts'
import type { ProductKind } from './purchase-kind.ts'
import { reviewRefund } from './refund-reviews.ts'
import { findGoogleOrder } from './subscriptions/google-subscription.ts'
import { refundSubscriptionOrder } from './subscriptions/subscription-calls.ts'
import { toSubscriptionOrder } from './subscriptions/subscription-order.ts'
import { registerSubscriptions } from './subscriptions/subscription-routes.ts'
import { listGooglePlayVoidedPurchases } from './voided-purchases.ts'

/** The method ids of Google's discovery document. */
export const androidPublisherOperations = [
  'purchases.products.get',
  'purchases.products.acknowledge',
  'purchases.products.consume',
  'purchases.productsv2.getproductpurchasev2',
  'purchases.subscriptionsv2.get',
  'purchases.subscriptionsv2.cancel',
  'purchases.subscriptionsv2.defer',
  'purchases.subscriptionsv2.revoke',
  'purchases.subscriptions.acknowledge',
  'purchases.voidedpurchases.list',
  'orders.get',
  'orders.batchget',
  'orders.refund',
  'orders.reviewrefund',
] as const

const maxOrdersPerBatch = 1000
const refundWindowMs = 3 * 365 * dayMs

/** Refunds an order like the control API, but on behalf of the developer. */
export type RefundOrder = (purchase: Purchase, revoke: boolean, by: Refund['by']) => void

type Params = { Params: { packageName: string; productId: string } }
type Query = Readonly<Record<string, string | string[] | undefined>>

export function registerAndroidPublisher(
  scope: FastifyInstance,
  ctx: GooglePlayContext,
  tokens: GoogleAccessTokens,
  refund: RefundOrder,
): void {
  scope.addHook<Params>('onRequest', async (request) => {
    if (!tokens.isValid(request.headers.authorization)) throw new GooglePlayError('authError')
    const { packageName } = request.params
    if (isDeveloperApp(packageName)) return
    const existsForOtherDeveloper = ctx.purchases.hasPurchasesOfApp('GOOGLE_PLAY', packageName)
    throw new GooglePlayError(existsForOtherDeveloper ? 'permissionDenied' : 'applicationNotFound')
  })
  scope.setErrorHandler((error, _request, reply) => {
    const googlePlayError = toGooglePlayError(error)
    return reply.code(googlePlayError.status).send(googlePlayError.toBody())
  })
  registerProducts(scope, ctx)
  registerSubscriptions(scope, ctx)
  registerOrders(scope, ctx, refund)
  scope.get(
    `${appPath}/purchases/voidedpurchases`,
    operationConfig('purchases.voidedpurchases.list'),
    async ({ params, query }) => listGooglePlayVoidedPurchases(toAppContext(ctx, params), query),
  )
}

function registerProducts(scope: FastifyInstance, ctx: GooglePlayContext): void {
  const path = `${appPath}/purchases/products/:productId/tokens/*`
  scope.get<Params>(path, operationConfig('purchases.products.get'), async ({ params, raw }) =>
    toProductPurchase(
      getPurchaseOfKind(toAppContext(ctx, params), 'PRODUCT', params.productId, parseId(raw.url)),
    ),
  )
  scope.get(
    `${appPath}/purchases/productsv2/tokens/*`,
    operationConfig('purchases.productsv2.getproductpurchasev2'),
    async ({ params, raw }) => {
      const purchase = getGooglePlayPurchase(toAppContext(ctx, params), parseId(raw.url))
      assertKind(purchase, 'PRODUCT')
      return toProductPurchaseV2(purchase)
    },
  )
  scope.post<Params>(
    path,
    { config: { operation: operationFromVerb('purchases.products', ['acknowledge', 'consume']) } },
    async ({ params, raw, body }, reply) => {
      const { verb, purchase } = purchaseAndVerb(
        toAppContext(ctx, params),
        'PRODUCT',
        params.productId,
        raw.url,
      )
      if (verb === 'acknowledge') acknowledgePurchase(ctx, purchase, body)
      else if (verb === 'consume') consumePurchase(ctx, purchase, params.productId)
      else throw new GooglePlayError('notFound')
      return noContent(reply)
    },
  )
}

function registerOrders(scope: FastifyInstance, ctx: GooglePlayContext, refund: RefundOrder): void {
  scope.get(`${appPath}/orders/*`, operationConfig('orders.get'), async ({ params, raw }) =>
    readOrder(toAppContext(ctx, params), parseId(raw.url)),
  )
  scope.get<{ Querystring: Query }>(
    `${appPath}/orders::batchGet`,
    operationConfig('orders.batchget'),
    async ({ params, query }) => {
      const ids = [query['orderIds'] ?? []].flat()
      if (ids.length === 0 || ids.length > maxOrdersPerBatch || new Set(ids).size !== ids.length) {
        throw new GooglePlayError('invalid', 'orderIds')
      }
      return { orders: ids.map((id) => readOrder(toAppContext(ctx, params), id)) }
    },
  )
  scope.post<{ Querystring: Query }>(
    `${appPath}/orders/*`,
    { config: { operation: operationFromVerb('orders', ['refund', 'reviewrefund']) } },
    async ({ params, query, raw, body }, reply) => {
      const { id, verb } = parseLastSegment(raw.url ?? '')
      if (verb === 'reviewrefund') {
        reviewRefund(ctx, getOrder(toAppContext(ctx, params), id), body)
        return noContent(reply)
      }
      if (verb !== 'refund') throw new GooglePlayError('notFound')
      const { revoke = 'false' } = query
      if (revoke !== 'true' && revoke !== 'false') throw new GooglePlayError('invalid', 'revoke')
      const period = findGoogleOrder(toAppContext(ctx, params), id)
      if (period !== undefined) {
        refundSubscriptionOrder(ctx, period, revoke === 'true')
        return noContent(reply)
      }
      const order = getOrder(toAppContext(ctx, params), id)
      const isTooOld = ctx.clock.now() - order.createdAt > refundWindowMs
      if (order.state !== 'PAID' || isTooOld) throw new GooglePlayError('orderNotRefundable')
      refund(order, revoke === 'true', 'DEVELOPER')
      return noContent(reply)
    },
  )
}

function purchaseAndVerb(
  ctx: AppContext,
  kind: ProductKind,
  productId: string,
  url: string | undefined,
): { verb: string | undefined; purchase: GooglePlayPurchase } {
  const { id, verb } = parseLastSegment(url ?? '')
  return { verb, purchase: getPurchaseOfKind(ctx, kind, productId, id) }
}

function readOrder(ctx: AppContext, id: string): object {
  const period = findGoogleOrder(ctx, id)
  return period === undefined ? toOrder(getOrder(ctx, id)) : toSubscriptionOrder(period)
}

function getOrder(ctx: AppContext, id: string): GooglePlayPurchase & { orderId: string } {
  const purchase = findOrder(ctx, id)
  if (purchase?.orderId === undefined) throw new GooglePlayError('orderNotFound', 'orderId')
  return { ...purchase, orderId: purchase.orderId }
}

function toGooglePlayError(error: unknown): GooglePlayError {
  if (error instanceof GooglePlayError) return error
  if (error instanceof EmulatorError)
    return new GooglePlayError(error.status === 409 ? 'invalidPurchaseState' : 'invalid', error.field)
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500
  return new GooglePlayError(typeof status === 'number' && status < 500 ? 'invalid' : 'backendError')
}
