import { RequestError } from '../platform/request-error.ts'

export function createUnauthenticatedError(message: string): RequestError {
  return new RequestError('UNAUTHENTICATED', message)
}

export function createUnknownAppKeyError(): RequestError {
  return createUnauthenticatedError('The AppKey is unknown.')
}
