import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useAppKeys } from '../app/app-keys.tsx'
import { roleLabel } from '../format/labels.ts'
import {
  CreatePersonalAccessTokenDocument,
  RevokePersonalAccessTokenDocument,
  type OperatorRole,
  type TokenRowFragment,
} from '../generated/operations.ts'
import { endOfDay } from '../server-keys/server-key-labels.ts'
import { readText } from '../session/use-submit.ts'
import { CheckField, SelectField, TextField } from '../ui/field.tsx'
import { operatorRoles } from './grant-dialogs.tsx'

type DialogProps = { readonly onClose: () => void; readonly onDone: () => void }
type CreateProps = DialogProps & { readonly onSecret: (secret: string) => void }

export function CreateTokenDialog({ onClose, onDone, onSecret }: CreateProps) {
  const { appKey } = useAppKeys()
  return (
    <ActDialog
      title={i18n.t('Create a token')}
      confirm={i18n.t('Create')}
      document={CreatePersonalAccessTokenDocument}
      toVariables={(form) => ({
        input: {
          name: readText(form, 'name').trim(),
          role: readText(form, 'role') as OperatorRole,
          appKeys: form.has('allAppKeys') || appKey === null ? null : [appKey],
          expiresAt: endOfDay(readText(form, 'expires')) ?? '',
          allowSensitiveActs: form.has('allowSensitiveActs'),
        },
      })}
      readProblem={({ createPersonalAccessToken }) => createPersonalAccessToken.problem}
      describeDone={() => null}
      onDone={({ createPersonalAccessToken: { secret } }) => {
        if (secret != null) onSecret(secret)
        onDone()
      }}
      onClose={onClose}
    >
      <TextField label={i18n.t('Name')} name="name" required maxLength={100} autoComplete="off" />
      <SelectField
        label={i18n.t('Role at most')}
        name="role"
        defaultValue="VIEWER"
        options={operatorRoles.map((role) => [role, roleLabel(i18n, role)])}
      />
      <TextField
        label={i18n.t('Valid to and including')}
        name="expires"
        type="date"
        required
        hint={i18n.t('At most 365 days.')}
      />
      <CheckField name="allAppKeys" label={i18n.t('For all my AppKeys, not only for this one')} />
      <CheckField
        name="allowSensitiveActs"
        label={i18n.t('May do what needs a second factor')}
        hint={i18n.t('Refunds, keys and credentials.')}
      />
    </ActDialog>
  )
}

export function RevokeTokenDialog({
  token,
  onClose,
  onDone,
}: DialogProps & { readonly token: TokenRowFragment }) {
  return (
    <ActDialog
      title={i18n.t('Revoke the token?')}
      confirm={i18n.t('Revoke')}
      warning={i18n.t('This cannot be undone: scripts that use it are refused at once.')}
      document={RevokePersonalAccessTokenDocument}
      toVariables={() => ({ input: { tokenId: token.id } })}
      readProblem={({ revokePersonalAccessToken }) => revokePersonalAccessToken.problem}
      describeDone={() => i18n.t('The token is revoked.')}
      onDone={onDone}
      onClose={onClose}
    >
      <p>
        <bdi className="line-clamp-2 break-words font-medium">{token.name}</bdi>
        <span className="font-mono text-xs text-soft">{token.prefix}…</span>
      </p>
    </ActDialog>
  )
}
