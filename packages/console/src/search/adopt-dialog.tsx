import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useRetryKey } from '../acts/use-retry-key.ts'
import { AdoptPaymentDocument, type LookedUpSaleFragment } from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { TextField } from '../ui/field.tsx'

type AdoptDialogProps = {
  readonly sale: LookedUpSaleFragment
  readonly text: string
  readonly onAdopted: (paymentId: string) => void
  readonly onClose: () => void
}

/** Records a sale that only its store knows. The server reads it from the store once more. */
export function AdoptDialog({ sale, text, onAdopted, onClose }: AdoptDialogProps) {
  const { store, storeTransactionId, storeProductId, user } = sale
  const keyOf = useRetryKey()
  return (
    <ActDialog
      title={i18n.t('Adopt a sale')}
      confirm={i18n.t('Adopt')}
      document={AdoptPaymentDocument}
      toVariables={(form) => {
        const userId = readText(form, 'userId').trim()
        const reason = readText(form, 'reason').trim()
        const named = { store, text, storeTransactionId, storeProductId }
        const adopted = { ...named, userId: userId === '' ? null : userId, reason }
        return { input: { ...adopted, idempotencyKey: keyOf(adopted) } }
      }}
      readProblem={({ adoptPayment }) => adoptPayment.problem}
      describeDone={() => i18n.t('The sale is a payment now.')}
      onDone={({ adoptPayment: { payment } }) => payment !== null && onAdopted(payment.id)}
      onClose={onClose}
    >
      <p>
        {i18n.t('The server reads the sale from the store again and records it as a payment of the user.')}
      </p>
      {user === null ? (
        <TextField
          label={i18n.t('User id of the game')}
          hint={i18n.t('The user who gets the item. It must be registered.')}
          name="userId"
          className="font-mono"
          maxLength={300}
          autoComplete="off"
          spellCheck={false}
          required
        />
      ) : (
        <p>
          {i18n.t('User')}: <bdi className="font-mono text-xs break-all">{user.userId}</bdi>
        </p>
      )}
    </ActDialog>
  )
}
