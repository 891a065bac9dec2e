import type { AuthenticatedContext } from '../domain/context.ts'
import { assertUnknownOperationLimit, countUnknownOperation } from '../domain/rate-limit/assert-rate-limit.ts'
import { sha256 } from '../platform/crypto.ts'
import { parseDocumentId } from '../platform/document-id.ts'
import { RequestError } from '../platform/request-error.ts'
import { checkDocumentLength } from './query-limits.ts'
import { createMissingCredentialsError } from './request-context.ts'

/** The members of a request, of HTTP or WebSocket, that select its document. */
export type DocumentRequest = {
  readonly query?: unknown
  /** `sha256:…`, as GraphQL over HTTP defines it. */
  readonly documentId?: unknown
  /** With `persistedQuery.sha256Hash`, as Apollo's clients send it. */
  readonly extensions?: unknown
}

/**
 * Selects the text of the document to execute: that of the request, or that of the persisted operation which it names. Undefined for a
 * request without either, which the GraphQL server rejects.
 * @throws RequestError if the caller may not execute the document, or the named one does not exist
 */
export async function selectDocument(
  context: AuthenticatedContext | null,
  request: DocumentRequest,
): Promise<string | undefined> {
  const text = typeof request.query === 'string' && request.query !== '' ? request.query : undefined
  const named = readDocumentName(request)
  if (named === null) {
    if (text !== undefined && context !== null) await checkPolicy(context, text)
    return text
  }
  if (context === null) throw createMissingCredentialsError()
  if (text === undefined) {
    return (await findOperation(context, named.hash)) ?? rejectUnknown(context, named)
  }
  if (named.protocol === 'GRAPHQL') throw badRequest('Send documentId or query, not both.')
  checkDocumentLength(text)
  if (!sha256(text).equals(named.hash)) throw badRequest('The sha256Hash is not the hash of the query.')
  await checkPolicy(context, text)
  return text
}

/**
 * Persisted operations belong to an AppKey; a caller that names none has none. Looking for one that does not exist counts as reading,
 * because every hash that somebody invents is looked up in the database.
 * @throws RateLimitedError
 */
async function findOperation(context: AuthenticatedContext, hash: Buffer): Promise<string | null> {
  const { app, operations } = context
  if (app === null) return null
  const cached = operations.findCached(app, hash)
  if (cached !== null) return cached
  await assertUnknownOperationLimit(context)
  const found = await operations.find(app, hash)
  if (found === null) await countUnknownOperation(context)
  return found
}

type DocumentName = { readonly hash: Buffer; readonly protocol: 'GRAPHQL' | 'APOLLO' }

function readDocumentName({ documentId, extensions }: DocumentRequest): DocumentName | null {
  if (documentId != null) {
    const hash = typeof documentId === 'string' ? parseDocumentId(documentId) : null
    if (hash === null) throw badRequest('documentId must be sha256: and 64 lower-case hexadecimal digits.')
    return { hash, protocol: 'GRAPHQL' }
  }
  const persistedQuery = readMember(extensions, 'persistedQuery')
  if (persistedQuery == null) return null
  const sha256Hash = readMember(persistedQuery, 'sha256Hash')
  const hash = typeof sha256Hash === 'string' ? parseDocumentId(`sha256:${sha256Hash}`) : null
  if (hash === null) throw badRequest('persistedQuery.sha256Hash must be 64 lower-case hexadecimal digits.')
  return { hash, protocol: 'APOLLO' }
}

function readMember(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : null
}

/** The text of a registered document is as good as its id. */
async function checkPolicy(context: AuthenticatedContext, text: string): Promise<void> {
  if (!isRestricted(context)) return
  checkDocumentLength(text)
  if ((await findOperation(context, sha256(text))) !== null) return
  throw notFound('This AppKey accepts only persisted operations, and this is none of them.')
}

function isRestricted({ app, caller }: AuthenticatedContext): boolean {
  return caller.kind === 'CLIENT' && app?.row.operationsPolicy === 'PERSISTED_ONLY'
}

/** Apollo's clients send the text after an error with this message. Where any operation is allowed, that makes them work. */
function rejectUnknown(context: AuthenticatedContext, { protocol }: DocumentName): never {
  const isRepeatable = protocol === 'APOLLO' && !isRestricted(context)
  throw notFound(
    isRepeatable ? 'PersistedQueryNotFound' : 'The AppKey has no persisted operation with this id.',
  )
}

function notFound(message: string): RequestError {
  return new RequestError('PERSISTED_OPERATION_NOT_FOUND', message)
}

function badRequest(message: string): RequestError {
  return new RequestError('BAD_USER_INPUT', message)
}
