import type { FastifyInstance } from 'fastify'

/** Lets the routes of a scope take HTML forms too, as OAuth has them. A repeated field counts once, with its last value. */
export function acceptForms(scope: FastifyInstance): void {
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))))
    },
  )
}
