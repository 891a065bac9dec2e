import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { roleLabel } from '../format/labels.ts'
import {
  GrantOperatorDocument,
  InviteOperatorDocument,
  RevokeOperatorGrantDocument,
  RevokeOperatorInvitationDocument,
  type OperatorInvitationRowFragment,
  type OperatorRole,
} from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { SelectField, TextField } from '../ui/field.tsx'
import { announce } from '../ui/status-message.tsx'
import type { GrantRow } from './operator-columns.tsx'

export const operatorRoles: readonly OperatorRole[] = ['SUPPORT', 'VIEWER', 'ADMIN', 'OWNER']

type DialogProps = { readonly onClose: () => void; readonly onDone: () => void }

function RoleField({ role }: { readonly role?: OperatorRole }) {
  return (
    <SelectField
      label={i18n.t('Role')}
      name="role"
      {...(role === undefined ? {} : { defaultValue: role })}
      options={operatorRoles.map((each) => [each, roleLabel(i18n, each)])}
      hint={i18n.t(
        'Support changes payments and sees no revenue. A viewer changes nothing. An admin changes settings. An owner gives roles.',
      )}
    />
  )
}

const readRole = (form: FormData) => readText(form, 'role') as OperatorRole

type InviteProps = DialogProps & { readonly onLink: (link: string) => void }

export function InviteDialog({ onClose, onDone, onLink }: InviteProps) {
  return (
    <ActDialog
      title={i18n.t('Invite to this AppKey')}
      confirm={i18n.t('Invite')}
      document={InviteOperatorDocument}
      toVariables={(form) => ({ input: { email: readText(form, 'email').trim(), role: readRole(form) } })}
      readProblem={({ inviteOperator }) => inviteOperator.problem}
      describeDone={() => null}
      onDone={({ inviteOperator: { grant, invitationLink } }) => {
        if (invitationLink != null) onLink(invitationLink)
        else
          announce(
            grant === null ? i18n.t('The invitation was mailed.') : i18n.t('The operator has the role now.'),
          )
        onDone()
      }}
      onClose={onClose}
    >
      <TextField
        label={i18n.t('Email address')}
        name="email"
        type="email"
        required
        maxLength={254}
        autoComplete="off"
        hint={i18n.t('An operator with this address gets the role at once; anybody else gets a link.')}
      />
      <RoleField />
    </ActDialog>
  )
}

type GrantProps = DialogProps & { readonly grant: GrantRow }

export function GrantDialog({ grant, onClose, onDone }: GrantProps) {
  return (
    <ActDialog
      title={i18n.t('Change the role')}
      confirm={i18n.t('Change')}
      document={GrantOperatorDocument}
      toVariables={(form) => ({ input: { operatorId: grant.operator.id, role: readRole(form) } })}
      readProblem={({ grantOperator }) => grantOperator.problem}
      describeDone={() => i18n.t('The role is changed.')}
      onDone={onDone}
      onClose={onClose}
    >
      <Person email={grant.operator.email} />
      <RoleField role={grant.role} />
    </ActDialog>
  )
}

export function RevokeGrantDialog({ grant, onClose, onDone }: GrantProps) {
  return (
    <ActDialog
      title={i18n.t('Take the role away?')}
      confirm={i18n.t('Take the role away')}
      warning={i18n.t('The person loses this AppKey within a second. You can give the role again.')}
      document={RevokeOperatorGrantDocument}
      toVariables={() => ({ input: { operatorId: grant.operator.id } })}
      readProblem={({ revokeOperatorGrant }) => revokeOperatorGrant.problem}
      describeDone={() => i18n.t('The role is taken away.')}
      onDone={onDone}
      onClose={onClose}
    >
      <Person email={grant.operator.email} />
    </ActDialog>
  )
}

export function RevokeInvitationDialog({
  invitation,
  onClose,
  onDone,
}: DialogProps & { readonly invitation: OperatorInvitationRowFragment }) {
  return (
    <ActDialog
      title={i18n.t('Withdraw the invitation?')}
      confirm={i18n.t('Withdraw')}
      warning={i18n.t('The person can still use the link, but gets no role at this AppKey.')}
      document={RevokeOperatorInvitationDocument}
      toVariables={() => ({ input: { invitationId: invitation.id } })}
      readProblem={({ revokeOperatorInvitation }) => revokeOperatorInvitation.problem}
      describeDone={() => i18n.t('The invitation is withdrawn.')}
      onDone={onDone}
      onClose={onClose}
    >
      <Person email={invitation.email} />
    </ActDialog>
  )
}

function Person({ email }: { readonly email: string }) {
  return (
    <p>
      <bdi className="font-medium break-all">{email}</bdi>
    </p>
  )
}
