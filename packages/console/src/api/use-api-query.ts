import {
  useQuery,
  type AnyVariables,
  type RequestPolicy,
  type TypedDocumentNode,
  type UseQueryResponse,
} from 'urql'
import type { TypedDocumentString } from '../generated/operations.ts'

type QueryOptions<Variables> = {
  readonly variables: Variables
  readonly pause?: boolean
  /** `network-only` where an earlier answer must not be shown, for example in a form that replaces what it shows. */
  readonly requestPolicy?: RequestPolicy
}

/**
 * Runs a generated operation. The generated documents are texts, whose types urql does not know. An operation that was refused as a whole
 * has no data: urql says null, which its types do not have.
 */
export function useApiQuery<Data, Variables extends AnyVariables>(
  document: TypedDocumentString<Data, Variables>,
  { variables, pause = false, requestPolicy }: QueryOptions<Variables>,
): UseQueryResponse<Data, Variables> {
  const query = document.toString() as unknown as TypedDocumentNode<Data, Variables>
  const [{ data, ...state }, retry] = useQuery<Data, Variables>({
    query,
    variables,
    pause,
    ...(requestPolicy === undefined ? {} : { requestPolicy }),
  })
  return [data == null ? state : { ...state, data }, retry]
}
