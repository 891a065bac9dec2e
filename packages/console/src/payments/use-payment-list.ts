import { useState } from 'react'
import type { CombinedError } from 'urql'
import { useApiQuery } from '../api/use-api-query.ts'
import { PaymentsDocument, type PaymentsQuery } from '../generated/operations.ts'
import type { StreamState } from './event-stream.ts'
import { toPaymentVariables, type PaymentSearch } from './payment-search.ts'
import { useLiveList } from './use-live-list.ts'
import { useNewRows } from './use-new-rows.ts'

export type PaymentList = {
  /** null until it has arrived. */
  readonly page: PaymentsQuery['payments'] | null
  readonly error: CombinedError | undefined
  readonly isOutdated: boolean
  readonly reload: () => void
  /** null while the list is not live. */
  readonly stream: StreamState | null
  /** How often the live mode has read the list again. */
  readonly reloadCount: number
  /** The rows that have appeared in the live mode. */
  readonly newIds: ReadonlySet<string>
}

/** The page of payments of a view. The first page can be live. */
export function usePaymentList(search: PaymentSearch): PaymentList {
  const variables = toPaymentVariables(search)
  const [{ data, error, fetching, stale }, retry] = useApiQuery(PaymentsDocument, { variables })
  const [reloadCount, setReloadCount] = useState(0)
  const isLive = search.live === 'on' && search.after === undefined && search.before === undefined
  const reload = () => retry({ requestPolicy: 'network-only' })
  const stream = useLiveList(isLive, () => {
    reload()
    setReloadCount((count) => count + 1)
  })
  const page = data?.payments ?? null
  const newIds = useNewRows(JSON.stringify(variables), page?.nodes ?? null, isLive)
  return { page, error, isOutdated: fetching || stale, reload, stream, reloadCount, newIds }
}
