import { i18n } from '@lingui/core'
import { useState } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { environmentLabel, storeLabel } from '../format/labels.ts'
import {
  ConnectStoreDocument,
  type Store,
  type StoreConnectionDetailsFragment,
} from '../generated/operations.ts'
import { CheckField, SelectField, TextField } from '../ui/field.tsx'
import { readSetting, toConnectInput } from './connect-input.ts'
import { FileField } from './file-field.tsx'
import { storeForms, type StoreField } from './store-fields.ts'

type ConnectDialogProps = {
  readonly store: Store
  /** null for a new connection. */
  readonly connection: StoreConnectionDetailsFragment | null
  readonly onDone: (connected: { readonly store: Store; readonly storeBundleId: string }) => void
  readonly onClose: () => void
}

/** The form of a connection. Secrets are sent and never come back, so an empty one stays as it is. */
export function ConnectDialog({ store, connection, onDone, onClose }: ConnectDialogProps) {
  const [files, setFiles] = useState<Readonly<Record<string, string>>>({})
  const [keyId, setKeyId] = useState<string | null>(null)
  const settings = connection?.settings ?? null
  const onRead = (name: string) => (file: { readonly name: string; readonly text: string } | null) => {
    setFiles(({ [name]: _, ...others }) => (file === null ? others : { ...others, [name]: file.text }))
    setKeyId((current) => /^(?:AuthKey|SubscriptionKey)_(\w+)\.p8$/.exec(file?.name ?? '')?.[1] ?? current)
  }
  return (
    <ActDialog
      title={
        connection === null
          ? i18n.t('Connect {store}', { store: storeLabel(i18n, store) })
          : i18n.t('Edit the connection to {store}', { store: storeLabel(i18n, store) })
      }
      confirm={connection === null ? i18n.t('Connect') : i18n.t('Save')}
      width="max-w-xl"
      needsReason={connection !== null}
      document={ConnectStoreDocument}
      toVariables={(form) => ({ input: toConnectInput(form, store, { settings, files }) })}
      readProblem={({ connectStore }) => connectStore.problem}
      describeDone={() => i18n.t('The connection is saved. It is being checked.')}
      onDone={({ connectStore }) =>
        connectStore.storeConnection !== null && onDone(connectStore.storeConnection)
      }
      onClose={onClose}
    >
      {storeForms[store].fields.map((field) => (
        <Field
          key={field.name === 'keyId' ? `keyId ${keyId ?? ''}` : field.name}
          field={field}
          value={(field.name === 'keyId' ? keyId : null) ?? readSetting(settings, field.name)}
          isNew={connection === null}
          onRead={onRead(field.name)}
        />
      ))}
      <CheckField
        label={i18n.t('Another AppKey may be connected to the same app')}
        hint={i18n.t('Only while a project moves: both would accept the same purchases.')}
        name="shared"
        defaultChecked={connection?.shared ?? false}
      />
    </ActDialog>
  )
}

type FieldProps = {
  readonly field: StoreField
  readonly value: unknown
  readonly isNew: boolean
  readonly onRead: (file: { readonly name: string; readonly text: string } | null) => void
}

function Field({ field: { name, kind, accept = '', ...field }, value, isNew, onRead }: FieldProps) {
  const [label, hint] = [field.label(), field.help()]
  const isRequired = field.isRequired === true
  const common = { name, label, hint }
  if (kind === 'check') return <CheckField {...common} defaultChecked={value !== false} />
  if (kind === 'environments' || kind === 'choice') {
    const options = field.options?.() ?? [
      ['', i18n.t('Both')],
      ['PRODUCTION', environmentLabel(i18n, 'PRODUCTION')],
      ['SANDBOX', environmentLabel(i18n, 'SANDBOX')],
    ]
    const only = Array.isArray(value) && value.length === 1 ? String(value[0]) : ''
    const chosen = typeof value === 'string' ? value : only
    return <SelectField {...common} options={options} defaultValue={chosen} />
  }
  if (kind === 'file') {
    const isNeeded = isRequired && isNew
    return (
      <FileField
        {...common}
        hint={keptHint(hint, isNew)}
        accept={accept}
        isRequired={isNeeded}
        onRead={onRead}
      />
    )
  }
  if (kind === 'secret') {
    return (
      <TextField
        {...common}
        hint={keptHint(hint, isNew)}
        type="password"
        autoComplete="off"
        required={isRequired && isNew}
      />
    )
  }
  return (
    <TextField
      {...common}
      defaultValue={typeof value === 'string' || typeof value === 'number' ? value : ''}
      required={isRequired}
      autoComplete="off"
      spellCheck={false}
    />
  )
}

function keptHint(hint: string, isNew: boolean): string {
  return isNew ? hint : `${i18n.t('Leave it empty to keep what is stored.')} ${hint}`
}
