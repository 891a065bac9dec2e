import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import {
  RegisterUserTokenKeyDocument,
  RotateUserSecretDocument,
  WithdrawUserSecretDocument,
  WithdrawUserTokenKeyDocument,
  type UserSecretRowFragment,
  type UserTokenKeyRowFragment,
} from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { SelectField, TextArea, TextField } from '../ui/field.tsx'
import { Time } from '../ui/time.tsx'
import { endOfDay, overlapOptions } from './server-key-labels.ts'

type DialogProps = { readonly onClose: () => void; readonly onDone: () => void }

export function RotateUserSecretDialog({
  onClose,
  onDone,
  onSecret,
}: DialogProps & { readonly onSecret: (secret: string) => void }) {
  return (
    <ActDialog
      title={i18n.t('Rotate the user token secret?')}
      confirm={i18n.t('Rotate')}
      document={RotateUserSecretDocument}
      toVariables={(form) => ({ input: { overlapHours: Number(readText(form, 'overlap')) } })}
      readProblem={({ rotateUserSecret }) => rotateUserSecret.problem}
      describeDone={() => null}
      onDone={({ rotateUserSecret: { secret } }) => {
        if (secret !== null) onSecret(secret)
        onDone()
      }}
      onClose={onClose}
    >
      <SelectField
        label={i18n.t('The previous secret stays valid')}
        name="overlap"
        defaultValue="24"
        options={[
          ['0', i18n.t('not at all: the secret leaked')],
          ['24', i18n.t('24 hours')],
          ['168', i18n.t('7 days')],
        ]}
        hint={i18n.t('A user token lives for 24 hours at most.')}
      />
    </ActDialog>
  )
}

export function WithdrawSecretDialog({
  secret,
  onClose,
  onDone,
}: DialogProps & { readonly secret: UserSecretRowFragment }) {
  return (
    <ActDialog
      title={i18n.t('Withdraw the previous secret?')}
      confirm={i18n.t('Withdraw')}
      warning={i18n.t('This cannot be undone: tokens that it signed are refused within a second.')}
      document={WithdrawUserSecretDocument}
      toVariables={() => ({ input: { userSecretId: secret.id } })}
      readProblem={({ withdrawUserSecret }) => withdrawUserSecret.problem}
      describeDone={() => i18n.t('The secret is withdrawn.')}
      onDone={onDone}
      onClose={onClose}
    >
      <p>
        {i18n.t('Created')}: <Time iso={secret.createdAt} withZone />
      </p>
    </ActDialog>
  )
}

export function RegisterKeyDialog({
  keys,
  onClose,
  onDone,
}: DialogProps & { readonly keys: readonly UserTokenKeyRowFragment[] }) {
  return (
    <ActDialog
      title={i18n.t('Register a public key')}
      confirm={i18n.t('Register')}
      width="max-w-lg"
      document={RegisterUserTokenKeyDocument}
      toVariables={toRegistration}
      readProblem={({ registerUserTokenKey }) => registerUserTokenKey.problem}
      describeDone={() => i18n.t('The key is registered.')}
      onDone={onDone}
      onClose={onClose}
    >
      <TextArea
        label={i18n.t('Public key')}
        name="publicKey"
        required
        rows={5}
        maxLength={5_000}
        className="font-mono text-xs"
        spellCheck={false}
        hint={i18n.t('PEM or JWK: P-256 (ES256) or Ed25519 (EdDSA). Never a private key.')}
      />
      <TextField
        label={i18n.t('Key id (kid)')}
        name="kid"
        maxLength={200}
        className="font-mono"
        spellCheck={false}
        autoComplete="off"
        hint={i18n.t('Without it, and without one in the JWK, the key verifies tokens with any key id.')}
      />
      <ReplacementFields keys={keys} />
      <TextField label={i18n.t('Valid to and including')} name="expires" type="date" />
    </ActDialog>
  )
}

function ReplacementFields({ keys }: { readonly keys: readonly UserTokenKeyRowFragment[] }) {
  return (
    <>
      <SelectField
        label={i18n.t('Replaces')}
        name="replaces"
        options={[
          ['', i18n.t('no key')],
          ...keys.map(({ id, kid }) => [id, (kid ?? id).slice(0, 60)] as const),
        ]}
      />
      <SelectField
        label={i18n.t('The replaced key stays valid')}
        name="overlap"
        defaultValue="86400"
        options={overlapOptions(i18n)}
      />
    </>
  )
}

function toRegistration(form: FormData) {
  const [kid, replacesKeyId] = [readText(form, 'kid').trim(), readText(form, 'replaces')]
  return {
    input: {
      publicKey: readText(form, 'publicKey').trim(),
      kid: kid === '' ? null : kid,
      expiresAt: endOfDay(readText(form, 'expires')),
      ...(replacesKeyId === '' ? {} : { replacesKeyId, overlapSeconds: Number(readText(form, 'overlap')) }),
    },
  }
}

export function WithdrawKeyDialog({
  userTokenKey,
  onClose,
  onDone,
}: DialogProps & { readonly userTokenKey: UserTokenKeyRowFragment }) {
  return (
    <ActDialog
      title={i18n.t('Withdraw the key?')}
      confirm={i18n.t('Withdraw')}
      warning={i18n.t('This cannot be undone: tokens that it signed are refused within a second.')}
      document={WithdrawUserTokenKeyDocument}
      toVariables={() => ({ input: { userTokenKeyId: userTokenKey.id } })}
      readProblem={({ withdrawUserTokenKey }) => withdrawUserTokenKey.problem}
      describeDone={() => i18n.t('The key is withdrawn.')}
      onDone={onDone}
      onClose={onClose}
    >
      <bdi className="font-mono text-xs break-all">{userTokenKey.kid ?? userTokenKey.id}</bdi>
    </ActDialog>
  )
}
