import { i18n } from '@lingui/core'
import { useState } from 'react'
import { SecretDialog } from '../acts/secret-dialog.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { useMay } from '../app/permissions.ts'
import { OperatorGrantsDocument, type OperatorInvitationRowFragment } from '../generated/operations.ts'
import { ForwardPager } from '../pages/forward-pager.tsx'
import { Loaded } from '../pages/page-frame.tsx'
import { RowMenu } from '../pages/row-menu.tsx'
import { Button } from '../ui/button.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Section } from '../ui/facts.tsx'
import { Empty } from '../ui/notes.tsx'
import { GrantDialog, InviteDialog, RevokeGrantDialog, RevokeInvitationDialog } from './grant-dialogs.tsx'
import { grantColumns, invitationColumns, type GrantRow } from './operator-columns.tsx'

type ListProps = {
  readonly after: string | undefined
  readonly onMove: (after: string | undefined) => void
}

type OpenDialog =
  | { readonly kind: 'invite' }
  | { readonly kind: 'grant' | 'revoke'; readonly grant: GrantRow }
  | { readonly kind: 'withdraw'; readonly invitation: OperatorInvitationRowFragment }

/** The roles at the AppKey, and the invitations that wait. */
export function GrantList({ after, onMove }: ListProps) {
  const [{ data, error, fetching, stale }, retry] = useApiQuery(OperatorGrantsDocument, {
    variables: after === undefined ? {} : { after },
  })
  const mayInvite = useMay()('inviteOperator')
  const [dialog, setDialog] = useState<OpenDialog | null>(null)
  const [link, setLink] = useState<string | null>(null)
  const reload = () => retry({ requestPolicy: 'network-only' })
  return (
    <Loaded data={data} error={error} onRetry={reload}>
      {({ operatorGrants: { nodes, pageInfo }, operatorInvitations }) => (
        <>
          <Heading onInvite={mayInvite ? () => setDialog({ kind: 'invite' }) : null} />
          <DataTable
            columns={mayInvite ? [...grantColumns, grantActs(setDialog)] : grantColumns}
            rows={nodes.map((grant) => ({ ...grant, id: grant.operator.id }))}
            isOutdated={fetching || stale}
          />
          {nodes.length === 0 && (
            <Empty title={i18n.t('Nobody has a role at this AppKey yet')}>
              {i18n.t('Invite the colleagues who look after its payments.')}
            </Empty>
          )}
          <ForwardPager pageInfo={pageInfo} onMove={onMove} />
          <InvitationList invitations={operatorInvitations} onOpen={mayInvite ? setDialog : null} />
          <Dialogs dialog={dialog} onClose={() => setDialog(null)} onDone={reload} onLink={setLink} />
          {link !== null && (
            <SecretDialog
              title={i18n.t('Link of the invitation')}
              secret={toUrl(link)}
              onClose={() => setLink(null)}
            >
              {i18n.t('Pass it on to the invited person. It works once, for three days.')}
            </SecretDialog>
          )}
        </>
      )}
    </Loaded>
  )
}

function Heading({ onInvite }: { readonly onInvite: (() => void) | null }) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line px-3 py-2 sm:px-4">
      <p className="min-w-0 flex-1 text-soft">
        {i18n.t('Owners of the installation have every right at every AppKey, and are not listed here.')}
      </p>
      {onInvite !== null && (
        <Button kind="primary" onClick={onInvite}>
          {i18n.t('Invite')}
        </Button>
      )}
    </div>
  )
}

type InvitationListProps = {
  readonly invitations: readonly OperatorInvitationRowFragment[]
  /** null if the operator may not withdraw one. */
  readonly onOpen: ((dialog: OpenDialog) => void) | null
}

function InvitationList({ invitations, onOpen }: InvitationListProps) {
  if (invitations.length === 0) return null
  return (
    <div className="mt-8 [&_h2]:px-3 sm:[&_h2]:px-4">
      <Section title={i18n.t('Invitations')}>
        <DataTable
          columns={onOpen === null ? invitationColumns : [...invitationColumns, invitationActs(onOpen)]}
          rows={invitations}
        />
      </Section>
    </div>
  )
}

/** Without CONSOLE_URL the server knows only the path. */
const toUrl = (link: string) => new URL(link, window.location.origin).toString()

type DialogsProps = {
  readonly dialog: OpenDialog | null
  readonly onClose: () => void
  readonly onDone: () => void
  readonly onLink: (link: string) => void
}

function Dialogs({ dialog, onLink, ...common }: DialogsProps) {
  if (dialog === null) return null
  if (dialog.kind === 'invite') return <InviteDialog {...common} onLink={onLink} />
  if (dialog.kind === 'withdraw') return <RevokeInvitationDialog {...common} invitation={dialog.invitation} />
  const { kind, grant } = dialog
  return kind === 'grant' ? (
    <GrantDialog {...common} grant={grant} />
  ) : (
    <RevokeGrantDialog {...common} grant={grant} />
  )
}

const grantActs = (onOpen: (dialog: OpenDialog) => void): Column<GrantRow> => ({
  name: 'acts',
  title: () => i18n.t('Acts'),
  className: 'text-right max-sm:order-4',
  render: (grant) => (
    <RowMenu
      name={i18n.t('Acts on {name}', { name: grant.operator.email })}
      items={[
        [i18n.t('Change the role'), () => onOpen({ kind: 'grant', grant })],
        [i18n.t('Take the role away'), () => onOpen({ kind: 'revoke', grant })],
      ]}
    />
  ),
})

const invitationActs = (onOpen: (dialog: OpenDialog) => void): Column<OperatorInvitationRowFragment> => ({
  name: 'acts',
  title: () => i18n.t('Acts'),
  className: 'text-right max-sm:order-4',
  render: (invitation) => (
    <RowMenu
      name={i18n.t('Acts on {name}', { name: invitation.email })}
      items={[[i18n.t('Withdraw'), () => onOpen({ kind: 'withdraw', invitation })]]}
    />
  ),
})
