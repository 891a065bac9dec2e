import type { FastifyInstance, FastifyReply } from 'fastify'
import { EmulatorError } from '../emulator-error.ts'
import type { Purchase, Refund } from '../purchases/purchase.ts'
import type { AccessTokens } from './access-tokens.ts'
import { findOrder, getPurchase, PACKAGE_NAME } from './google-play-context.ts'
import type { GooglePlayContext, GooglePurchase } from './google-play-context.ts'
import { GooglePlayError } from './google-play-error.ts'
import { orderOf } from './order.ts'
import { lastSegment, verbOf } from './path-segment.ts'
import { productPurchase, productPurchaseV2 } from './product-purchase.ts'
import { acknowledge, assertKind, consume, getOf } from './acknowledge-purchase.ts'
import type { Kind } from './acknowledge-purchase.ts'
import { subscriptionPurchaseV2 } from './subscription-purchase.ts'
import { listVoidedPurchases } from './voided-purchases.ts'

/** Operation names are the method ids of Google's discovery document. */
export const API_OPERATIONS = [
  'purchases.products.get',
  'purchases.products.acknowledge',
  'purchases.products.consume',
  'purchases.productsv2.getproductpurchasev2',
  'purchases.subscriptionsv2.get',
  'purchases.subscriptions.acknowledge',
  'purchases.voidedpurchases.list',
  'orders.get',
  'orders.batchget',
  'orders.refund',
] as const

const APP_PATH = '/androidpublisher/v3/applications/:packageName'
const MAX_ORDERS = 1000
const REFUNDABLE_MS = 3 * 365 * 24 * 60 * 60 * 1000

/** How an order is refunded through the API: as through the control API, but by the developer. */
export type RefundOrder = (purchase: Purchase, revoke: boolean, by: Refund['by']) => void

type Params = { Params: { packageName: string; productId: string } }
type Query = Readonly<Record<string, string | string[] | undefined>>

export function registerAndroidPublisher(
  scope: FastifyInstance,
  ctx: GooglePlayContext,
  tokens: AccessTokens,
  refund: RefundOrder,
): void {
  scope.addHook<Params>('onRequest', async (request) => {
    if (!tokens.isValid(request.headers.authorization)) throw new GooglePlayError('authError')
    const { packageName } = request.params
    if (packageName === PACKAGE_NAME) return
    const isSomeonesApp = ctx.ledger.hasApp('GOOGLE_PLAY', packageName)
    throw new GooglePlayError(isSomeonesApp ? 'permissionDenied' : 'applicationNotFound')
  })
  scope.setErrorHandler((error, _request, reply) => {
    const known = asGooglePlayError(error)
    return reply.code(known.status).send(known.toBody())
  })
  registerProducts(scope, ctx)
  registerSubscriptions(scope, ctx)
  registerOrders(scope, ctx, refund)
  scope.get(
    `${APP_PATH}/purchases/voidedpurchases`,
    { config: { operation: 'purchases.voidedpurchases.list' } },
    async ({ query }) => listVoidedPurchases(ctx, query),
  )
}

function registerProducts(scope: FastifyInstance, ctx: GooglePlayContext): void {
  const path = `${APP_PATH}/purchases/products/:productId/tokens/*`
  scope.get<Params>(path, { config: { operation: 'purchases.products.get' } }, async ({ params, raw }) =>
    productPurchase(getOf(ctx, 'PRODUCT', params.productId, idOf(raw.url))),
  )
  scope.get(
    `${APP_PATH}/purchases/productsv2/tokens/*`,
    { config: { operation: 'purchases.productsv2.getproductpurchasev2' } },
    async ({ raw }) => {
      const purchase = getPurchase(ctx, idOf(raw.url))
      assertKind(purchase, 'PRODUCT')
      return productPurchaseV2(purchase)
    },
  )
  scope.post<Params>(
    path,
    { config: { operation: operationByVerb('purchases.products', ['acknowledge', 'consume']) } },
    async ({ params, raw, body }, reply) => {
      const { verb, purchase } = purchaseAndVerb(ctx, 'PRODUCT', params.productId, raw.url)
      if (verb === 'acknowledge') acknowledge(ctx, purchase, body)
      else if (verb === 'consume') consume(ctx, purchase)
      else throw new GooglePlayError('notFound')
      return noContent(reply)
    },
  )
}

