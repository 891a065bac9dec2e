import type { RequestContext } from '../request-context.ts'

/** A GraphQL request over HTTP. The body is parsed JSON, `search` the part of the URL from its question mark. */
export type GraphqlHttpRequest = {
  readonly method: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly search: string
  readonly body: unknown
  readonly context: RequestContext
}

export type GraphqlHttpResponse = {
  readonly status: number
  readonly headers: Map<string, string>
  readonly body: string
}
