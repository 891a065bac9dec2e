import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { keepApp } from '../app/search-text.ts'
import { RefundApprovalsDocument } from '../generated/operations.ts'
import { DataTable } from '../ui/data-table.tsx'
import { Empty } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { approvalColumns } from './approval-columns.tsx'

/** The refunds that wait for a second operator, and those that were decided. */
export function ApprovalsPage() {
  usePageTitle(i18n.t('Approvals'))
  const { show, after } = useSearch({ from: '/shell/approvals' })
  const navigate = useNavigate({ from: '/approvals' })
  const isOpen = show !== 'all'
  const [{ data, error, fetching, stale }, retry] = useApiQuery(RefundApprovalsDocument, {
    variables: { open: isOpen, ...(after === undefined ? {} : { after }) },
  })
  const reload = () => retry({ requestPolicy: 'network-only' })
  const list = data?.refundApprovals
  return (
    <div className="flex flex-col">
      <h1 className="sr-only">{i18n.t('Approvals')}</h1>
      <ShownRequests isOpen={isOpen} />
      {error !== undefined && list === undefined ? (
        <div className="p-4">
          <ApiErrorNote error={error} onRetry={reload} />
        </div>
      ) : (
        <>
          <DataTable
            columns={approvalColumns(reload)}
            rows={list?.nodes ?? null}
            isOutdated={fetching || stale}
          />
          {list?.nodes.length === 0 && <NoApprovals isOpen={isOpen} />}
          {list !== undefined && (
            <Pager
              pageInfo={list.pageInfo}
              onMove={(position) =>
                void navigate({
                  search: ({ after: _, ...previous }) => ({ ...previous, ...readAfter(position) }),
                })
              }
            />
          )}
        </>
      )}
    </div>
  )
}

/** Those that wait, or all. */
function ShownRequests({ isOpen }: { readonly isOpen: boolean }) {
  const navigate = useNavigate({ from: '/approvals' })
  const show = (next: 'open' | 'all') =>
    void navigate({
      search: (previous) => ({ ...keepApp(previous), ...(next === 'all' ? { show: next } : {}) }),
    })
  return (
    <div className="px-3 pt-2 sm:px-4">
      <Tabs
        label={i18n.t('Shown requests')}
        value={isOpen ? 'open' : 'all'}
        options={[
          ['open', i18n.t('Waiting')],
          ['all', i18n.t('All')],
        ]}
        onChange={show}
      />
    </div>
  )
}

/** The list is read forwards; back is the browser's. */
const readAfter = ({ after }: { readonly after?: string }) => (after === undefined ? {} : { after })

function NoApprovals({ isOpen }: { readonly isOpen: boolean }) {
  return (
    <Empty
      title={isOpen ? i18n.t('No refund waits for an approval') : i18n.t('No refund needed an approval')}
    >
      {i18n.t('The settings of the AppKey have the amounts above which a second operator approves a refund.')}
    </Empty>
  )
}
