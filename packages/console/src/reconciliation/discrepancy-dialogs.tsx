import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import {
  AdoptDiscrepancyDocument,
  IgnoreDiscrepancyDocument,
  ReopenDiscrepancyDocument,
  type DiscrepancyRowFragment,
} from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { Clamped } from '../ui/clamped.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { TextField } from '../ui/field.tsx'

type DialogProps = {
  readonly discrepancy: DiscrepancyRowFragment
  readonly onReload: () => void
  readonly onClose: () => void
}

const reasonOf = (form: FormData) => readText(form, 'reason').trim()

export function IgnoreDialog({ discrepancy: { id, description }, onReload, onClose }: DialogProps) {
  return (
    <ActDialog
      title={i18n.t('Ignore the difference')}
      confirm={i18n.t('Ignore')}
      document={IgnoreDiscrepancyDocument}
      toVariables={(form) => ({ input: { discrepancyId: id, reason: reasonOf(form) } })}
      readProblem={({ ignoreDiscrepancy }) => ignoreDiscrepancy.problem}
      describeDone={() => i18n.t('The difference is ignored.')}
      onDone={onReload}
      onClose={onClose}
    >
      <Clamped text={description} />
      <p>
        {i18n.t(
          'It no longer counts as open, until a comparison describes it otherwise. It can be reopened.',
        )}
      </p>
    </ActDialog>
  )
}

export function ReopenDialog({ discrepancy: { id, description }, onReload, onClose }: DialogProps) {
  return (
    <ActDialog
      title={i18n.t('Reopen the difference')}
      confirm={i18n.t('Reopen')}
      document={ReopenDiscrepancyDocument}
      toVariables={(form) => ({ input: { discrepancyId: id, reason: reasonOf(form) } })}
      readProblem={({ reopenDiscrepancy }) => reopenDiscrepancy.problem}
      describeDone={() => i18n.t('The difference is open again.')}
      onDone={onReload}
      onClose={onClose}
    >
      <Clamped text={description} />
    </ActDialog>
  )
}

/** Records the sale that the store has. The store is asked again, and decides what is recorded. */
export function AdoptDialog({ discrepancy, onReload, onClose }: DialogProps) {
  const { store, storeTransactionId, purchase } = discrepancy
  const text = storeTransactionId ?? ''
  return (
    <ActDialog
      title={i18n.t('Adopt the payment')}
      confirm={i18n.t('Adopt')}
      document={AdoptDiscrepancyDocument}
      toVariables={(form) => {
        const userId = readText(form, 'user').trim()
        return { input: { store, text, userId: userId === '' ? null : userId, reason: reasonOf(form) } }
      }}
      readProblem={({ adoptPayment }) => adoptPayment.problem}
      describeDone={() => i18n.t('The payment is recorded.')}
      onDone={onReload}
      onClose={onClose}
    >
      <p>
        {i18n.t('The store is asked for the transaction, and what it confirms is recorded as a payment:')}{' '}
        <CopyText text={text} />
      </p>
      <TextField
        label={i18n.t('User')}
        hint={i18n.t('The user id of the game. Leave it empty if the sale has the account token of a user.')}
        name="user"
        className="font-mono"
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        defaultValue={purchase?.user.userId ?? ''}
      />
    </ActDialog>
  )
}
