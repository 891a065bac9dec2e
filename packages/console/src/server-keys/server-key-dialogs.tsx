import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import {
  CreateServerKeyDocument,
  RevokeServerKeyDocument,
  RotateServerKeyDocument,
  UpdateServerKeyDocument,
  type ServerKeyRole,
  type ServerKeyRowFragment,
} from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { SelectField, TextField } from '../ui/field.tsx'
import { endOfDay, overlapOptions, serverKeyRoleLabel, serverKeyRoles } from './server-key-labels.ts'

type DialogProps = {
  readonly onClose: () => void
  readonly onDone: () => void
}
type SecretProps = DialogProps & { readonly onSecret: (secret: string) => void }
type KeyProps = DialogProps & { readonly serverKey: ServerKeyRowFragment }

export function CreateServerKeyDialog({ onClose, onDone, onSecret }: SecretProps) {
  return (
    <ActDialog
      title={i18n.t('Create a server key')}
      confirm={i18n.t('Create')}
      document={CreateServerKeyDocument}
      toVariables={(form) => ({
        input: {
          name: readText(form, 'name').trim(),
          role: readText(form, 'role') as ServerKeyRole,
          expiresAt: endOfDay(readText(form, 'expires')),
        },
      })}
      readProblem={({ createServerKey }) => createServerKey.problem}
      describeDone={() => null}
      onDone={({ createServerKey: { secret } }) => {
        if (secret !== null) onSecret(secret)
        onDone()
      }}
      onClose={onClose}
    >
      <TextField label={i18n.t('Name')} name="name" required maxLength={100} autoComplete="off" />
      <SelectField
        label={i18n.t('Role')}
        name="role"
        options={serverKeyRoles.map((role) => [role, serverKeyRoleLabel(i18n, role)])}
        hint={i18n.t('A game server needs no more than the role of that name.')}
      />
      <ExpiryField />
    </ActDialog>
  )
}

function ExpiryField() {
  return (
    <TextField
      label={i18n.t('Valid to and including')}
      name="expires"
      type="date"
      hint={i18n.t('Without a day it does not expire.')}
    />
  )
}

export function RotateServerKeyDialog({ serverKey, onClose, onDone, onSecret }: KeyProps & SecretProps) {
  return (
    <ActDialog
      title={i18n.t('Rotate the server key?')}
      confirm={i18n.t('Rotate')}
      document={RotateServerKeyDocument}
      toVariables={(form) => ({
        input: {
          serverKeyId: serverKey.id,
          overlapSeconds: Number(readText(form, 'overlap')),
          expiresAt: endOfDay(readText(form, 'expires')),
        },
      })}
      readProblem={({ rotateServerKey }) => rotateServerKey.problem}
      describeDone={() => null}
      onDone={({ rotateServerKey: { secret } }) => {
        if (secret !== null) onSecret(secret)
        onDone()
      }}
      onClose={onClose}
    >
      <KeyName serverKey={serverKey} />
      <p>{i18n.t('A new key with the same name and role is created. Its secret is shown once.')}</p>
      <SelectField
        label={i18n.t('The previous key stays valid')}
        name="overlap"
        defaultValue="86400"
        options={overlapOptions(i18n)}
      />
      <ExpiryField />
    </ActDialog>
  )
}

export function RenameServerKeyDialog({ serverKey, onClose, onDone }: KeyProps) {
  return (
    <ActDialog
      title={i18n.t('Rename the server key')}
      confirm={i18n.t('Rename')}
      document={UpdateServerKeyDocument}
      toVariables={(form) => ({
        input: { serverKeyId: serverKey.id, name: readText(form, 'name').trim() },
      })}
      readProblem={({ updateServerKey }) => updateServerKey.problem}
      describeDone={() => i18n.t('The server key is renamed.')}
      onDone={onDone}
      onClose={onClose}
    >
      <TextField
        label={i18n.t('Name')}
        name="name"
        required
        maxLength={100}
        defaultValue={serverKey.name}
        autoComplete="off"
      />
    </ActDialog>
  )
}

export function RevokeServerKeyDialog({ serverKey, onClose, onDone }: KeyProps) {
  return (
    <ActDialog
      title={i18n.t('Revoke the server key?')}
      confirm={i18n.t('Revoke')}
      warning={i18n.t('This cannot be undone: servers that use it are refused within a second.')}
      document={RevokeServerKeyDocument}
      toVariables={() => ({ input: { serverKeyId: serverKey.id } })}
      readProblem={({ revokeServerKey }) => revokeServerKey.problem}
      describeDone={() => i18n.t('The server key is revoked.')}
      onDone={onDone}
      onClose={onClose}
    >
      <KeyName serverKey={serverKey} />
    </ActDialog>
  )
}

function KeyName({ serverKey }: { readonly serverKey: ServerKeyRowFragment }) {
  return (
    <p>
      <bdi className="line-clamp-2 break-words font-medium">{serverKey.name}</bdi>
      <span className="font-mono text-xs text-soft">{serverKey.prefix}…</span>
    </p>
  )
}
