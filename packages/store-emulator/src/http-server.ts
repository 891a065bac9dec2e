import { fastify } from 'fastify'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { EmulatorError } from './emulator-error.ts'

const bodyLimitBytes = 1024 * 1024

/** pino's levels. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

/** A Fastify server whose every error is `{error: {code, message, field?}}` and never the caller's mistake as a 5xx. */
export function createHttpServer(logLevel: LogLevel): FastifyInstance {
  const app = fastify({
    logger: logLevel === 'silent' ? false : { level: logLevel },
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (error, _request, reply) => {
      void sendError(reply, error)
    },
  })
  acceptJsonOnly(app)
  app.setErrorHandler((error, request, reply) => {
    const status = statusOf(error)
    if (status >= 500 && !(error instanceof EmulatorError)) request.log.error(error)
    return sendError(reply, error)
  })
  app.setNotFoundHandler((request, reply) =>
    sendError(
      reply,
      new EmulatorError(404, 'NOT_FOUND', `there is no ${request.method} ${request.url.split('?')[0] ?? ''}`),
    ),
  )
  return app
}

/** JSON and nothing else; many clients name its type also when they send no body. */
function acceptJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parse(request, String(body), done)
  })
}

function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const known = toEmulatorError(error)
  return reply.code(known.status).type('application/json; charset=utf-8').send(known.toBody())
}

function toEmulatorError(error: unknown): EmulatorError {
  if (error instanceof EmulatorError) return error
  const status = statusOf(error)
  if (status >= 500) return new EmulatorError(500, 'INTERNAL', 'internal error; see the emulator log')
  return new EmulatorError(status, 'BAD_REQUEST', error instanceof Error ? error.message : 'bad request')
}

function statusOf(error: unknown): number {
  if (error instanceof EmulatorError) return error.status
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' ? status : 500
}
