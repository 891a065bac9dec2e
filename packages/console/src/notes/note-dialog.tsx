import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useRetryKey } from '../acts/use-retry-key.ts'
import { AddNoteDocument } from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { TextArea } from '../ui/field.tsx'

type NoteDialogProps = {
  /** The payment, or the game's own id of the user. */
  readonly subject: { readonly paymentId: string } | { readonly userId: string }
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Adds a note, which other operators see and clients do not. A repeated call adds no second one. */
export function NoteDialog({ subject, onDone, onClose }: NoteDialogProps) {
  const keyOf = useRetryKey()
  return (
    <ActDialog
      title={i18n.t('Add a note')}
      confirm={i18n.t('Add the note')}
      needsReason={false}
      document={AddNoteDocument}
      toVariables={(form) => {
        const note = { ...subject, text: readText(form, 'text') }
        return { input: { ...note, idempotencyKey: keyOf(note) } }
      }}
      readProblem={(data) => data.addNote.problem}
      describeDone={() => i18n.t('The note is added.')}
      onDone={onDone}
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
