import { i18n } from '@lingui/core'
import { Radio } from 'lucide-react'
import { useEffect } from 'react'
import { useApiQuery } from '../api/use-api-query.ts'
import { PaymentCountDocument } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { Status } from '../ui/status.tsx'
import type { StreamState } from './event-stream.ts'
import { ExportMenu } from './export-menu.tsx'
import { toPaymentFilter, type FilterProps, type PaymentSearch } from './payment-search.ts'
import type { PaymentList } from './use-payment-list.ts'

type ListStatusProps = FilterProps & { readonly list: PaymentList }

/** The number of matches, the live mode and the export. */
export function ListStatus({ search, onChange, list }: ListStatusProps) {
  const { stream, reloadCount } = list
  const isLive = stream !== null
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1.5 sm:px-4">
      <MatchCount search={search} isLoaded={list.page !== null} reloadCount={reloadCount} />
      <span role="status">{stream !== null && <StreamStatus state={stream} />}</span>
      <span className="flex flex-wrap items-center gap-2 sm:ml-auto">
        <Button
          aria-pressed={isLive}
          onClick={() => onChange(isLive ? { live: undefined } : { live: 'on', sort: undefined })}
        >
          <Radio aria-hidden size={14} />
          {isLive ? i18n.t('Stop live mode') : i18n.t('Live')}
        </Button>
        <ExportMenu search={search} />
      </span>
    </div>
  )
}

type MatchCountProps = {
  readonly search: PaymentSearch
  /** Whether the list has arrived; the count is not needed before. */
  readonly isLoaded: boolean
  readonly reloadCount: number
}

function MatchCount({ search, isLoaded, reloadCount }: MatchCountProps) {
  const [{ data }, retry] = useApiQuery(PaymentCountDocument, {
    variables: { filter: toPaymentFilter(search) },
    pause: !isLoaded,
  })
  useEffect(() => {
    if (reloadCount > 0) retry({ requestPolicy: 'network-only' })
  }, [reloadCount, retry])
  if (data === undefined) return <span className="text-soft">{i18n.t('Counting…')}</span>
  const { value, isExact } = data.paymentCount
  return (
    <span className="text-soft tabular-nums">
      {isExact
        ? i18n.t('{value, plural, one {# payment} other {# payments}}', { value })
        : i18n.t('{value, plural, other {# payments or more}}', { value })}
    </span>
  )
}

function StreamStatus({ state }: { readonly state: StreamState }) {
  if (state === 'OPEN') return <Status tone="good">{i18n.t('Live: the list follows the payments')}</Status>
  if (state === 'CONNECTING') return <Status tone="idle">{i18n.t('Connecting…')}</Status>
  return <Status tone="bad">{i18n.t('Connection lost. Trying again.')}</Status>
}
