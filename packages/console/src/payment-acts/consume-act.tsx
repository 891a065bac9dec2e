import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { paymentStatusLabel } from '../format/labels.ts'
import { ConsumePaymentForUserDocument } from '../generated/operations.ts'
import { toActInput, type PaymentActProps } from './act-props.ts'
import { ChangePreview } from './change-preview.tsx'

/** Consumes a payment for its user, who then has no claim on the item any more. */
export function ConsumeAct({ payment, onReload, onClose }: PaymentActProps) {
  return (
    <ActDialog
      title={i18n.t('Consume for the user')}
      confirm={i18n.t('Consume')}
      warning={i18n.t(
        'This is final: a payment is consumed once. The server does not give the item: give it before, by hand.',
      )}
      document={ConsumePaymentForUserDocument}
      toVariables={(form) => ({ input: toActInput(payment, form) })}
      readProblem={(data) => data.consumePaymentForUser.problem}
      describeDone={() => i18n.t('The payment is consumed.')}
      onDone={onReload}
      onReload={onReload}
      onClose={onClose}
    >
      <ChangePreview
        changes={[
          [i18n.t('Status'), paymentStatusLabel(i18n, payment.status), paymentStatusLabel(i18n, 'CONSUMED')],
          [i18n.t('Consumed by'), '–', i18n.t('Operator')],
        ]}
      />
    </ActDialog>
  )
}
