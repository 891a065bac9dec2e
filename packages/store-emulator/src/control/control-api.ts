import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { registerClockRoutes } from './clock-routes.ts'
import type { ControlContext } from './control-context.ts'
import { registerCredentialsRoute } from './credentials-route.ts'
import { registerFaultRoutes } from './fault-routes.ts'
import { registerNotificationRoutes } from './notification-routes.ts'
import { openApiOptions } from './openapi-document.ts'
import { registerPurchaseRoutes } from './purchase-routes.ts'
import { registerSubscriptionRoutes } from './subscription-routes.ts'

/** The control API and its OpenAPI document, which is generated from the schemas that validate the requests. */
export async function registerControlApi(scope: FastifyInstance, ctx: ControlContext): Promise<void> {
  scope.setValidatorCompiler(validatorCompiler)
  scope.setSerializerCompiler(serializerCompiler)
  // A request without a body is treated as one with an empty object.
  scope.addHook('preValidation', async (request) => {
    request.body ??= {}
  })
  await scope.register(swagger, openApiOptions)
  const api = scope.withTypeProvider<ZodTypeProvider>()
  registerPurchaseRoutes(api, ctx)
  registerSubscriptionRoutes(api, ctx)
  registerCredentialsRoute(api, ctx)
  registerClockRoutes(api, ctx)
  registerFaultRoutes(api, ctx)
  registerNotificationRoutes(api, ctx)
  api.get('/openapi.json', { schema: { hide: true } }, async () => scope.swagger())
}
