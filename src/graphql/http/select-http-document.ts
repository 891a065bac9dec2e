import type { AuthenticatedContext } from '../../domain/context.ts'
import { selectDocument } from '../select-document.ts'

/** The part of an HTTP request that contains the GraphQL request: the body of a POST, otherwise the search part of the URL. */
type HttpContent = { readonly method: string; readonly search: string; readonly body: unknown }

/**
 * Puts the text of a persisted operation into the request that names it, and checks whether the caller may execute the document.
 * @throws RequestError if it may not, or if the named operation does not exist
 */
export async function selectHttpDocument(
  caller: AuthenticatedContext | null,
  content: HttpContent,
): Promise<Omit<HttpContent, 'method'>> {
  const { method, search, body } = content
  if (method !== 'POST') return { body, search: await selectBySearch(caller, search) }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { search, body }
  const request = body as Readonly<Record<string, unknown>>
  const query = await selectDocument(caller, request)
  if (!isNamed(request)) return { search, body }
  const { documentId: _, extensions, ...others } = request
  return { search, body: { ...others, query, extensions: withoutPersistedQuery(extensions) } }
}

async function selectBySearch(caller: AuthenticatedContext | null, search: string): Promise<string> {
  const parameters = new URLSearchParams(search)
  const request = {
    query: parameters.get('query'),
    documentId: parameters.get('documentId'),
    extensions: parseJson(parameters.get('extensions')),
  }
  const query = await selectDocument(caller, request)
  if (query === undefined || !isNamed(request)) return search
  parameters.delete('documentId')
  parameters.set('query', query)
  parameters.set('extensions', JSON.stringify(withoutPersistedQuery(request.extensions)))
  return `?${parameters.toString()}`
}

function isNamed({ documentId, extensions }: Readonly<Record<string, unknown>>): boolean {
  const hasPersistedQuery =
    typeof extensions === 'object' && extensions !== null && 'persistedQuery' in extensions
  return documentId != null || hasPersistedQuery
}

/** Apollo Server would answer that it does not support persisted queries. */
function withoutPersistedQuery(extensions: unknown): Readonly<Record<string, unknown>> {
  if (typeof extensions !== 'object' || extensions === null) return {}
  const { persistedQuery: _, ...others } = extensions as Readonly<Record<string, unknown>>
  return others
}

/** Malformed JSON is left to the GraphQL server, which rejects it. */
function parseJson(text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
