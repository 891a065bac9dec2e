import { i18n } from '@lingui/core'
import { useState } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { TransferPaymentDocument } from '../generated/operations.ts'
import { TextField } from '../ui/field.tsx'
import { toActInput, type PaymentActProps } from './act-props.ts'
import { ChangePreview } from './change-preview.tsx'

/** Gives a payment to another user. */
export function TransferAct({ payment, onReload, onClose }: PaymentActProps) {
  const [toUserId, setUserId] = useState('')
  return (
    <ActDialog
      title={i18n.t('Transfer to another user')}
      confirm={i18n.t('Transfer')}
      document={TransferPaymentDocument}
      toVariables={(form) => ({ input: { ...toActInput(payment, form), toUserId } })}
      readProblem={(data) => data.transferPayment.problem}
      describeDone={() => i18n.t('The payment belongs to the other user now.')}
      onDone={onReload}
      onReload={onReload}
      onClose={onClose}
    >
      <TextField
        label={i18n.t('New user')}
        hint={i18n.t('The id of the user in your game. The user must be registered.')}
        value={toUserId}
        onChange={(event) => setUserId(event.target.value.trim())}
        required
        maxLength={200}
        autoComplete="off"
      />
      <ChangePreview
        changes={[
          [
            i18n.t('User'),
            <bdi key="before">{payment.user.userId}</bdi>,
            <bdi key="after">{toUserId === '' ? '…' : toUserId}</bdi>,
          ],
        ]}
      />
      <p className="text-soft">{i18n.t('It can be transferred back. Both users are in the audit log.')}</p>
    </ActDialog>
  )
}
