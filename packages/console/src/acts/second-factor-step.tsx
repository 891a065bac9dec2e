import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { keepApp } from '../app/search-text.ts'
import { CodeForm } from '../session/code-form.tsx'
import { useOperator } from '../session/session.tsx'
import { ErrorNote } from '../ui/notes.tsx'

type SecondFactorStepProps = { readonly onConfirmed: () => Promise<void>; readonly onClose: () => void }

/** Confirms the second factor, which the server then accepts for 10 minutes. */
export function SecondFactorStep({ onConfirmed, onClose }: SecondFactorStepProps) {
  const { hasSecondFactor } = useOperator()
  if (hasSecondFactor) {
    return (
      <>
        <p className="mb-3 text-soft">
          {i18n.t('This act needs your second factor. It then counts for 10 minutes.')}
        </p>
        <CodeForm onVerified={onConfirmed} onBack={onClose} />
      </>
    )
  }
  return (
    <ErrorNote title={i18n.t('This act needs a second factor')}>
      {i18n.t('You have none yet.')}{' '}
      <Link to="/second-factor" search={keepApp} className="text-accent underline" onClick={onClose}>
        {i18n.t('Set up the second factor')}
      </Link>
    </ErrorNote>
  )
}
