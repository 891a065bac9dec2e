import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { acknowledgementLabel, storeLabel } from '../format/labels.ts'
import { AddNoteDocument, RetryAcknowledgementDocument } from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { TextArea } from '../ui/field.tsx'
import type { PaymentActProps } from './act-props.ts'
import { ChangePreview } from './change-preview.tsx'

/** Acknowledges a payment at its store again. */
export function RetryAct({ payment, onReload, onClose }: PaymentActProps) {
  const { id, version, acknowledgement, store } = payment
  return (
    <ActDialog
      title={i18n.t('Retry the acknowledgement')}
      confirm={i18n.t('Retry')}
      document={RetryAcknowledgementDocument}
      toVariables={() => ({ input: { paymentId: id, expectedVersion: version } })}
      readProblem={(data) => data.retryAcknowledgement.problem}
      describeDone={() => i18n.t('The acknowledgement is being tried again.')}
      onDone={onReload}
      onReload={onReload}
      onClose={onClose}
    >
      <ChangePreview
        changes={[
          [
            i18n.t('Acknowledgement'),
            acknowledgementLabel(i18n, acknowledgement.status),
            i18n.t('Sent to {store} now', { store: storeLabel(i18n, store) }),
          ],
        ]}
      />
    </ActDialog>
  )
}

/** Adds a note, which other operators see and clients do not. */
export function NoteAct({ payment, onReload, onClose }: PaymentActProps) {
  return (
    <ActDialog
      title={i18n.t('Add a note')}
      confirm={i18n.t('Add the note')}
      needsReason={false}
      document={AddNoteDocument}
      toVariables={(form) => ({ input: { paymentId: payment.id, text: readText(form, 'text') } })}
      readProblem={(data) => data.addNote.problem}
      describeDone={() => i18n.t('The note is added.')}
      onDone={onReload}
      onClose={onClose}
    >
      <TextArea
        label={i18n.t('Note')}
        hint={i18n.t('Other operators see it, the user does not. It cannot be changed.')}
        name="text"
        maxLength={1000}
        rows={4}
        required
      />
    </ActDialog>
  )
}
