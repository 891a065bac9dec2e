import type { FastifyInstance } from 'fastify'
import { acceptForms } from '../accept-forms.ts'
import { GrantError } from './access-tokens.ts'
import type { GoogleAccessTokens } from './access-tokens.ts'
import { googlePlayBasePath, googleTokenPath } from './google-play-context.ts'

/** The OAuth 2 token endpoint of Google, for service accounts. */
export function registerTokenEndpoint(scope: FastifyInstance, tokens: GoogleAccessTokens): void {
  scope.register(async (endpoint) => {
    acceptForms(endpoint)
    endpoint.setErrorHandler((error, _request, reply) => {
      const known =
        error instanceof GrantError ? error : new GrantError('invalid_request', 'Could not read the request.')
      return reply.code(known.status).send(known.toBody())
    })
    endpoint.post(googleTokenPath, { config: { operation: 'token' } }, async (request) =>
      tokens.grant(request.body, `http://${request.host}${googlePlayBasePath}${googleTokenPath}`),
    )
  })
}
