import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useApiQuery } from '../api/use-api-query.ts'
import { keepApp } from '../app/search-text.ts'
import { SuspendedUsersDocument, type SuspendedUserRowFragment } from '../generated/operations.ts'
import { ForwardPager } from '../pages/forward-pager.tsx'
import { Loaded, PageFrame } from '../pages/page-frame.tsx'
import { Clamped } from '../ui/clamped.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Empty } from '../ui/notes.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { Time } from '../ui/time.tsx'

/** The users whose payments cannot be consumed, the latest suspension first. Each is released on its own page. */
export function SuspendedUsersPage() {
  const { after } = useSearch({ from: '/shell/suspended-users' })
  const navigate = useNavigate({ from: '/suspended-users' })
  const [{ data, error, fetching, stale }, retry] = useApiQuery(SuspendedUsersDocument, {
    variables: after === undefined ? {} : { after },
  })
  return (
    <PageFrame title={i18n.t('Suspended users')}>
      <Loaded data={data} error={error} onRetry={() => retry({ requestPolicy: 'network-only' })}>
        {({ suspendedUsers: { nodes, pageInfo } }) => (
          <>
            <DataTable columns={columns} rows={nodes} isOutdated={fetching || stale} />
            {nodes.length === 0 && (
              <Empty title={i18n.t('No user is suspended')}>
                {i18n.t(
                  'Suspend a user on the page of the user, for example while refunds of used items are looked into.',
                )}
              </Empty>
            )}
            <ForwardPager
              pageInfo={pageInfo}
              onMove={(next) => void navigate({ search: (previous) => ({ ...previous, after: next }) })}
            />
          </>
        )}
      </Loaded>
    </PageFrame>
  )
}

/** The entry of the suspension; null if the user was changed often since then. */
const suspensionOf = ({ auditEntries }: SuspendedUserRowFragment) =>
  auditEntries?.nodes.find(({ action }) => action === 'suspendUser') ?? null

const columns: readonly Column<SuspendedUserRowFragment>[] = [
  {
    name: 'user',
    title: () => i18n.t('User'),
    className: 'sm:min-w-56 max-sm:order-1',
    render: ({ id, userId }) => (
      <RowLink to="/users/$userId" params={{ userId: id }} search={keepApp}>
        <bdi className="line-clamp-2 max-w-80 font-mono text-xs leading-5 break-all">{userId}</bdi>
      </RowLink>
    ),
  },
  {
    name: 'since',
    title: () => i18n.t('Suspended since'),
    className: 'sm:w-48 max-sm:order-2 max-sm:text-soft',
    render: ({ suspendedAt }) => (suspendedAt === null ? '–' : <Time iso={suspendedAt} />),
  },
  {
    name: 'reason',
    title: () => i18n.t('Reason'),
    className: 'max-sm:order-3 max-sm:col-span-2',
    render: (user) => <Clamped text={suspensionOf(user)?.reason ?? '–'} />,
  },
  {
    name: 'actor',
    title: () => i18n.t('By'),
    className: 'sm:w-48 max-sm:hidden',
    render: (user) => {
      const actor = suspensionOf(user)?.actor
      return <Clamped text={actor?.name ?? actor?.id ?? '–'} />
    },
  },
]
