import { i18n } from '@lingui/core'
import { LanguageButtons } from '../app/language-buttons.tsx'
import { ErrorNote } from '../ui/notes.tsx'
import { PlainPage } from '../ui/page.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { useSession } from './session.tsx'

/** Shown in place of a page whose operator has not signed in; its address stays, so the page follows the sign-in. */
export function SignInPage() {
  const { refresh } = useSession()
  const isRefused = new URLSearchParams(window.location.search).has('error')
  return (
    <PlainPage title={i18n.t('Sign in')}>
      {isRefused && (
        <div className="mb-3">
          <ErrorNote title={i18n.t('The provider did not sign you in. Try again, or use your password.')} />
        </div>
      )}
      <SignInForm onSignedIn={refresh} />
      <div className="mt-6 flex items-center justify-between border-t border-line pt-4">
        <a href="/console/password-reset" className="text-accent underline underline-offset-2">
          {i18n.t('Forgot the password?')}
        </a>
        <LanguageButtons />
      </div>
    </PlainPage>
  )
}
