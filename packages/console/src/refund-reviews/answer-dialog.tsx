import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import {
  AnswerRefundReviewDocument,
  type RefundReviewAnswer,
  type RefundReviewRowFragment,
} from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { CheckField, SelectField } from '../ui/field.tsx'
import { answerLabel, answers, describeRecord } from './review-labels.ts'

type AnswerDialogProps = {
  readonly review: RefundReviewRowFragment
  readonly onReload: () => void
  readonly onClose: () => void
}

/** The answer to the store. Only the App Store takes a share. */
export function AnswerDialog({ review, onReload, onClose }: AnswerDialogProps) {
  const { id: reviewId, store, consentRequired, record } = review
  const offered = answers.filter((answer) => answer !== 'GRANT_PRORATED' || store === 'APP_STORE')
  return (
    <ActDialog
      title={i18n.t('Answer the refund review')}
      confirm={i18n.t('Send the answer')}
      warning={i18n.t('The first answer counts: it cannot be changed afterwards.')}
      document={AnswerRefundReviewDocument}
      toVariables={(form) => ({
        input: {
          reviewId,
          answer: readText(form, 'answer') as RefundReviewAnswer,
          reason: readText(form, 'reason').trim(),
          ...(consentRequired ? { customerConsented: form.get('consent') !== null } : {}),
        },
      })}
      readProblem={({ answerRefundReview }) => answerRefundReview.problem}
      describeDone={() => i18n.t('The answer is being sent to the store.')}
      onDone={onReload}
      onClose={onClose}
    >
      <p>{describeRecord(i18n, record)}</p>
      <SelectField
        label={i18n.t('Answer')}
        name="answer"
        defaultValue={record?.suggestedAnswer ?? ''}
        required
        options={[
          ...(record?.suggestedAnswer == null ? [['', i18n.t('Choose …')] as const] : []),
          ...offered.map((answer) => [answer, answerLabel(i18n, answer)] as const),
        ]}
      />
      {consentRequired && (
        <CheckField
          name="consent"
          label={i18n.t('The customer has consented to this information being sent to the store.')}
          required
        />
      )}
    </ActDialog>
  )
}
