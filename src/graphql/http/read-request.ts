import { Transform } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { Caller, Services } from '../../domain/context.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { Credentials } from '../authenticate.ts'
import { readSessionCookie } from '../session-cookie.ts'

/** Maximum size of a body with credentials, into which the largest receipt fits; larger bodies are rejected without being read. */
export const maxBodyBytes = 2 * 1024 * 1024
/** A request without credentials can only use introspection, where that is enabled. */
const maxAnonymousBodyBytes = 16 * 1024

class BodyTooLargeError extends RequestError {
  readonly statusCode = 413
  constructor(limit: number) {
    super('BAD_USER_INPUT', `The body exceeds ${limit} bytes.`)
  }
}

class EncodedBodyError extends RequestError {
  readonly statusCode = 415
  constructor() {
    super('BAD_USER_INPUT', 'The body must be JSON in UTF-8 without a content encoding.')
  }
}

/**
 * Node keeps the first of several `authorization` headers; a proxy in front of the server may have checked the last.
 * @throws RequestError `UNAUTHENTICATED` if there are several
 */
export function readCredentials(
  { readClientAddress, consoleUrl }: Services,
  request: FastifyRequest,
): Credentials {
  const { authorization = [] } = request.raw.headersDistinct
  if (authorization.length > 1) {
    throw new RequestError('UNAUTHENTICATED', 'The request has several authorization headers.')
  }
  const appKey = request.headers['x-app-key']
  return {
    appKey: typeof appKey === 'string' ? appKey : null,
    authorization: request.headers.authorization ?? null,
    cookie: readSessionCookie(request.headers, consoleUrl),
    address: readClientAddress(request.raw),
  }
}

/** The maximum size of the body that a caller may send; null is a caller without credentials. */
export function bodyLimitOf(caller: Caller | null): number {
  return caller === null ? maxAnonymousBodyBytes : maxBodyBytes
}

/** @throws BodyTooLargeError if the request announces a body that is too large */
export function checkAnnouncedSize({ headers }: FastifyRequest, limit: number): void {
  if (Number(headers['content-length'] ?? 0) > limit) throw new BodyTooLargeError(limit)
}

/**
 * Bodies are never decompressed, and always read as UTF-8: a proxy that believes other headers would see another body.
 * @throws EncodedBodyError if the headers announce another encoding
 */
export function checkBodyEncoding({ headers }: FastifyRequest): void {
  const { 'content-encoding': coding = 'identity', 'content-type': type = '' } = headers
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(type)?.[1] ?? 'utf-8'
  if (coding.toLowerCase() !== 'identity' || !/^utf-?8$/i.test(charset)) throw new EncodedBodyError()
}

/** A stream that fails when a body whose size was not announced becomes too large. */
export function limitStream(limit: number): Transform {
  let received = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length
      if (received > limit) done(new BodyTooLargeError(limit))
      else done(null, chunk)
    },
  })
}
