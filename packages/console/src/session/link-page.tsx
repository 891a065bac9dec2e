import { i18n } from '@lingui/core'
import { useEffect, useState } from 'react'
import { authApi, type LinkAnswer } from '../api/auth-api.ts'
import { readLanguage } from '../app/preferences.ts'
import { formatTime } from '../format/time.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { ErrorNote, Skeleton } from '../ui/notes.tsx'
import { PlainPage } from '../ui/page.tsx'
import { authErrorText } from './auth-error-text.ts'
import { readText, useSubmit } from './use-submit.ts'

type LinkState =
  | { readonly kind: 'LOADING' | 'ACCEPTED' }
  | { readonly kind: 'REFUSED'; readonly error: string }
  | { readonly kind: 'OPEN'; readonly link: LinkAnswer }

/** Uses a one-time link. Its token is in the fragment of the address, which no server receives. */
export function LinkPage() {
  const [token] = useState(() => window.location.hash.slice(1))
  const [state, setState] = useState<LinkState>({ kind: 'LOADING' })
  useEffect(() => {
    authApi.inspectLink(token).then(
      (link) => setState({ kind: 'OPEN', link }),
      (error: unknown) => setState({ kind: 'REFUSED', error: authErrorText(error) }),
    )
  }, [token])
  return (
    <PlainPage title={titleOf(state)}>
      {state.kind === 'LOADING' && <Skeleton className="w-2/3" />}
      {state.kind === 'REFUSED' && <ErrorNote title={state.error} />}
      {state.kind === 'OPEN' && (
        <AcceptForm token={token} link={state.link} onAccepted={() => setState({ kind: 'ACCEPTED' })} />
      )}
      {state.kind === 'ACCEPTED' && (
        <a href="/console/" className={buttonClass('primary')}>
          {i18n.t('To the sign-in')}
        </a>
      )}
    </PlainPage>
  )
}

function titleOf(state: LinkState): string {
  if (state.kind === 'ACCEPTED') return i18n.t('Done. You can sign in now.')
  if (state.kind !== 'OPEN') return i18n.t('One-time link')
  const { kind } = state.link
  if (kind === 'FIRST_OPERATOR') return i18n.t('Create the first operator')
  return kind === 'INVITATION' ? i18n.t('Accept the invitation') : i18n.t('Set a new password')
}

type AcceptFormProps = {
  readonly token: string
  readonly link: LinkAnswer
  readonly onAccepted: () => void
}

function AcceptForm({ token, link, onAccepted }: AcceptFormProps) {
  const { kind, email, expiresAt } = link
  const { isPending, error, onSubmit } = useSubmit(async (form) => {
    await authApi.acceptLink({
      token,
      password: readText(form, 'password'),
      ...(kind === 'PASSWORD_RESET' ? {} : { name: readText(form, 'name').trim() }),
      ...(kind === 'FIRST_OPERATOR' ? { email: readText(form, 'email').trim() } : {}),
    })
    onAccepted()
  })
  return (
    <form onSubmit={onSubmit} className="grid gap-3">
      <p className="text-soft">
        {i18n.t('The link works once, until {time}.', { time: formatTime(expiresAt, readLanguage(), true) })}
      </p>
      {error !== null && <ErrorNote title={error} />}
      <TextField
        label={i18n.t('Email address')}
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={email ?? undefined}
        readOnly={email !== null}
        required
      />
      {kind !== 'PASSWORD_RESET' && (
        <TextField label={i18n.t('Name')} name="name" autoComplete="name" maxLength={100} required />
      )}
      <TextField
        label={i18n.t('Password')}
        hint={i18n.t('At least twelve characters.')}
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={12}
        required
      />
      <Button type="submit" kind="primary" disabled={isPending}>
        {i18n.t('Save')}
      </Button>
    </form>
  )
}
