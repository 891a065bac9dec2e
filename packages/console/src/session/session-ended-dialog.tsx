import { i18n } from '@lingui/core'
import { Dialog } from '../ui/dialog.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { useOperator, useSession } from './session.tsx'

/** Signs in again over the page, which stays as it is. */
export function SessionEndedDialog() {
  const { refresh } = useSession()
  const { email } = useOperator()
  return (
    <Dialog title={i18n.t('Your session has ended')}>
      <p className="mb-4 text-soft">{i18n.t('Sign in again. The page stays as you left it.')}</p>
      <SignInForm email={email} onSignedIn={refresh} />
    </Dialog>
  )
}
