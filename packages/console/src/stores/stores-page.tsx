import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useClient, type TypedDocumentNode } from 'urql'
import { ActDialog } from '../acts/act-dialog.tsx'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { useMay } from '../app/permissions.ts'
import { keepApp } from '../app/search-text.ts'
import { storeLabel, stores } from '../format/labels.ts'
import {
  CheckStoreDocument,
  DisconnectStoreDocument,
  StoresDocument,
  type CheckStoreMutation,
  type CheckStoreMutationVariables,
  type Store,
  type StoreConnectionDetailsFragment,
} from '../generated/operations.ts'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { Empty, Skeleton } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { ConnectDialog } from './connect-dialog.tsx'
import { ConnectionSection } from './connection-section.tsx'
import type { StoresSearch } from './stores-search.ts'

type Connection = StoreConnectionDetailsFragment

/** The connections to the stores, with what their last check found. */
export function StoresPage() {
  usePageTitle(i18n.t('Store connections'))
  const search = useSearch({ from: '/shell/stores' })
  const navigate = useNavigate({ from: '/stores' })
  const [{ data, error }, retry] = useApiQuery(StoresDocument, { variables: {} })
  const may = useMay()
  const reload = () => retry({ requestPolicy: 'network-only' })
  const open = (changes: Omit<StoresSearch, 'app'>) =>
    void navigate({ search: (previous) => ({ ...keepApp(previous), ...changes }) })
  const connections = data?.appKey.storeConnections
  return (
    <div>
      <header className="flex flex-wrap items-center gap-2 px-3 py-2 sm:px-4">
        <h1 className="mr-auto text-base font-semibold">{i18n.t('Store connections')}</h1>
        {may('connectStore') && <ConnectMenu onChoose={(connect) => open({ connect })} />}
      </header>
      {error !== undefined && data === undefined && (
        <div className="p-4">
          <ApiErrorNote error={error} onRetry={reload} />
        </div>
      )}
      {connections === undefined && error === undefined && <Skeleton className="m-4 h-24" />}
      {connections?.length === 0 && (
        <Empty title={i18n.t('No store is connected yet')}>
          {i18n.t('Connect the stores that sell your app. Each form says where to find its values.')}
        </Empty>
      )}
      {connections?.map((connection) => (
        <ConnectionSection
          key={`${connection.store} ${connection.storeBundleId}`}
          connection={connection}
          appKey={search.app ?? ''}
          onReload={reload}
          onEdit={() => open({ connect: connection.store, of: connection.storeBundleId })}
          onDisconnect={() => open({ disconnect: connection.store, of: connection.storeBundleId })}
        />
      ))}
      {connections !== undefined && (
        <Dialogs search={search} connections={connections} onReload={reload} onClose={() => open({})} />
      )}
    </div>
  )
}

function ConnectMenu({ onChoose }: { readonly onChoose: (store: Store) => void }) {
  return (
    <Menu kind="primary" name={i18n.t('Connect a store')} label={i18n.t('Connect a store')}>
      {stores.map((store) => (
        <MenuItem key={store} onSelect={() => onChoose(store)}>
          {storeLabel(i18n, store)}
        </MenuItem>
      ))}
    </Menu>
  )
}

type DialogsProps = {
  readonly search: StoresSearch
  readonly connections: readonly Connection[]
  readonly onReload: () => void
  readonly onClose: () => void
}

function Dialogs({ search, connections, onReload, onClose }: DialogsProps) {
  const may = useMay()
  const client = useClient()
  const find = (store: Store) =>
    connections.find((each) => each.store === store && each.storeBundleId === search.of) ?? null
  const checkAfterwards = async (input: CheckStoreMutationVariables['input']) => {
    const { store, storeBundleId } = input
    const check = CheckStoreDocument.toString() as unknown as TypedDocumentNode<
      CheckStoreMutation,
      CheckStoreMutationVariables
    >
    onReload()
    await client.mutation(check, { input: { store, storeBundleId } })
    onReload()
  }
  if (search.connect !== undefined && may('connectStore')) {
    return (
      <ConnectDialog
        key={`${search.connect} ${search.of ?? ''}`}
        store={search.connect}
        connection={find(search.connect)}
        onDone={(connected) => void checkAfterwards(connected)}
        onClose={onClose}
      />
    )
  }
  const leaving = search.disconnect === undefined ? null : find(search.disconnect)
  if (leaving === null || !may('disconnectStore')) return null
  return <DisconnectDialog connection={leaving} onDone={onReload} onClose={onClose} />
}

type DisconnectDialogProps = {
  readonly connection: Connection
  readonly onDone: () => void
  readonly onClose: () => void
}

function DisconnectDialog({ connection: { store, storeBundleId }, onDone, onClose }: DisconnectDialogProps) {
  return (
    <ActDialog
      title={i18n.t('Disconnect {store}', { store: storeLabel(i18n, store) })}
      confirm={i18n.t('Disconnect')}
      warning={i18n.t(
        'The credentials are deleted. Recorded payments stay, but their sales can no longer be read, acknowledged or refunded at the store, and its notifications are rejected. Let open acknowledgements finish first.',
      )}
      document={DisconnectStoreDocument}
      toVariables={() => ({ input: { store, storeBundleId } })}
      readProblem={({ disconnectStore }) => disconnectStore.problem}
      describeDone={() => i18n.t('The store is disconnected.')}
      onDone={onDone}
      onClose={onClose}
    >
      <p>
        <bdi className="font-mono text-xs break-all">{storeBundleId}</bdi>
      </p>
    </ActDialog>
  )
}
