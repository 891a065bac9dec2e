import { i18n } from '@lingui/core'
import { Link, Outlet, useSearch } from '@tanstack/react-router'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { SearchBox } from '../search/search-box.tsx'
import { useSession } from '../session/session.tsx'
import { SessionEndedDialog } from '../session/session-ended-dialog.tsx'
import { SignInPage } from '../session/sign-in-page.tsx'
import { Button } from '../ui/button.tsx'
import { Empty, ErrorNote, Skeleton } from '../ui/notes.tsx'
import { PlainPage } from '../ui/page.tsx'
import { StatusMessage } from '../ui/status-message.tsx'
import { ApiProvider, useAppKeys } from './app-keys.tsx'
import { AppKeySwitcher } from './app-key-switcher.tsx'
import { Navigation, NavigationMenu } from './navigation.tsx'
import { OperatorMenu } from './operator-menu.tsx'
import { keepApp } from './search-text.ts'
import { Shortcuts } from './shortcuts.tsx'

/** The frame of all pages of an operator; without a session the sign-in is in its place. */
export function Shell() {
  const { state, refresh } = useSession()
  if (state.kind === 'LOADING') return <Skeleton className="m-6 w-40" />
  if (state.kind === 'SIGNED_OUT') return <SignInPage />
  if (state.kind === 'UNREACHABLE') {
    return (
      <PlainPage title={i18n.t('Sign in')}>
        <ErrorNote title={i18n.t('The server cannot be reached.')}>
          <Button className="mt-2" onClick={() => void refresh()}>
            {i18n.t('Try again')}
          </Button>
        </ErrorNote>
      </PlainPage>
    )
  }
  return (
    <ApiProvider>
      <Frame />
      {state.isEnded && <SessionEndedDialog />}
    </ApiProvider>
  )
}

function Frame() {
  const hasAppKey = useAppKeys().appKey !== null
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only z-40 bg-canvas focus:not-sr-only focus:absolute focus:m-2 focus:p-2"
      >
        {i18n.t('To the content')}
      </a>
      <SandboxBar />
      <header className="flex h-12 items-center gap-2 border-b border-line px-3 sm:px-4">
        {hasAppKey && <NavigationMenu />}
        <Link to="/overview" search={keepApp} className="mr-1 font-semibold max-sm:sr-only">
          Coinslot
        </Link>
        <AppKeySwitcher />
        <span className="flex-1" />
        {hasAppKey && <SearchBox />}
        <OperatorMenu />
      </header>
      <div className="flex min-h-0 flex-1">
        {hasAppKey && <Navigation />}
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none">
          <Content />
        </main>
      </div>
      <Shortcuts />
      <StatusMessage />
    </div>
  )
}

/** Nobody should take test purchases for real ones. */
function SandboxBar() {
  const { environment } = useSearch({ strict: false })
  if (environment !== 'SANDBOX') return null
  return (
    <p role="status" className="bg-sandbox px-4 py-1 text-center text-xs text-sandbox-ink">
      {i18n.t('Only sandbox payments are shown: no real money was charged.')}
    </p>
  )
}

function Content() {
  const { appKey, appKeys, isLoading, error, retry } = useAppKeys()
  if (error !== null) {
    return (
      <div className="p-4 sm:p-6">
        <ApiErrorNote error={error} onRetry={retry} />
      </div>
    )
  }
  if (appKey !== null) return <Outlet />
  if (isLoading || appKeys.length > 0) return <Skeleton className="m-6 w-40" />
  return (
    <Empty title={i18n.t('There is no AppKey for you yet')}>
      {i18n.t('Ask an owner of an AppKey for a role, or create an AppKey: npx coinslot app create.')}
    </Empty>
  )
}
