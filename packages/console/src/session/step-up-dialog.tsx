import { i18n } from '@lingui/core'
import { Dialog } from '../ui/dialog.tsx'
import { CodeForm } from './code-form.tsx'

type StepUpDialogProps = { readonly onConfirmed: () => Promise<void>; readonly onClose: () => void }

/** Confirms the second factor, which the server then accepts for 10 minutes. */
export function StepUpDialog({ onConfirmed, onClose }: StepUpDialogProps) {
  return (
    <Dialog title={i18n.t('Confirm your second factor')} onClose={onClose}>
      <CodeForm onVerified={onConfirmed} onBack={onClose} />
    </Dialog>
  )
}
