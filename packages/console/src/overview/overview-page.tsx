import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { RefreshCw } from 'lucide-react'
import { useCallback, useEffect, type ReactNode } from 'react'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { useAppKeys } from '../app/app-keys.tsx'
import { useMay } from '../app/permissions.ts'
import { OverviewDocument } from '../generated/operations.ts'
import { EnvironmentSelect } from '../statistics/environment-select.tsx'
import { Button } from '../ui/button.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Time } from '../ui/time.tsx'
import { IssueList } from './issue-list.tsx'
import { TodayTable } from './today-table.tsx'

/** How often the page asks the server again, while somebody looks at it. */
const refreshMs = 60_000

/** What needs an operator first, then the numbers of the day. */
export function OverviewPage() {
  usePageTitle(i18n.t('Overview'))
  const { environment = 'PRODUCTION' } = useSearch({ from: '/shell/overview' })
  const navigate = useNavigate({ from: '/overview' })
  const withSales = useMay()('paymentStatistics')
  const { isLoading: isRoleUnknown } = useAppKeys()
  const [{ data, error, fetching, stale }, read] = useApiQuery(OverviewDocument, {
    variables: { environment, withSales },
    // The role decides what is asked for.
    pause: isRoleUnknown,
  })
  const readAgain = useCallback(() => read({ requestPolicy: 'network-only' }), [read])
  useRefresh(readAgain)
  return (
    <div className="pb-6">
      <Header readAt={data?.overview.readAt ?? null} onRead={readAgain}>
        <EnvironmentSelect
          value={environment}
          onChange={(next) =>
            void navigate({
              search: (previous) => ({ ...previous, environment: next === 'SANDBOX' ? next : undefined }),
            })
          }
        />
      </Header>
      {error !== undefined && data == null ? (
        <div className="p-4">
          <ApiErrorNote error={error} onRetry={readAgain} />
        </div>
      ) : (
        <>
          <section aria-labelledby="issues">
            <h2 id="issues" className="px-3 pt-4 pb-2 font-semibold sm:px-4">
              {i18n.t('Needs attention')}
            </h2>
            <IssueList
              issues={data?.overview.issues ?? null}
              environment={environment}
              isOutdated={fetching || stale}
            />
          </section>
          {withSales && <TodayTable statistics={data?.paymentStatistics ?? null} environment={environment} />}
        </>
      )}
    </div>
  )
}

function useRefresh(readAgain: () => void): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') readAgain()
    }, refreshMs)
    return () => clearInterval(timer)
  }, [readAgain])
}

type HeaderProps = {
  readonly readAt: string | null
  readonly onRead: () => void
  readonly children: ReactNode
}

function Header({ readAt, onRead, children }: HeaderProps) {
  return (
    <header className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2 sm:px-4">
      <h1 className="text-base font-semibold">{i18n.t('Overview')}</h1>
      <span className="flex-1" />
      {readAt !== null && (
        <span className="text-xs text-soft">
          {i18n.t('Read at')} <Time iso={readAt} />
        </span>
      )}
      <Button kind="quiet" onClick={onRead}>
        <RefreshCw aria-hidden size={14} />
        {i18n.t('Read again')}
      </Button>
      {children}
    </header>
  )
}
