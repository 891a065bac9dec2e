import { createApiClient, type ApiClient } from '../support/api.ts'

export type ReasonClient = {
  readonly headers: Readonly<Record<string, string>>
  /** Calls a mutation with a reason of its own in the header; it throws if there is a problem. */
  readonly mutate: ApiClient['mutate']
  /** The names of the mutations that were called, in alphabetical order. */
  readonly calledNames: () => readonly string[]
  readonly reasonOf: (name: string) => string
}

const reasonOf = (name: string) => `because of ${name} – 사유 100 %`

/** A client that gives each mutation a reason. */
export function createReasonClient(url: string, headers: Readonly<Record<string, string>>): ReasonClient {
  const called = new Set<string>()
  return {
    headers,
    mutate: async (name, input) => {
      called.add(name)
      // An argument `reason` wins over the header.
      const reason = 'reason' in input ? 'the header' : reasonOf(name)
      const client = createApiClient(url, { ...headers, 'x-coinslot-reason': encodeURIComponent(reason) })
      const payload = await client.mutate(name, input)
      if (payload.problem != null) throw new Error(`${name}: ${JSON.stringify(payload.problem)}`)
      return payload
    },
    calledNames: () => [...called].toSorted(),
    reasonOf,
  }
}