function registerSubscriptions(scope: FastifyInstance, ctx: GooglePlayContext): void {
  scope.get(
    `${APP_PATH}/purchases/subscriptionsv2/tokens/*`,
    { config: { operation: 'purchases.subscriptionsv2.get' } },
    async ({ raw }) => {
      const purchase = getPurchase(ctx, idOf(raw.url))
      assertKind(purchase, 'SUBSCRIPTION')
      return subscriptionPurchaseV2(purchase, ctx.clock.now())
    },
  )
  scope.post<Params>(
    `${APP_PATH}/purchases/subscriptions/:productId/tokens/*`,
    { config: { operation: operationByVerb('purchases.subscriptions', ['acknowledge']) } },
    async ({ params, raw, body }, reply) => {
      const { verb, purchase } = purchaseAndVerb(ctx, 'SUBSCRIPTION', params.productId, raw.url)
      if (verb !== 'acknowledge') throw new GooglePlayError('notFound')
      acknowledge(ctx, purchase, body)
      return noContent(reply)
    },
  )
}

function registerOrders(scope: FastifyInstance, ctx: GooglePlayContext, refund: RefundOrder): void {
  scope.get(`${APP_PATH}/orders/*`, { config: { operation: 'orders.get' } }, async ({ raw }) =>
    orderOf(getOrder(ctx, idOf(raw.url))),
  )
  scope.get<{ Querystring: Query }>(
    `${APP_PATH}/orders::batchGet`,
    { config: { operation: 'orders.batchget' } },
    async ({ query }) => {
      const ids = [query['orderIds'] ?? []].flat()
      if (ids.length === 0 || ids.length > MAX_ORDERS || new Set(ids).size !== ids.length) {
        throw new GooglePlayError('invalid', 'orderIds')
      }
      return { orders: ids.map((id) => orderOf(getOrder(ctx, id))) }
    },
  )
  scope.post<{ Querystring: Query }>(
    `${APP_PATH}/orders/*`,
    { config: { operation: operationByVerb('orders', ['refund']) } },
    async ({ query, raw }, reply) => {
      const { id, verb } = lastSegment(raw.url ?? '')
      if (verb !== 'refund') throw new GooglePlayError('notFound')
      const { revoke = 'false' } = query
      if (revoke !== 'true' && revoke !== 'false') throw new GooglePlayError('invalid', 'revoke')
      const order = getOrder(ctx, id)
      const isTooOld = ctx.clock.now() - order.createdAt > REFUNDABLE_MS
      if (order.state !== 'PAID' || isTooOld) throw new GooglePlayError('orderNotRefundable')
      refund(order, revoke === 'true', 'DEVELOPER')
      return noContent(reply)
    },
  )
}

function purchaseAndVerb(
  ctx: GooglePlayContext,
  kind: Kind,
  productId: string,
  url: string | undefined,
): { verb: string | undefined; purchase: GooglePurchase } {
  const { id, verb } = lastSegment(url ?? '')
  return { verb, purchase: getOf(ctx, kind, productId, id) }
}

function idOf(url: string | undefined): string {
  const { id, verb } = lastSegment(url ?? '')
  if (verb !== undefined) throw new GooglePlayError('notFound')
  return id
}

function getOrder(ctx: GooglePlayContext, id: string): GooglePurchase & { orderId: string } {
  const purchase = findOrder(ctx, id)
  if (purchase?.orderId === undefined) throw new GooglePlayError('orderNotFound', 'orderId')
  return { ...purchase, orderId: purchase.orderId }
}

/** Several operations share a path and differ in the verb at its end. */
function operationByVerb(resource: string, verbs: readonly string[]) {
  return (url: string): string | undefined => {
    const verb = verbOf(url)
    return verb !== undefined && verbs.includes(verb) ? `${resource}.${verb}` : undefined
  }
}

function noContent(reply: FastifyReply): FastifyReply {
  return reply.code(204).send()
}

function asGooglePlayError(error: unknown): GooglePlayError {
  if (error instanceof GooglePlayError) return error
  if (error instanceof EmulatorError) return new GooglePlayError('invalid', error.field)
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500
  return new GooglePlayError(typeof status === 'number' && status < 500 ? 'invalid' : 'backendError')
}
