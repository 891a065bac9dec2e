import { i18n } from '@lingui/core'
import { useApiQuery } from '../api/use-api-query.ts'
import { storeLabel } from '../format/labels.ts'
import { RefundReviewStatisticsDocument, type RefundReviewStatisticsQuery } from '../generated/operations.ts'
import { FilterRow, TextFilter } from '../pages/filters.tsx'
import { Loaded } from '../pages/page-frame.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Money } from '../ui/money.tsx'
import { Empty } from '../ui/notes.tsx'
import { Status } from '../ui/status.tsx'
import { answerLabel, reviewStatusLabel, reviewTones } from './review-labels.ts'
import { toStatisticsVariables, type ReviewSearch } from './review-search.ts'

type StatisticsProps = {
  readonly search: ReviewSearch
  readonly onChange: (changes: Partial<ReviewSearch>) => void
}

/** How many reviews there were, how they were answered, what became of them, and what they cost. */
export function ReviewStatistics({ search, onChange }: StatisticsProps) {
  const { from, to } = search
  const [{ data, error, fetching, stale }, retry] = useApiQuery(RefundReviewStatisticsDocument, {
    variables: toStatisticsVariables(search),
  })
  return (
    <>
      <FilterRow
        isFiltered={(from ?? to) !== undefined}
        onClear={() => onChange({ from: undefined, to: undefined })}
      >
        <TextFilter
          label={i18n.t('Requested from')}
          type="date"
          value={from}
          onApply={(day) => onChange({ from: day })}
        />
        <TextFilter
          label={i18n.t('To and including')}
          type="date"
          value={to}
          onApply={(day) => onChange({ to: day })}
        />
      </FilterRow>
      <Loaded data={data} error={error} onRetry={() => retry({ requestPolicy: 'network-only' })}>
        {({ refundReviewStatistics: groups }) =>
          groups.length === 0 ? (
            <Empty title={i18n.t('No refund review was requested in this period')} />
          ) : (
            <DataTable columns={columns()} rows={groups.map(toRow)} isOutdated={fetching || stale} />
          )
        }
      </Loaded>
    </>
  )
}

type Group = RefundReviewStatisticsQuery['refundReviewStatistics'][number]
type Row = Group & { readonly id: string }

const toRow = (group: Group): Row => ({
  ...group,
  id: [group.store, group.status, group.answer, group.refunded, group.chargebackCost?.currencyCode].join('/'),
})

const columns = (): readonly Column<Row>[] => [
  { name: 'store', title: () => i18n.t('Store'), render: ({ store }) => storeLabel(i18n, store) },
  {
    name: 'count',
    title: () => i18n.t('Reviews'),
    isNumber: true,
    className: 'sm:w-24',
    render: ({ count }) => count,
  },
  {
    name: 'status',
    title: () => i18n.t('Status'),
    render: ({ status }) => <Status tone={reviewTones[status]}>{reviewStatusLabel(i18n, status)}</Status>,
  },
  {
    name: 'answer',
    title: () => i18n.t('Answer'),
    className: 'max-sm:text-right',
    render: ({ answer }) => (answer === null ? i18n.t('No answer') : answerLabel(i18n, answer)),
  },
  {
    name: 'refunded',
    title: () => i18n.t('What the store did'),
    render: ({ refunded }) => (refunded ? i18n.t('Refunded') : i18n.t('Not refunded')),
  },
  {
    name: 'cost',
    title: () => i18n.t('Chargebacks cost'),
    hint: i18n.t('The revenue that chargebacks take back, as Google Play states it, without fees of banks.'),
    isNumber: true,
    render: ({ chargebackCost }) => <Money money={chargebackCost} />,
  },
]
