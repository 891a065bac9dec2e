import { i18n } from '@lingui/core'
import { useState } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { paymentStatusLabel } from '../format/labels.ts'
import {
  CorrectPaymentDocument,
  type CorrectPaymentMutation,
  type PaymentStatus,
} from '../generated/operations.ts'
import { SelectField, TextField } from '../ui/field.tsx'
import { Money } from '../ui/money.tsx'
import type { PaymentDetails } from '../payments/payment-sentence.ts'
import { toActInput, type PaymentActProps } from './act-props.ts'
import { ChangePreview, type Change } from './change-preview.tsx'
import { listCorrections } from './possible-acts.ts'

type Correction = { readonly status: PaymentStatus | ''; readonly amount: string; readonly currency: string }

/** Corrects what the store cannot know. */
export function CorrectAct({ payment, onReload, onClose }: PaymentActProps) {
  const [correction, setCorrection] = useState<Correction>({ status: '', amount: '', currency: '' })
  const { status, amount, currency } = correction
  const price = amount === '' ? null : { amount, currencyCode: currency }
  const isRefund = status === 'REFUNDED'
  const needsApproval = isRefund && payment.refundNeedsApproval
  return (
    <ActDialog
      title={i18n.t('Correct the record')}
      confirm={needsApproval ? i18n.t('Request the correction') : i18n.t('Correct')}
      document={CorrectPaymentDocument}
      toVariables={(form) => ({
        input: { ...toActInput(payment, form), status: status === '' ? null : status, price },
      })}
      readProblem={(data) => data.correctPayment.problem}
      describeDone={describeDone}
      onDone={onReload}
      onReload={onReload}
      onClose={onClose}
      {...(isRefund ? { warning: describeRefund(needsApproval) } : {})}
    >
      <CorrectionFields payment={payment} correction={correction} onChange={setCorrection} />
      <ChangePreview changes={listChanges(payment, correction)} />
    </ActDialog>
  )
}

type FieldsProps = {
  readonly payment: PaymentDetails
  readonly correction: Correction
  readonly onChange: (correction: Correction) => void
}

function CorrectionFields({ payment, correction, onChange }: FieldsProps) {
  const statuses = listCorrections(payment).map(
    (status) => [status, paymentStatusLabel(i18n, status)] as const,
  )
  const { status, amount, currency } = correction
  return (
    <>
      {statuses.length > 0 && (
        <SelectField
          label={i18n.t('Status that the payment has')}
          value={status}
          required={payment.price !== null}
          options={[['', i18n.t('Choose…')], ...statuses]}
          onChange={(event) => onChange({ ...correction, status: event.target.value as PaymentStatus | '' })}
        />
      )}
      {payment.price === null && (
        <div className="grid grid-cols-[minmax(0,1fr)_6rem] gap-2">
          <TextField
            label={i18n.t('Amount that the customer paid')}
            value={amount}
            inputMode="decimal"
            pattern="\d{1,12}(\.\d{1,6})?"
            required={status === ''}
            onChange={(event) => onChange({ ...correction, amount: event.target.value.trim() })}
          />
          <TextField
            label={i18n.t('Currency')}
            value={currency}
            pattern="[A-Z]{3}"
            required={amount !== ''}
            onChange={(event) =>
              onChange({ ...correction, currency: event.target.value.trim().toUpperCase() })
            }
          />
        </div>
      )}
    </>
  )
}

function listChanges(payment: PaymentDetails, { status, amount, currency }: Correction): Change[] {
  const label = (value: PaymentStatus) => paymentStatusLabel(i18n, value)
  const changes: Change[] = [
    [i18n.t('Status'), label(payment.status), label(status === '' ? payment.status : status)],
  ]
  if (amount === '') return changes
  return [
    ...changes,
    [i18n.t('Charged'), <Money key="before" money={payment.price} />, `${amount} ${currency}`],
  ]
}

function describeRefund(needsApproval: boolean): string {
  return needsApproval
    ? i18n.t('A second operator has to approve it within 7 days. Nothing is changed before.')
    : i18n.t(
        'No money moves: this only records that the customer got it back outside of the store. Use it if the store cannot refund.',
      )
}

function describeDone({ correctPayment: { approval } }: CorrectPaymentMutation): string {
  return approval === null
    ? i18n.t('The record is corrected.')
    : i18n.t('The correction waits for a second operator.')
}
