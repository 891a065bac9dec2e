import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fastifyStatic } from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { getStore } from '../control/control-context.ts'
import type { ControlContext } from '../control/control-context.ts'
import { formatAmount } from '../money.ts'
import { defaultProduct, isExampleProduct } from '../purchases/default-product.ts'
import { checkoutQuery } from './checkout-query.ts'
import type { CheckoutQuery } from './checkout-query.ts'
import { fillTemplate } from './fill-template.ts'
import { createPlanOffer } from './plan-offer.ts'
import { registerProductRoute } from './product-route.ts'
import { registerUnfinishedRoute } from './unfinished-route.ts'

const publicDir = join(import.meta.dirname, '../../public')

const storeTitles = {
  APP_STORE: 'App Store',
  GOOGLE_PLAY: 'Google Play',
  ONE_STORE: 'ONE store',
  TEST_STORE: 'Test store',
}

const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}

/** The web pages: the emulator's console, and the checkout page, which stands in for a store's payment sheet. */
export async function registerPages(scope: FastifyInstance, ctx: ControlContext): Promise<void> {
  scope.setValidatorCompiler(validatorCompiler)
  await scope.register(fastifyStatic, {
    root: join(publicDir, 'assets'),
    prefix: '/assets/',
    index: false,
    cacheControl: false,
    setHeaders: (reply) => {
      reply.headers(securityHeaders)
    },
  })
  const indexTemplate = readFileSync(join(publicDir, 'index.html'), 'utf8')
  scope.get('/', async (_request, reply) => {
    const { paymentsUrl, accountToken } = ctx.page
    const values = { paymentsUrl: paymentsUrl ?? '', accountToken: accountToken ?? '' }
    return sendHtml(reply, fillTemplate(indexTemplate, values))
  })
  registerProductRoute(scope)
  registerUnfinishedRoute(scope, ctx)
  const checkoutTemplate = readFileSync(join(publicDir, 'checkout.html'), 'utf8')
  scope
    .withTypeProvider<ZodTypeProvider>()
    .get('/checkout', { schema: { querystring: checkoutQuery } }, async ({ query }, reply) => {
      getStore(ctx, query.store)
      return sendHtml(reply, fillTemplate(checkoutTemplate, toCheckoutValues(ctx, query)))
    })
}

/** The values of the placeholders of the checkout page. */
function toCheckoutValues(ctx: ControlContext, query: CheckoutQuery): Record<string, string> {
  const { store, productId, accountToken = '', customer = '', returnUrl = '' } = query
  const { openerOrigin = '', checkoutId = '', change, mode } = query
  const { priceMicros, currency, productType } = defaultProduct(productId)
  const offer = createPlanOffer(ctx, query, isExampleProduct(productId))
  return {
    ...{ store, storeTitle: storeTitles[store], productId, change, mode },
    ...{ accountToken, customer, returnUrl, openerOrigin, checkoutId },
    price: offer?.plan == null ? `${formatAmount(priceMicros)} ${currency}` : '',
    hasQuantity: String(store === 'GOOGLE_PLAY' && productType === 'CONSUMABLE'),
    offer: JSON.stringify(offer),
  }
}

function sendHtml(reply: FastifyReply, html: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').headers(securityHeaders).send(html)
}
