import { i18n } from '@lingui/core'
import { useState } from 'react'
import { authApi } from '../api/auth-api.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { ErrorNote } from '../ui/notes.tsx'
import { PlainPage } from '../ui/page.tsx'
import { readText, useSubmit } from './use-submit.ts'

export function PasswordResetPage() {
  const [isSent, setSent] = useState(false)
  const { isPending, error, onSubmit } = useSubmit(async (form) => {
    await authApi.requestPasswordReset(readText(form, 'email').trim())
    setSent(true)
  })
  return (
    <PlainPage title={i18n.t('Set a new password')}>
      {isSent ? (
        <p role="status">
          {i18n.t(
            'If there is an operator with this address and the server can send mail, a link is on its way. It works once, within an hour. Otherwise ask whoever runs the server for a link.',
          )}
        </p>
      ) : (
        <form onSubmit={onSubmit} className="grid gap-3">
          {error !== null && <ErrorNote title={error} />}
          <TextField
            label={i18n.t('Email address')}
            name="email"
            type="email"
            autoComplete="username"
            required
          />
          <Button type="submit" kind="primary" disabled={isPending}>
            {i18n.t('Send a link')}
          </Button>
        </form>
      )}
      <a href="/console/" className="mt-4 text-accent underline underline-offset-2">
        {i18n.t('To the sign-in')}
      </a>
    </PlainPage>
  )
}
