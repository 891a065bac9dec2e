import type { FastifyInstance } from 'fastify'
import { acceptForms } from '../form-body.ts'
import { GrantError } from './access-tokens.ts'
import type { AccessTokens } from './access-tokens.ts'
import { BASE_PATH, TOKEN_PATH } from './google-play-context.ts'

/** The OAuth 2 token endpoint of Google, for service accounts. */
export function registerTokenEndpoint(scope: FastifyInstance, tokens: AccessTokens): void {
  scope.register(async (endpoint) => {
    acceptForms(endpoint)
    endpoint.setErrorHandler((error, _request, reply) => {
      const known =
        error instanceof GrantError ? error : new GrantError('invalid_request', 'Could not read the request.')
      return reply.code(known.status).send(known.toBody())
    })
    endpoint.post(TOKEN_PATH, { config: { operation: 'token' } }, async (request) =>
      tokens.grant(request.body, `http://${request.host}${BASE_PATH}${TOKEN_PATH}`),
    )
  })
}
