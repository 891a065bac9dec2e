import { i18n } from '@lingui/core'
import { useState } from 'react'
import { SecretDialog } from '../acts/secret-dialog.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { ServerKeysDocument, type ServerKeyRowFragment } from '../generated/operations.ts'
import { Loaded, PageFrame } from '../pages/page-frame.tsx'
import { Button } from '../ui/button.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Empty } from '../ui/notes.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { RowMenu } from '../pages/row-menu.tsx'
import {
  CreateServerKeyDialog,
  RenameServerKeyDialog,
  RevokeServerKeyDialog,
  RotateServerKeyDialog,
} from './server-key-dialogs.tsx'
import { serverKeyRoleLabel, serverKeyStatusLabel, serverKeyTones } from './server-key-labels.ts'
import { UserTokenKeys } from './user-token-keys.tsx'

type OpenDialog =
  | { readonly kind: 'create' }
  | { readonly kind: 'rotate' | 'rename' | 'revoke'; readonly serverKey: ServerKeyRowFragment }

/** What proves a game server to Coinslot, and what verifies the tokens of users. */
export function ServerKeysPage() {
  const [{ data, error, fetching, stale }, retry] = useApiQuery(ServerKeysDocument, { variables: {} })
  const [dialog, setDialog] = useState<OpenDialog | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const reload = () => retry({ requestPolicy: 'network-only' })
  const create = (
    <Button kind="primary" onClick={() => setDialog({ kind: 'create' })}>
      {i18n.t('Create a server key')}
    </Button>
  )
  return (
    <PageFrame title={i18n.t('Server keys')} acts={create}>
      <Loaded data={data} error={error} onRetry={reload}>
        {({ appKey }) => (
          <>
            <DataTable
              columns={[...columns, actColumn(setDialog)]}
              rows={appKey.serverKeys}
              isOutdated={fetching || stale}
            />
            {appKey.serverKeys.length === 0 && (
              <Empty title={i18n.t('There is no server key yet')}>
                {i18n.t('A game server needs one to consume payments.')}
              </Empty>
            )}
            <UserTokenKeys appKey={appKey} onDone={reload} />
          </>
        )}
      </Loaded>
      {dialog !== null && (
        <Dialogs dialog={dialog} onClose={() => setDialog(null)} onDone={reload} onSecret={setSecret} />
      )}
      {secret !== null && (
        <SecretDialog
          title={i18n.t('Secret of the server key')}
          secret={secret}
          onClose={() => setSecret(null)}
        >
          {i18n.t('The game server sends it as Authorization: Bearer. It must never be in an app.')}
        </SecretDialog>
      )}
    </PageFrame>
  )
}

type DialogsProps = {
  readonly dialog: OpenDialog
  readonly onClose: () => void
  readonly onDone: () => void
  readonly onSecret: (secret: string) => void
}

function Dialogs({ dialog, ...common }: DialogsProps) {
  if (dialog.kind === 'create') return <CreateServerKeyDialog {...common} />
  const { kind, serverKey } = dialog
  if (kind === 'rotate') return <RotateServerKeyDialog {...common} serverKey={serverKey} />
  if (kind === 'rename') return <RenameServerKeyDialog {...common} serverKey={serverKey} />
  return <RevokeServerKeyDialog {...common} serverKey={serverKey} />
}

const dash = <span className="text-soft">–</span>

const columns: readonly Column<ServerKeyRowFragment>[] = [
  {
    name: 'name',
    title: () => i18n.t('Name'),
    className: 'max-sm:order-1',
    render: ({ name, prefix }) => (
      <>
        <bdi className="line-clamp-2 break-words">{name}</bdi>
        <span className="font-mono text-xs text-soft">{prefix}…</span>
      </>
    ),
  },
  {
    name: 'role',
    title: () => i18n.t('Role'),
    className: 'whitespace-nowrap max-sm:order-3 max-sm:text-soft',
    render: ({ role }) => serverKeyRoleLabel(i18n, role),
  },
  {
    name: 'status',
    title: () => i18n.t('Status'),
    className: 'max-sm:order-2 max-sm:text-right',
    render: ({ status, replacedBy }) => (
      <>
        <Status tone={serverKeyTones[status]}>{serverKeyStatusLabel(i18n, status)}</Status>
        {replacedBy !== null && <span className="block text-xs text-soft">{i18n.t('replaced')}</span>}
      </>
    ),
  },
  {
    name: 'used',
    title: () => i18n.t('Last use'),
    className: 'max-sm:hidden',
    render: ({ lastUsedAt }) => (lastUsedAt === null ? i18n.t('never') : <Time iso={lastUsedAt} />),
  },
  {
    name: 'expires',
    title: () => i18n.t('Ends'),
    className: 'max-md:hidden',
    render: ({ expiresAt, revokedAt }) => {
      const end = revokedAt ?? expiresAt
      return end === null ? dash : <Time iso={end} />
    },
  },
  {
    name: 'created',
    title: () => i18n.t('Created'),
    className: 'max-lg:hidden',
    render: ({ createdAt }) => <Time iso={createdAt} />,
  },
]

const actColumn = (onOpen: (dialog: OpenDialog) => void): Column<ServerKeyRowFragment> => ({
  name: 'acts',
  title: () => i18n.t('Acts'),
  className: 'text-right max-sm:order-4',
  render: (serverKey) =>
    serverKey.status === 'REVOKED' || serverKey.status === 'EXPIRED' ? null : (
      <RowMenu
        name={i18n.t('Acts on {name}', { name: serverKey.name.slice(0, 60) })}
        items={[
          ...(serverKey.replacedBy === null
            ? [[i18n.t('Rotate'), () => onOpen({ kind: 'rotate', serverKey })] as const]
            : []),
          [i18n.t('Rename'), () => onOpen({ kind: 'rename', serverKey })],
          [i18n.t('Revoke'), () => onOpen({ kind: 'revoke', serverKey })],
        ]}
      />
    ),
})
