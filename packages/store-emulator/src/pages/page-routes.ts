import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { createPurchaseBody } from '../control/control-schemas.ts'
import { getStore } from '../control/control-context.ts'
import type { ControlContext } from '../control/control-context.ts'
import { invalidInput } from '../emulator-error.ts'
import { formatAmount } from '../money.ts'
import { defaultProduct } from '../purchases/default-product.ts'
import { fillTemplate } from './fill-template.ts'
import { isLoopbackUrl } from './is-loopback-url.ts'

const publicDir = join(import.meta.dirname, '../../public')

const assetContentTypes = {
  'style.css': 'text/css; charset=utf-8',
  'control.js': 'text/javascript; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
  'checkout.js': 'text/javascript; charset=utf-8',
} as const

const storeTitles = {
  APP_STORE: 'App Store',
  GOOGLE_PLAY: 'Google Play',
  ONE_STORE: 'ONE store',
  TEST_STORE: 'Test store',
}

const checkoutQuery = createPurchaseBody.pick({ store: true, productId: true, accountToken: true }).extend({
  returnUrl: z
    .string()
    .max(2000)
    .refine(isLoopbackUrl, 'only http(s) addresses of this machine')
    .exactOptional(),
})

/** The pages for people: the emulator's own, and the checkout that stands for a store's payment sheet. */
export function registerPageRoutes(scope: FastifyInstance, ctx: ControlContext): void {
  const consolePage = readPublicFile('index.html')
  const checkoutPage = readPublicFile('checkout.html')
  scope.get('/', async (_request, reply) => sendPage(reply, consolePage))
  scope.get('/checkout', async ({ query }, reply) => {
    const parsed = checkoutQuery.safeParse(query)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      throw invalidInput(issue?.message ?? 'invalid input', issue?.path.join('.'))
    }
    const { store, productId, accountToken = '', returnUrl = '' } = parsed.data
    getStore(ctx, store)
    const { priceMicros, currency } = defaultProduct(productId)
    const price = `${formatAmount(priceMicros)} ${currency}`
    const values = { store, storeTitle: storeTitles[store], productId, accountToken, returnUrl, price }
    return sendPage(reply, fillTemplate(checkoutPage, values))
  })
  for (const [name, type] of Object.entries(assetContentTypes)) {
    const content = readPublicFile(name)
    scope.get(`/assets/${name}`, async (_request, reply) =>
      reply.type(type).headers(securityHeaders).send(content),
    )
  }
}

const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}

function sendPage(reply: FastifyReply, html: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').headers(securityHeaders).send(html)
}

function readPublicFile(name: string): string {
  return readFileSync(join(publicDir, name), 'utf8')
}
