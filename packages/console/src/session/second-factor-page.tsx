import { i18n } from '@lingui/core'
import { useState } from 'react'
import { renderSVG } from 'uqr'
import { authApi, AuthError, type SecondFactorAnswer } from '../api/auth-api.ts'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { TextField } from '../ui/field.tsx'
import { ErrorNote } from '../ui/notes.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Status } from '../ui/status.tsx'
import { CodeForm } from './code-form.tsx'
import { useOperator, useSession } from './session.tsx'
import { StepUpDialog } from './step-up-dialog.tsx'
import { readText, useSubmit } from './use-submit.ts'

/** Sets up the second factor of the operator, or replaces its backup codes. */
export function SecondFactorPage() {
  usePageTitle(i18n.t('Second factor'))
  const { hasSecondFactor } = useOperator()
  return (
    <div className="max-w-lg p-4 sm:p-6">
      <h1 className="mb-1 text-base font-semibold">{i18n.t('Second factor')}</h1>
      <p className="mb-5">
        <Status tone={hasSecondFactor ? 'good' : 'warn'}>
          {hasSecondFactor ? i18n.t('On: each sign-in needs a code.') : i18n.t('Off')}
        </Status>
      </p>
      {hasSecondFactor ? <ReplaceBackupCodes /> : <SetUp />}
    </div>
  )
}

function SetUp() {
  const { refresh } = useSession()
  const [answer, setAnswer] = useState<SecondFactorAnswer | null>(null)
  const { isPending, error, onSubmit } = useSubmit(async (form) => {
    setAnswer(await authApi.enableSecondFactor(readText(form, 'password')))
  })
  if (answer !== null)
    return <ConfirmSetUp answer={answer} onVerified={refresh} onBack={() => setAnswer(null)} />
  return (
    <form onSubmit={onSubmit} className="grid gap-3">
      <p className="text-soft">
        {i18n.t(
          'With an authenticator app nobody signs in with your password alone. Refunds and settings need it.',
        )}
      </p>
      {error !== null && <ErrorNote title={error} />}
      <PasswordField />
      <Button type="submit" kind="primary" disabled={isPending}>
        {i18n.t('Set up')}
      </Button>
    </form>
  )
}

function PasswordField() {
  return (
    <TextField
      label={i18n.t('Password')}
      name="password"
      type="password"
      autoComplete="current-password"
      required
    />
  )
}

type ConfirmSetUpProps = {
  readonly answer: SecondFactorAnswer
  readonly onVerified: () => Promise<void>
  readonly onBack: () => void
}

function ConfirmSetUp({ answer: { totpURI, backupCodes }, onVerified, onBack }: ConfirmSetUpProps) {
  return (
    <div className="grid gap-4">
      <p>{i18n.t('1. Scan this with the authenticator app, or enter the key.')}</p>
      <img
        alt={i18n.t('QR code of the second factor')}
        src={`data:image/svg+xml,${encodeURIComponent(renderSVG(totpURI, { border: 2 }))}`}
        className="size-44 rounded border border-line bg-white"
      />
      <CopyText text={new URL(totpURI).searchParams.get('secret') ?? totpURI} />
      <p>{i18n.t('2. Keep these backup codes. They are shown only now.')}</p>
      <BackupCodes codes={backupCodes} />
      <p>{i18n.t('3. Enter the code that the app shows.')}</p>
      <CodeForm onVerified={onVerified} onBack={onBack} />
    </div>
  )
}

function BackupCodes({ codes }: { readonly codes: readonly string[] }) {
  return (
    <div className="border-l-2 border-accent bg-panel px-3 py-2">
      <ul className="grid grid-cols-2 font-mono text-xs leading-6">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </div>
  )
}

function ReplaceBackupCodes() {
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const [needsStepUp, setNeedsStepUp] = useState(false)
  const { isPending, error, onSubmit } = useSubmit(async (form) => {
    try {
      setCodes((await authApi.createBackupCodes(readText(form, 'password'))).backupCodes)
    } catch (cause) {
      if (!(cause instanceof AuthError) || cause.code !== 'STEP_UP_REQUIRED') throw cause
      setNeedsStepUp(true)
    }
  })
  if (codes !== null) return <BackupCodes codes={codes} />
  return (
    <>
      <form onSubmit={onSubmit} className="grid gap-3">
        <p className="text-soft">{i18n.t('New backup codes replace the ones that you have.')}</p>
        {error !== null && <ErrorNote title={error} />}
        <PasswordField />
        <Button type="submit" disabled={isPending}>
          {i18n.t('Create new backup codes')}
        </Button>
      </form>
      {needsStepUp && (
        <StepUpDialog onConfirmed={async () => setNeedsStepUp(false)} onClose={() => setNeedsStepUp(false)} />
      )}
    </>
  )
}
