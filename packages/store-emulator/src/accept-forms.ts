import type { FastifyInstance } from 'fastify'

/** Accepts form bodies in a scope, which OAuth requires. Of a repeated field the last value is used. */
export function acceptForms(scope: FastifyInstance): void {
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))))
    },
  )
}
