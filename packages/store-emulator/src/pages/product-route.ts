import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { createPurchaseBody } from '../control/control-schemas.ts'
import { formatAmount } from '../money.ts'
import { defaultProduct } from '../purchases/default-product.ts'
import { defaultPlan } from '../subscriptions/default-plan.ts'

const { productId } = createPurchaseBody.shape
const query = z.strictObject({ productId: z.union([productId, z.array(productId).min(1).max(100)]) })

/** The prices that a store shows in an app. Every web page may read them: they are the same for everybody. */
export function registerProductRoute(scope: FastifyInstance): void {
  scope
    .withTypeProvider<ZodTypeProvider>()
    .get('/checkout/products', { schema: { querystring: query } }, async (request, reply) => {
      const products = [request.query.productId]
        .flat()
        .map((id) => ({ productId: id, displayPrice: formatPrice(id) }))
      return reply.header('access-control-allow-origin', '*').send({ products })
    })
}

function formatPrice(id: string): string {
  const { priceMicros, currency } = defaultPlan(id) ?? defaultProduct(id)
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  return format.format(formatAmount(priceMicros) as `${number}`)
}
