import type { ControlContext } from './control-context.ts'
import { invalidInputResponse, jsonResponse } from './control-scope.ts'
import type { ControlScope } from './control-scope.ts'
import { credentialsSchema } from './credentials-schema.ts'

export function registerCredentialsRoute(scope: ControlScope, ctx: ControlContext): void {
  scope.get(
    '/credentials',
    {
      schema: {
        operationId: 'getCredentials',
        summary: 'Returns the credentials that a server needs to connect each store.',
        response: { 200: jsonResponse('Keys and URLs.', credentialsSchema), ...invalidInputResponse },
      },
    },
    async () => ctx.credentials(),
  )
}
