import { i18n } from '@lingui/core'
import { useState } from 'react'
import { SecretDialog } from '../acts/secret-dialog.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { roleLabel } from '../format/labels.ts'
import { PersonalAccessTokensDocument, type TokenRowFragment } from '../generated/operations.ts'
import { Loaded } from '../pages/page-frame.tsx'
import { RowMenu } from '../pages/row-menu.tsx'
import { Button } from '../ui/button.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Empty } from '../ui/notes.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { CreateTokenDialog, RevokeTokenDialog } from './token-dialogs.tsx'

/** The operator's own tokens for scripts and the command line. */
export function TokenList() {
  const [{ data, error, fetching, stale }, retry] = useApiQuery(PersonalAccessTokensDocument, {
    variables: {},
  })
  const [isCreating, setCreating] = useState(false)
  const [revoked, setRevoked] = useState<TokenRowFragment | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const reload = () => retry({ requestPolicy: 'network-only' })
  return (
    <Loaded data={data} error={error} onRetry={reload}>
      {({ personalAccessTokens }) => (
        <>
          <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2 sm:px-4">
            <p className="min-w-0 flex-1 text-soft">
              {i18n.t(
                'Scripts and the command line act with a token as you, and with no more rights than you have.',
              )}
            </p>
            <Button kind="primary" onClick={() => setCreating(true)}>
              {i18n.t('Create a token')}
            </Button>
          </div>
          <DataTable
            columns={[...columns, actColumn(setRevoked)]}
            rows={personalAccessTokens}
            isOutdated={fetching || stale}
          />
          {personalAccessTokens.length === 0 && <Empty title={i18n.t('You have no token yet')} />}
          {isCreating && (
            <CreateTokenDialog onClose={() => setCreating(false)} onDone={reload} onSecret={setSecret} />
          )}
          {revoked !== null && (
            <RevokeTokenDialog token={revoked} onClose={() => setRevoked(null)} onDone={reload} />
          )}
          {secret !== null && (
            <SecretDialog
              title={i18n.t('Secret of the token')}
              secret={secret}
              onClose={() => setSecret(null)}
            >
              {i18n.t('The command line reads it from COINSLOT_TOKEN.')}
            </SecretDialog>
          )}
        </>
      )}
    </Loaded>
  )
}

/** Whether a token ends is the server's word; its list has the valid ones first. */
const tokenState = ({ revokedAt }: TokenRowFragment) =>
  revokedAt === null ? (
    <Status tone="good">{i18n.t('Not revoked')}</Status>
  ) : (
    <Status tone="idle">{i18n.t('Revoked')}</Status>
  )

const columns: readonly Column<TokenRowFragment>[] = [
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
    title: () => i18n.t('Role at most'),
    className: 'max-sm:order-3 max-sm:text-soft',
    render: ({ role, allowSensitiveActs }) => (
      <>
        {roleLabel(i18n, role)}
        {allowSensitiveActs && (
          <span className="block text-xs text-soft">{i18n.t('with sensitive acts')}</span>
        )}
      </>
    ),
  },
  {
    name: 'keys',
    title: () => i18n.t('AppKeys'),
    className: 'max-md:hidden',
    render: ({ appKeys }) =>
      appKeys === null ? i18n.t('All') : i18n.t('{count} AppKeys', { count: appKeys.length }),
  },
  {
    name: 'state',
    title: () => i18n.t('Status'),
    className: 'max-sm:order-2 max-sm:text-right',
    render: tokenState,
  },
  {
    name: 'used',
    title: () => i18n.t('Last use'),
    className: 'max-md:hidden',
    render: ({ lastUsedAt }) => (lastUsedAt === null ? i18n.t('never') : <Time iso={lastUsedAt} />),
  },
  {
    name: 'expires',
    title: () => i18n.t('Valid until'),
    className: 'max-sm:hidden',
    render: ({ expiresAt }) => <Time iso={expiresAt} />,
  },
]

const actColumn = (onRevoke: (token: TokenRowFragment) => void): Column<TokenRowFragment> => ({
  name: 'acts',
  title: () => i18n.t('Acts'),
  className: 'text-right max-sm:order-4',
  render: (token) =>
    token.revokedAt === null ? (
      <RowMenu
        name={i18n.t('Acts on {name}', { name: token.name.slice(0, 60) })}
        items={[[i18n.t('Revoke'), () => onRevoke(token)]]}
      />
    ) : null,
})
