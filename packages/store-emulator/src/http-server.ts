import { fastify } from 'fastify'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { ZodFastifySchemaValidationError } from 'fastify-type-provider-zod'
import { EmulatorError, invalidInput } from './emulator-error.ts'

const bodyLimitBytes = 1024 * 1024

/** The log levels of pino. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

/** A Fastify server whose errors all have the body `{error: {code, message, field?}}`; invalid requests are never 5xx. */
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
    const emulatorError = toEmulatorError(error)
    if (emulatorError.status >= 500 && emulatorError !== error) request.log.error(error)
    return sendError(reply, emulatorError)
  })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    return sendError(reply, new EmulatorError(404, 'NOT_FOUND', `${request.method} ${path} does not exist`))
  })
  return app
}

/** Many clients send the content type of JSON without a body, so an empty body is accepted. */
function acceptJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parse(request, String(body), done)
  })
}

function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const emulatorError = toEmulatorError(error)
  return reply.code(emulatorError.status).type('application/json; charset=utf-8').send(emulatorError.toBody())
}

function toEmulatorError(error: unknown): EmulatorError {
  if (error instanceof EmulatorError) return error
  if (hasZodFastifySchemaValidationErrors(error)) return toInputError(error.validation)
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  if (typeof status !== 'number' || status >= 500) {
    return new EmulatorError(500, 'INTERNAL', 'internal error; see the emulator log')
  }
  return new EmulatorError(status, 'BAD_REQUEST', error instanceof Error ? error.message : 'bad request')
}

/** Reports the first invalid field. */
function toInputError([issue]: readonly ZodFastifySchemaValidationError[]): EmulatorError {
  const path = issue?.instancePath.split('/').filter((part) => part !== '') ?? []
  const unrecognizedKeys: unknown = issue?.params['keys']
  if (issue?.keyword === 'unrecognized_keys' && Array.isArray(unrecognizedKeys)) {
    path.push(String(unrecognizedKeys[0]))
  }
  return invalidInput(issue?.message ?? 'invalid input', path.join('.') || undefined)
}
