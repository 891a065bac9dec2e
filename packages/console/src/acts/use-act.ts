import { useCallback, useState } from 'react'
import { useClient, type AnyVariables, type CombinedError, type TypedDocumentNode } from 'urql'
import { codeOf, fetchOptionsOf } from '../api/api-client.ts'
import { useAppKeys } from '../app/app-keys.tsx'
import type { ProblemTextFragment, TypedDocumentString } from '../generated/operations.ts'

/** Why an act changed nothing. */
export type ActFailure =
  | { readonly kind: 'PROBLEM'; readonly problem: ProblemTextFragment }
  | { readonly kind: 'ERROR'; readonly error: CombinedError }
  | { readonly kind: 'SECOND_FACTOR' }

type Act<Data, Variables> = {
  readonly document: TypedDocumentString<Data, Variables>
  readonly readProblem: (data: Data) => ProblemTextFragment | null
}

export type ActState<Data, Variables> = {
  readonly isPending: boolean
  /** null while nothing is wrong. */
  readonly failure: ActFailure | null
  /** The data of an act that succeeded; null if it failed. The reason is kept in the audit log. */
  run: (variables: Variables, reason: string | null) => Promise<Data | null>
}

/** Runs a mutation. Nothing on the page changes before the server has answered. */
export function useAct<Data, Variables extends AnyVariables>({
  document,
  readProblem,
}: Act<Data, Variables>): ActState<Data, Variables> {
  const client = useClient()
  const { appKey } = useAppKeys()
  const [isPending, setPending] = useState(false)
  const [failure, setFailure] = useState<ActFailure | null>(null)
  const run = useCallback(
    async (variables: Variables, reason: string | null) => {
      setPending(true)
      setFailure(null)
      const mutation = document.toString() as unknown as TypedDocumentNode<Data, Variables>
      const { data, error } = await client.mutation(mutation, variables, {
        fetchOptions: fetchOptionsOf({ appKey, reason }),
      })
      setPending(false)
      const failed = readFailure(data, error, readProblem)
      setFailure(failed)
      return failed === null ? (data ?? null) : null
    },
    [client, appKey, document, readProblem],
  )
  return { isPending, failure, run }
}

function readFailure<Data>(
  data: Data | undefined,
  error: CombinedError | undefined,
  readProblem: (data: Data) => ProblemTextFragment | null,
): ActFailure | null {
  if (error !== undefined) {
    const reason = error.graphQLErrors[0]?.extensions['reason']
    const needsFactor = codeOf(error) === 'FORBIDDEN' && reason === 'SECOND_FACTOR_REQUIRED'
    return needsFactor ? { kind: 'SECOND_FACTOR' } : { kind: 'ERROR', error }
  }
  const problem = data === undefined ? null : readProblem(data)
  return problem === null ? null : { kind: 'PROBLEM', problem }
}
