import { useNavigate, useSearch } from '@tanstack/react-router'
import { createContext, use, useEffect, useMemo, type ReactNode } from 'react'
import { Provider, type CombinedError } from 'urql'
import { createApiClient } from '../api/api-client.ts'
import { useApiQuery } from '../api/use-api-query.ts'
import { AppKeysDocument, type AppKeysQuery } from '../generated/operations.ts'
import { useSession } from '../session/session.tsx'

export type AppKeySummary = AppKeysQuery['appKeys']['nodes'][number]

type AppKeys = {
  readonly appKeys: readonly AppKeySummary[]
  /** The AppKey of the page; null while it is not known, and if there is none. */
  readonly appKey: string | null
  readonly isLoading: boolean
  readonly error: CombinedError | null
  readonly retry: () => void
  readonly select: (appKey: string) => void
}

const AppKeysContext = createContext<AppKeys | null>(null)
const storageKey = 'coinslot.appKey'

export function useAppKeys(): AppKeys {
  const appKeys = use(AppKeysContext)
  if (appKeys === null) throw new Error('AppKeys are provided by AppKeysProvider.')
  return appKeys
}

/** A client for what belongs to no AppKey; below it a client for the AppKey of the address. */
export function ApiProvider({ children }: { readonly children: ReactNode }) {
  const { generation, check } = useSession()
  const client = useMemo(
    () => createApiClient({ appKey: null, onRefused: check }),
    // Another session begins with an empty cache.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [generation, check],
  )
  return (
    <Provider value={client}>
      <AppKeysProvider>{children}</AppKeysProvider>
    </Provider>
  )
}

function AppKeysProvider({ children }: { readonly children: ReactNode }) {
  const [{ data, error }, retry] = useApiQuery(AppKeysDocument, { variables: {} })
  const { generation, check } = useSession()
  const [appKey, select] = useSelectedAppKey(data?.appKeys.nodes ?? null)
  const value = useMemo(
    () => ({
      appKeys: data?.appKeys.nodes ?? [],
      appKey,
      isLoading: data === undefined && error === undefined,
      error: data === undefined ? (error ?? null) : null,
      retry: () => retry({ requestPolicy: 'network-only' }),
      select,
    }),
    [data, error, appKey, retry, select],
  )
  const client = useMemo(
    () => createApiClient({ appKey, onRefused: check }),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [appKey, generation, check],
  )
  return (
    <AppKeysContext value={value}>
      <Provider value={client}>{children}</Provider>
    </AppKeysContext>
  )
}

/** The AppKey of the address; without one the last one that the operator used, or the newest. */
function useSelectedAppKey(
  appKeys: readonly AppKeySummary[] | null,
): [string | null, (appKey: string) => void] {
  const { app } = useSearch({ from: '/shell' })
  const navigate = useNavigate()
  useEffect(() => {
    if (app !== undefined) {
      localStorage.setItem(storageKey, app)
      return
    }
    const stored = localStorage.getItem(storageKey)
    const known = appKeys?.find(({ key }) => key === stored) ?? appKeys?.[0]
    if (known !== undefined) {
      void navigate({ to: '.', search: (previous) => ({ ...previous, app: known.key }), replace: true })
    }
  }, [app, appKeys, navigate])
  const select = useMemo(
    () => (key: string) => {
      void navigate({ to: '/payments', search: { app: key } })
    },
    [navigate],
  )
  return [app ?? null, select]
}
