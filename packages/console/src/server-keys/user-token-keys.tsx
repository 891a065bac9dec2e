import { i18n } from '@lingui/core'
import { useState, type ReactNode } from 'react'
import { SecretDialog } from '../acts/secret-dialog.tsx'
import type {
  ServerKeysQuery,
  UserSecretRowFragment,
  UserTokenKeyRowFragment,
} from '../generated/operations.ts'
import { RowMenu } from '../pages/row-menu.tsx'
import { Button } from '../ui/button.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import {
  RegisterKeyDialog,
  RotateUserSecretDialog,
  WithdrawKeyDialog,
  WithdrawSecretDialog,
} from './user-token-dialogs.tsx'

type OpenDialog =
  | { readonly kind: 'rotate' | 'register' }
  | { readonly kind: 'withdrawSecret'; readonly secret: UserSecretRowFragment }
  | { readonly kind: 'withdrawKey'; readonly userTokenKey: UserTokenKeyRowFragment }

type UserTokenKeysProps = {
  readonly appKey: Pick<ServerKeysQuery['appKey'], 'requireUserToken' | 'userSecrets' | 'userTokenKeys'>
  readonly onDone: () => void
}

/** What verifies the tokens with which a game server names its users to clients. */
export function UserTokenKeys({ appKey, onDone }: UserTokenKeysProps) {
  const { userSecrets, userTokenKeys } = appKey
  const [dialog, setDialog] = useState<OpenDialog | null>(null)
  const [text, setText] = useState<string | null>(null)
  return (
    <>
      <Heading title={i18n.t('User token secrets')} note={requirementText(appKey.requireUserToken)}>
        <Button onClick={() => setDialog({ kind: 'rotate' })}>{i18n.t('Rotate the secret')}</Button>
      </Heading>
      <DataTable
        columns={[
          ...secretColumns,
          withdrawSecretColumn((secret) => setDialog({ kind: 'withdrawSecret', secret })),
        ]}
        rows={userSecrets}
      />
      <Heading
        title={i18n.t('User token keys')}
        note={i18n.t('Public keys: the game server need not share a secret.')}
      >
        <Button onClick={() => setDialog({ kind: 'register' })}>{i18n.t('Register a key')}</Button>
      </Heading>
      <DataTable
        columns={[
          ...keyColumns,
          withdrawKeyColumn((userTokenKey) => setDialog({ kind: 'withdrawKey', userTokenKey })),
        ]}
        rows={userTokenKeys}
      />
      {userTokenKeys.length === 0 && (
        <p className="px-3 py-3 text-soft sm:px-4">{i18n.t('No key is registered.')}</p>
      )}
      {dialog !== null && (
        <Dialogs
          dialog={dialog}
          keys={userTokenKeys}
          onClose={() => setDialog(null)}
          onDone={onDone}
          onSecret={setText}
        />
      )}
      {text !== null && (
        <SecretDialog title={i18n.t('User token secret')} secret={text} onClose={() => setText(null)}>
          {i18n.t('The game server signs user tokens with it (HS256).')}
        </SecretDialog>
      )}
    </>
  )
}

const requirementText = (isRequired: boolean) =>
  isRequired ? i18n.t('The AppKey requires user tokens.') : i18n.t('The AppKey does not require user tokens.')

type DialogsProps = {
  readonly dialog: OpenDialog
  readonly keys: readonly UserTokenKeyRowFragment[]
  readonly onClose: () => void
  readonly onDone: () => void
  readonly onSecret: (secret: string) => void
}

function Dialogs({ dialog, keys, onSecret, ...common }: DialogsProps) {
  if (dialog.kind === 'withdrawSecret') return <WithdrawSecretDialog {...common} secret={dialog.secret} />
  if (dialog.kind === 'withdrawKey')
    return <WithdrawKeyDialog {...common} userTokenKey={dialog.userTokenKey} />
  if (dialog.kind === 'register') return <RegisterKeyDialog {...common} keys={keys} />
  return <RotateUserSecretDialog {...common} onSecret={onSecret} />
}

