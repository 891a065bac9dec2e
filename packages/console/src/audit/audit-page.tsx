import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { keepApp } from '../app/search-text.ts'
import { AuditLogDocument, type AuditLogRowFragment } from '../generated/operations.ts'
import { ChoiceFilter, FilterRow, TextFilter } from '../pages/filters.tsx'
import { ForwardPager } from '../pages/forward-pager.tsx'
import { PageFrame } from '../pages/page-frame.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Empty } from '../ui/notes.tsx'
import { Time } from '../ui/time.tsx'
import { actorKindLabel, actorText } from './audit-labels.ts'
import { AuditPanel } from './audit-panel.tsx'
import { actorKinds, toAuditVariables, type AuditSearch } from './audit-search.ts'

/** Who changed what, when and why. */
export function AuditPage() {
  const search = useSearch({ from: '/shell/audit' })
  const navigate = useNavigate({ from: '/audit' })
  const [{ data, error, fetching, stale }, retry] = useApiQuery(AuditLogDocument, {
    variables: toAuditVariables(search),
  })
  const show = (changes: Partial<AuditSearch>) =>
    void navigate({ search: (previous) => ({ ...previous, ...changes }) })
  const filter = (changes: Partial<AuditSearch>) => show({ after: undefined, entry: undefined, ...changes })
  const page = data?.auditLog
  const opened = page?.nodes.find(({ id }) => id === search.entry)
  const isFiltered = Object.keys(toAuditVariables({ ...search, after: undefined })).length > 0
  return (
    <PageFrame title={i18n.t('Audit log')}>
      <Filters
        search={search}
        isFiltered={isFiltered}
        onChange={filter}
        onClear={() => void navigate({ search: keepApp })}
      />
      {error !== undefined && page === undefined ? (
        <div className="p-4">
          <ApiErrorNote error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
        </div>
      ) : (
        <DataTable
          columns={[timeColumn((entry) => show({ entry })), ...columns]}
          rows={page?.nodes ?? null}
          isOutdated={fetching || stale}
        />
      )}
      {page?.nodes.length === 0 && (
        <Empty
          title={isFiltered ? i18n.t('No entry matches the filter') : i18n.t('The audit log is empty')}
        />
      )}
      {page !== undefined && (
        <ForwardPager pageInfo={page.pageInfo} onMove={(after) => show({ after, entry: undefined })} />
      )}
      {data?.appKey.auditHead != null && <Head head={data.appKey.auditHead} />}
      {opened !== undefined && <AuditPanel entry={opened} onClose={() => show({ entry: undefined })} />}
    </PageFrame>
  )
}

type FiltersProps = {
  readonly search: AuditSearch
  readonly isFiltered: boolean
  readonly onChange: (changes: Partial<AuditSearch>) => void
  readonly onClear: () => void
}

function Filters({ search, isFiltered, onChange, onClear }: FiltersProps) {
  return (
    <FilterRow isFiltered={isFiltered} onClear={onClear}>
      <ChoiceFilter
        title={i18n.t('Kind of caller')}
        value={search.kind}
        options={actorKinds.map((kind) => [kind, actorKindLabel(i18n, kind)])}
        onChange={(kind) => onChange({ kind })}
      />
      <TextFilter
        label={i18n.t('Name or id of the caller')}
        value={search.actor}
        onApply={(actor) => onChange({ actor })}
      />
      <TextFilter label={i18n.t('Action')} value={search.action} onApply={(action) => onChange({ action })} />
      <TextFilter
        label={i18n.t('Id of the object')}
        value={search.subject}
        onApply={(subject) => onChange({ subject })}
      />
      <TextFilter
        label={i18n.t('From')}
        type="date"
        value={search.from}
        onApply={(from) => onChange({ from })}
      />
      <TextFilter
        label={i18n.t('To and including')}
        type="date"
        value={search.to}
        onApply={(to) => onChange({ to })}
      />
    </FilterRow>
  )
}

/** The end of the chain: whoever keeps it elsewhere can prove later that nothing was removed. */
function Head({ head }: { readonly head: { readonly position: number; readonly hash: string } }) {
  return (
    <p className="border-t border-line px-3 py-3 text-xs text-soft sm:px-4">
      {i18n.t('Newest entry of the chain; keep it elsewhere to prove later that nothing was removed:')}{' '}
      <CopyText text={`${head.position}:${head.hash}`} />
    </p>
  )
}

const timeColumn = (onOpen: (id: string) => void): Column<AuditLogRowFragment> => ({
  name: 'time',
  title: () => i18n.t('When'),
  className: 'max-sm:order-2 max-sm:text-right',
  render: ({ id, occurredAt }) => (
    <button
      type="button"
      data-row-link
      className="underline decoration-line underline-offset-2 hover:decoration-accent"
      onClick={() => onOpen(id)}
    >
      <Time iso={occurredAt} />
    </button>
  ),
})

const columns: readonly Column<AuditLogRowFragment>[] = [
  {
    name: 'actor',
    title: () => i18n.t('Caller'),
    className: 'max-sm:order-3 max-sm:col-span-2 max-sm:text-soft',
    render: ({ actor }) => (
      <>
        <bdi className="line-clamp-2 max-w-52 break-words">{actorText(i18n, actor)}</bdi>
        {actor.name !== null && <span className="text-xs text-soft">{actorKindLabel(i18n, actor.kind)}</span>}
      </>
    ),
  },
  {
    name: 'action',
    title: () => i18n.t('Action'),
    className: 'max-sm:order-1',
    render: ({ action }) => <span className="font-mono text-xs">{action}</span>,
  },
  {
    name: 'subject',
    title: () => i18n.t('Object'),
    className: 'max-md:hidden',
    render: ({ subjectId }) => <CopyText text={subjectId} />,
  },
  {
    name: 'reason',
    title: () => i18n.t('Reason'),
    className: 'max-sm:order-4 max-sm:col-span-2 sm:w-1/4',
    render: ({ reason }) =>
      reason === null ? (
        <span className="text-soft">–</span>
      ) : (
        <bdi className="line-clamp-2 break-words">{reason}</bdi>
      ),
  },
]
