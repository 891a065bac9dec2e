import type { IncomingMessage } from 'node:http'
import { checkReason } from '../domain/audit/check-reason.ts'
import { RequestError } from '../platform/request-error.ts'

/** The header with the reason for all changes of a request, in percent-encoded UTF-8. */
export const reasonHeader = 'x-coinslot-reason'

/**
 * The reason of a request for the audit log; null if it gives none. Headers carry only ASCII reliably, so it is percent-encoded, as
 * `encodeURIComponent` does.
 * @throws RequestError `BAD_USER_INPUT`
 */
export function readReasonHeader({
  headersDistinct,
}: Pick<IncomingMessage, 'headersDistinct'>): string | null {
  const values = headersDistinct[reasonHeader] ?? []
  if (values.length > 1) throw createReasonError(`The request has several ${reasonHeader} headers.`)
  const [value = ''] = values
  return value === '' ? null : checkedReason(decodePercent(value), reasonHeader)
}

/**
 * The reason of an operation of a WebSocket: `extensions.reason` of its message, because the headers of a socket are those of its
 * opening.
 * @throws RequestError `BAD_USER_INPUT`
 */
export function readReasonExtension(
  extensions: Readonly<Record<string, unknown>> | null | undefined,
): string | null {
  const reason = extensions?.['reason'] ?? null
  if (reason === null) return null
  if (typeof reason !== 'string') throw createReasonError('extensions.reason must be a string.')
  return checkedReason(reason, 'extensions.reason')
}

function decodePercent(value: string): string {
  try {
    if (/^[\x20-\x7e]+$/.test(value)) return decodeURIComponent(value)
  } catch {
    // A `%` that encodes nothing, or bytes that are not UTF-8.
  }
  throw createReasonError(`${reasonHeader} must be percent-encoded UTF-8.`)
}

function checkedReason(reason: string, name: string): string {
  const problem = checkReason(reason)
  if (problem !== null) throw createReasonError(`${name}: ${problem.message}.`)
  return reason
}

function createReasonError(message: string): RequestError {
  return new RequestError('BAD_USER_INPUT', message)
}
