import { i18n } from '@lingui/core'
import { useState } from 'react'
import { authApi } from '../api/auth-api.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { ErrorNote } from '../ui/notes.tsx'
import { readText, useSubmit } from './use-submit.ts'

type CodeFormProps = { readonly onVerified: () => Promise<void>; readonly onBack: () => void }

/** Asks for a code of the authenticator app, or for a backup code. */
export function CodeForm({ onVerified, onBack }: CodeFormProps) {
  const [isBackup, setBackup] = useState(false)
  const { isPending, error, onSubmit } = useSubmit(async (form) => {
    const code = readText(form, 'code').replaceAll(/\s/g, '')
    await (isBackup ? authApi.verifyBackupCode(code) : authApi.verifyTotp(code))
    await onVerified()
  })
  return (
    <form onSubmit={onSubmit} className="grid gap-3">
      {error !== null && <ErrorNote title={error} />}
      <TextField
        key={String(isBackup)}
        label={isBackup ? i18n.t('Backup code') : i18n.t('Code of the authenticator app')}
        hint={isBackup ? i18n.t('Each backup code works once.') : i18n.t('Six digits, new every 30 seconds.')}
        name="code"
        autoComplete="one-time-code"
        inputMode={isBackup ? 'text' : 'numeric'}
        pattern={isBackup ? String.raw`\s*[0-9a-zA-Z]{5}-[0-9a-zA-Z]{5}\s*` : String.raw`\s*\d{3}\s?\d{3}\s*`}
        className="font-mono"
        autoFocus
        required
      />
      <Button type="submit" kind="primary" disabled={isPending}>
        {i18n.t('Confirm')}
      </Button>
      <div className="flex justify-between">
        <Button kind="quiet" className="-ml-3" onClick={onBack}>
          {i18n.t('Back')}
        </Button>
        <Button kind="quiet" className="-mr-3" onClick={() => setBackup(!isBackup)}>
          {isBackup ? i18n.t('Use the authenticator app') : i18n.t('Use a backup code')}
        </Button>
      </div>
    </form>
  )
}
