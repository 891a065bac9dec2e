import { i18n } from '@lingui/core'
import { eventLabel } from '../format/event-label.ts'
import type { DeliveryRowFragment } from '../generated/operations.ts'
import { ForwardPager } from '../pages/forward-pager.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Section } from '../ui/facts.tsx'
import { Empty } from '../ui/notes.tsx'
import { Status } from '../ui/status.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { Time } from '../ui/time.tsx'
import type { DeliverySearch } from './delivery-search.ts'
import { deliveryStatusLabel, deliveryTones } from './webhook-labels.ts'

type DeliveryListProps = {
  readonly page: {
    readonly nodes: readonly DeliveryRowFragment[]
    readonly pageInfo: {
      readonly hasNextPage: boolean
      readonly hasPreviousPage: boolean
      readonly endCursor: string | null
    }
  }
  readonly search: DeliverySearch
  readonly isOutdated: boolean
  readonly onChange: (changes: DeliverySearch) => void
}

/** The attempts to deliver events, newest first. */
export function DeliveryList({ page, search, isOutdated, onChange }: DeliveryListProps) {
  const { delivered } = search
  return (
    <Section title={i18n.t('Deliveries')}>
      <Tabs
        label={i18n.t('Outcome')}
        value={delivered ?? 'ALL'}
        options={[
          ['ALL', i18n.t('All')],
          ['FAILED', i18n.t('Failed')],
          ['DELIVERED', i18n.t('Delivered')],
        ]}
        onChange={(next) => onChange({ delivered: next === 'ALL' ? undefined : next, after: undefined })}
      />
      <DataTable
        columns={[timeColumn((event) => onChange({ event })), ...columns]}
        rows={page.nodes}
        isOutdated={isOutdated}
      />
      {page.nodes.length === 0 && (
        <Empty
          title={delivered === undefined ? i18n.t('Nothing was delivered yet') : i18n.t('There are none')}
        >
          {i18n.t('Attempts are kept for 30 days. A test is not among them.')}
        </Empty>
      )}
      <ForwardPager pageInfo={page.pageInfo} onMove={(after) => onChange({ after })} />
    </Section>
  )
}

const timeColumn = (onOpen: (eventId: string) => void): Column<DeliveryRowFragment> => ({
  name: 'time',
  title: () => i18n.t('When'),
  className: 'max-sm:order-3 max-sm:text-soft',
  render: ({ attemptedAt, event }) =>
    event === null ? (
      <Time iso={attemptedAt} />
    ) : (
      <button
        type="button"
        data-row-link
        className="underline decoration-line underline-offset-2 hover:decoration-accent"
        onClick={() => onOpen(event.id)}
      >
        <Time iso={attemptedAt} />
      </button>
    ),
})

const columns: readonly Column<DeliveryRowFragment>[] = [
  {
    name: 'event',
    title: () => i18n.t('Event'),
    className: 'max-sm:order-1',
    render: ({ event }) =>
      event === null ? (
        <span className="text-soft">{i18n.t('no longer retained')}</span>
      ) : (
        eventLabel(i18n, event.type)
      ),
  },
  {
    name: 'status',
    title: () => i18n.t('Outcome'),
    className: 'max-sm:order-2',
    render: ({ status, responseStatus }) => (
      <Status tone={deliveryTones[status]}>
        {deliveryStatusLabel(i18n, status)}
        {responseStatus !== null && <span className="text-soft">{responseStatus}</span>}
      </Status>
    ),
  },
  {
    name: 'duration',
    title: () => i18n.t('Duration'),
    isNumber: true,
    className: 'max-sm:order-4',
    render: ({ durationMs }) => `${durationMs} ms`,
  },
  {
    name: 'error',
    title: () => i18n.t('Error'),
    className: 'w-1/3 max-md:hidden',
    render: ({ error }) =>
      error === null ? (
        <span className="text-soft">–</span>
      ) : (
        <bdi className="line-clamp-2 break-words" lang="en">
          {error}
        </bdi>
      ),
  },
]
