import type { FastifyInstance } from 'fastify'
import { acceptForms } from '../accept-forms.ts'
import { operationConfig } from '../operation-config.ts'
import { GrantError } from './access-tokens.ts'
import type { GoogleAccessTokens } from './access-tokens.ts'
import { googlePlayBasePath, googleTokenPath } from './google-play-context.ts'

/** The OAuth 2 token endpoint of Google, for service accounts. */
export function registerTokenEndpoint(scope: FastifyInstance, tokens: GoogleAccessTokens): void {
  scope.register(async (endpoint) => {
    acceptForms(endpoint)
    endpoint.setErrorHandler((error, _request, reply) => {
      const grantError =
        error instanceof GrantError ? error : new GrantError('invalid_request', 'Could not read the request.')
      return reply.code(grantError.status).send(grantError.toBody())
    })
    endpoint.post(googleTokenPath, operationConfig('token'), async (request) =>
      tokens.grant(request.body, `http://${request.host}${googlePlayBasePath}${googleTokenPath}`),
    )
  })
}
