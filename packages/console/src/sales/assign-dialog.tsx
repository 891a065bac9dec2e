import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useRetryKey } from '../acts/use-retry-key.ts'
import { AssignUnattributedSaleDocument } from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { TextField } from '../ui/field.tsx'

type AssignDialogProps = {
  readonly saleId: string
  readonly onAssigned: (paymentId: string) => void
  readonly onClose: () => void
}

/** Gives a sale that belongs to no user to one. The server reads it from its store again. */
export function AssignDialog({ saleId, onAssigned, onClose }: AssignDialogProps) {
  const keyOf = useRetryKey()
  return (
    <ActDialog
      title={i18n.t('Assign the sale to a user')}
      confirm={i18n.t('Assign')}
      document={AssignUnattributedSaleDocument}
      toVariables={(form) => {
        const userId = readText(form, 'userId').trim()
        const assigned = { saleId, userId, reason: readText(form, 'reason').trim() }
        return { input: { ...assigned, idempotencyKey: keyOf(assigned) } }
      }}
      readProblem={({ assignUnattributedSale }) => assignUnattributedSale.problem}
      describeDone={() => i18n.t('The sale is a payment of the user now.')}
      onDone={({ assignUnattributedSale: { payment } }) => payment !== null && onAssigned(payment.id)}
      onClose={onClose}
    >
      <p>
        {i18n.t('The server reads the sale from the store again and records it as a payment of the user.')}{' '}
        {i18n.t('Make sure that it is the customer: ask for the order number on the bill of the store.')}
      </p>
      <TextField
        label={i18n.t('User id of the game')}
        hint={i18n.t('The user who gets the item. It must be registered.')}
        name="userId"
        className="font-mono"
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        required
      />
    </ActDialog>
  )
}