type HeadingProps = { readonly title: string; readonly note: string; readonly children: ReactNode }

function Heading({ title, note, children }: HeadingProps) {
  return (
    <div className="mt-8 flex flex-wrap items-end gap-2 border-b border-line px-3 py-2 sm:px-4">
      <div className="min-w-0 flex-1">
        <h2 className="font-semibold">{title}</h2>
        <p className="text-xs text-soft">{note}</p>
      </div>
      {children}
    </div>
  )
}

const timeOr = (iso: string | null, text: string) =>
  iso === null ? <span className="text-soft">{text}</span> : <Time iso={iso} />

const secretColumns: readonly Column<UserSecretRowFragment>[] = [
  {
    name: 'state',
    title: () => i18n.t('Status'),
    className: 'max-sm:order-1',
    render: ({ expiresAt }) =>
      expiresAt === null ? (
        <Status tone="good">{i18n.t('Current')}</Status>
      ) : (
        <Status tone="warn">{i18n.t('Previous')}</Status>
      ),
  },
  {
    name: 'created',
    title: () => i18n.t('Created'),
    className: 'max-sm:order-2',
    render: ({ createdAt }) => <Time iso={createdAt} />,
  },
  {
    name: 'used',
    title: () => i18n.t('Last use'),
    className: 'max-sm:hidden',
    render: ({ lastUsedAt }) => timeOr(lastUsedAt, i18n.t('never')),
  },
  {
    name: 'ends',
    title: () => i18n.t('Ends'),
    className: 'max-sm:hidden',
    render: ({ expiresAt }) => timeOr(expiresAt, '–'),
  },
]

const withdrawSecretColumn = (
  onWithdraw: (secret: UserSecretRowFragment) => void,
): Column<UserSecretRowFragment> => ({
  name: 'acts',
  title: () => i18n.t('Acts'),
  className: 'text-right max-sm:order-4',
  render: (secret) =>
    secret.expiresAt === null ? null : (
      <RowMenu
        name={i18n.t('Acts on the previous secret')}
        items={[[i18n.t('Withdraw'), () => onWithdraw(secret)]]}
      />
    ),
})

const keyColumns: readonly Column<UserTokenKeyRowFragment>[] = [
  {
    name: 'kid',
    title: () => i18n.t('Key id'),
    className: 'max-sm:order-1',
    render: ({ kid }) =>
      kid === null ? (
        <span className="text-soft">{i18n.t('any')}</span>
      ) : (
        <bdi className="line-clamp-2 font-mono text-xs leading-5 break-all">{kid}</bdi>
      ),
  },
  {
    name: 'algorithm',
    title: () => i18n.t('Algorithm'),
    className: 'max-sm:order-2',
    render: ({ algorithm }) => algorithm,
  },
  {
    name: 'used',
    title: () => i18n.t('Last use'),
    className: 'max-sm:hidden',
    render: ({ lastUsedAt }) => timeOr(lastUsedAt, i18n.t('never')),
  },
  {
    name: 'ends',
    title: () => i18n.t('Ends'),
    className: 'max-sm:hidden',
    render: ({ expiresAt }) => timeOr(expiresAt, '–'),
  },
]

const withdrawKeyColumn = (
  onWithdraw: (key: UserTokenKeyRowFragment) => void,
): Column<UserTokenKeyRowFragment> => ({
  name: 'acts',
  title: () => i18n.t('Acts'),
  className: 'text-right max-sm:order-4',
  render: (key) => (
    <RowMenu
      name={i18n.t('Acts on the key {kid}', { kid: (key.kid ?? key.id).slice(0, 60) })}
      items={[[i18n.t('Withdraw'), () => onWithdraw(key)]]}
    />
  ),
})
