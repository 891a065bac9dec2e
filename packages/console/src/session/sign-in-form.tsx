import { i18n } from '@lingui/core'
import { useEffect, useState } from 'react'
import { authApi } from '../api/auth-api.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { ErrorNote } from '../ui/notes.tsx'
import { CodeForm } from './code-form.tsx'
import { readText, useSubmit } from './use-submit.ts'

type SignInFormProps = {
  readonly onSignedIn: () => Promise<void>
  /** The address of the operator whose session has ended. */
  readonly email?: string
}

/** Signs in: first the password, then a code if the operator has a second factor. */
export function SignInForm({ onSignedIn, email }: SignInFormProps) {
  const [needsCode, setNeedsCode] = useState(false)
  if (needsCode) return <CodeForm onVerified={onSignedIn} onBack={() => setNeedsCode(false)} />
  return (
    <>
      <PasswordForm email={email} onSignedIn={onSignedIn} onCodeNeeded={() => setNeedsCode(true)} />
      <ProviderButton />
    </>
  )
}

type PasswordFormProps = {
  readonly email: string | undefined
  readonly onSignedIn: () => Promise<void>
  readonly onCodeNeeded: () => void
}

function PasswordForm({ email, onSignedIn, onCodeNeeded }: PasswordFormProps) {
  const { isPending, error, onSubmit } = useSubmit(async (form) => {
    const { twoFactorRedirect = false } = await authApi.signIn({
      email: readText(form, 'email').trim(),
      password: readText(form, 'password'),
    })
    if (twoFactorRedirect) onCodeNeeded()
    else await onSignedIn()
  })
  return (
    <form onSubmit={onSubmit} className="grid gap-3">
      {error !== null && <ErrorNote title={error} />}
      <TextField
        label={i18n.t('Email address')}
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={email}
        required
      />
      <TextField
        label={i18n.t('Password')}
        name="password"
        type="password"
        autoComplete="current-password"
        required
      />
      <Button type="submit" kind="primary" disabled={isPending}>
        {isPending ? i18n.t('Signing in…') : i18n.t('Sign in')}
      </Button>
    </form>
  )
}

/** Shown only where the server has a provider. */
function ProviderButton() {
  const [hasProvider, setHasProvider] = useState(false)
  useEffect(() => {
    authApi.methods().then(
      ({ provider }) => setHasProvider(provider),
      () => undefined,
    )
  }, [])
  const { isPending, error, onSubmit } = useSubmit(async () => {
    const { pathname, search } = window.location
    const { url } = await authApi.signInByProvider(pathname + search)
    window.location.assign(url)
  })
  if (!hasProvider) return null
  return (
    <form onSubmit={onSubmit} className="mt-3 grid gap-3 border-t border-line pt-3">
      {error !== null && <ErrorNote title={error} />}
      <Button type="submit" disabled={isPending}>
        {i18n.t('Sign in through the provider')}
      </Button>
    </form>
  )
}
