import { i18n } from '@lingui/core'
import { useParams } from '@tanstack/react-router'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { keepApp } from '../app/search-text.ts'
import { useKeys } from '../app/use-keys.ts'
import { UserDocument } from '../generated/operations.ts'
import { NoteList } from '../notes/note-list.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Empty, Skeleton } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { Time } from '../ui/time.tsx'
import { UserAccess } from './user-access.tsx'
import { UserActs } from './user-acts.tsx'
import type { UserDetails } from './user-details.ts'
import { UserHistory } from './user-history.tsx'
import { UserPayments, UserRefunds } from './user-payments.tsx'
import { RefundSummary, UserTotals } from './user-totals.tsx'

/** One user: what was paid, what is owed, what was refunded, and what operators did. */
export function UserPage() {
  const { userId } = useParams({ from: '/shell/users/$userId' })
  usePageTitle(i18n.t('User'))
  const [{ data, error }, retry] = useApiQuery(UserDocument, { variables: { id: userId } })
  const reload = () => retry({ requestPolicy: 'network-only' })
  useKeys({ c: () => void navigator.clipboard.writeText(userId) })
  return (
    <div className="p-3 sm:p-5">
      {data === undefined && error === undefined && <PageSkeleton />}
      {data === undefined && error !== undefined && <ApiErrorNote error={error} onRetry={reload} />}
      {data?.user === null && (
        <Empty title={i18n.t('There is no such user')}>
          {i18n.t('Check the id, or choose the AppKey above that the user belongs to.')}
        </Empty>
      )}
      {data?.user != null && <User user={data.user} onReload={reload} />}
    </div>
  )
}

function PageSkeleton() {
  return (
    <div className="grid gap-4" aria-busy>
      <Skeleton className="h-5 w-64" />
      <Skeleton className="w-1/2" />
      <Skeleton className="w-2/3" />
    </div>
  )
}

type UserProps = { readonly user: UserDetails; readonly onReload: () => void }

function User({ user, onReload }: UserProps) {
  const { id, userId, registeredAt, suspendedAt } = user
  return (
    <article>
      <header className="mb-5 flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h1 className="text-base font-semibold">
            <bdi className="line-clamp-2 break-all">{userId}</bdi>
          </h1>
          <p className="flex flex-wrap items-center gap-x-3 text-soft">
            <CopyText text={id} />
            <span>
              {i18n.t('registered')} <Time iso={registeredAt} />
            </span>
            {suspendedAt !== null && (
              <Status tone="bad">
                <TextLink to="/suspended-users" search={keepApp}>
                  {i18n.t('Suspended')}
                </TextLink>{' '}
                <Time iso={suspendedAt} />
              </Status>
            )}
          </p>
        </div>
        <span className="flex-1 max-sm:hidden" />
        <UserActs user={user} onReload={onReload} />
      </header>
      <div className="grid gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid min-w-0 content-start gap-8">
          <UserTotals user={user} />
          <UserAccess user={user} onReload={onReload} />
          <UserPayments user={user} />
          <UserRefunds user={user} />
        </div>
        <div className="grid min-w-0 content-start gap-8">
          <NoteList notes={user.notes} />
          <RefundSummary user={user} />
          <UserHistory user={user} />
        </div>
      </div>
    </article>
  )
}
