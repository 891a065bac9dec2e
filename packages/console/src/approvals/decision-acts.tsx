import { i18n } from '@lingui/core'
import { useState } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useMay } from '../app/permissions.ts'
import {
  ApproveRefundDocument,
  CancelRefundApprovalDocument,
  RejectRefundDocument,
  type ApproveRefundMutation,
  type RefundApprovalRowFragment,
} from '../generated/operations.ts'
import { readText } from '../session/use-submit.ts'
import { Button } from '../ui/button.tsx'
import { Money } from '../ui/money.tsx'

type DecisionProps = {
  readonly approval: RefundApprovalRowFragment
  /** The version of the payment that the page shows. */
  readonly paymentVersion: number
  readonly onReload: () => void
}
type ActProps = DecisionProps & { readonly onClose: () => void }

const acts = { APPROVE: ApproveAct, REJECT: RejectAct, CANCEL: CancelAct }

/** The decisions about a request that this operator may make. */
export function DecisionActs(props: DecisionProps) {
  const may = useMay()
  const [open, setOpen] = useState<keyof typeof acts | null>(null)
  const { canApprove, canCancel, status } = props.approval
  const Act = open === null ? null : acts[open]
  return (
    <>
      {canApprove && may('approveRefund') && (
        <Button onClick={() => setOpen('APPROVE')}>
          {status === 'APPROVED' ? i18n.t('Continue') : i18n.t('Approve')}
        </Button>
      )}
      {canApprove && status === 'PENDING' && may('rejectRefund') && (
        <Button onClick={() => setOpen('REJECT')}>{i18n.t('Reject')}</Button>
      )}
      {canCancel && may('cancelRefundApproval') && (
        <Button kind="quiet" onClick={() => setOpen('CANCEL')}>
          {i18n.t('Cancel the request')}
        </Button>
      )}
      {Act !== null && <Act {...props} onClose={() => setOpen(null)} />}
    </>
  )
}

function ApproveAct({ approval, paymentVersion, onReload, onClose }: ActProps) {
  return (
    <ActDialog
      title={i18n.t('Approve the refund')}
      confirm={approval.kind === 'REFUND' ? i18n.t('Approve and refund') : i18n.t('Approve and record')}
      warning={describeRisk(approval, paymentVersion)}
      document={ApproveRefundDocument}
      toVariables={(form) => ({
        input: {
          approvalId: approval.id,
          reason: readText(form, 'reason').trim(),
          expectedVersion: paymentVersion,
        },
      })}
      readProblem={(data) => data.approveRefund.problem}
      describeDone={describeApproved}
      onDone={onReload}
      onReload={onReload}
      onClose={onClose}
    >
      <RequestFacts approval={approval} />
    </ActDialog>
  )
}

/** What the approver has to know before the click. */
function describeRisk({ kind, status, paymentVersion }: RefundApprovalRowFragment, shownVersion: number) {
  if (kind === 'CORRECTION') {
    return i18n.t(
      'No money moves: this only records that the customer got it back outside of the store. Use it if the store cannot refund.',
    )
  }
  return status === 'PENDING' && paymentVersion !== shownVersion
    ? i18n.t('The payment was changed after the request. Look at it as it is now. The refund is final.')
    : i18n.t('This is final: a refund cannot be undone.')
}

function describeApproved({ approveRefund: { approval } }: ApproveRefundMutation): string {
  return approval?.status === 'EXECUTED'
    ? i18n.t('The refund is approved and carried out.')
    : i18n.t('The refund is approved.')
}

function RejectAct({ approval, onReload, onClose }: ActProps) {
  return (
    <ActDialog
      title={i18n.t('Reject the refund')}
      confirm={i18n.t('Reject')}
      document={RejectRefundDocument}
      toVariables={(form) => ({
        input: { approvalId: approval.id, reason: readText(form, 'reason').trim() },
      })}
      readProblem={(data) => data.rejectRefund.problem}
      describeDone={() => i18n.t('The refund is rejected.')}
      onDone={onReload}
      onClose={onClose}
    >
      <RequestFacts approval={approval} />
    </ActDialog>
  )
}

function CancelAct({ approval, onReload, onClose }: ActProps) {
  return (
    <ActDialog
      title={i18n.t('Cancel the request')}
      confirm={i18n.t('Cancel the request')}
      document={CancelRefundApprovalDocument}
      toVariables={(form) => ({
        input: { approvalId: approval.id, reason: readText(form, 'reason').trim() },
      })}
      readProblem={(data) => data.cancelRefundApproval.problem}
      describeDone={() => i18n.t('The request is canceled.')}
      onDone={onReload}
      onClose={onClose}
    >
      <RequestFacts approval={approval} />
    </ActDialog>
  )
}

function RequestFacts({ approval: { amount, requestedBy, reason } }: Pick<DecisionProps, 'approval'>) {
  return (
    <div className="grid gap-1">
      <p>
        {i18n.t('Returned to the customer:')} <Money money={amount} />
      </p>
      <p className="text-soft">
        {i18n.t('Requested by')} <bdi className="break-words">{requestedBy.name}</bdi>
      </p>
      <bdi className="block max-h-24 overflow-y-auto break-words whitespace-pre-wrap text-soft" tabIndex={0}>
        {reason}
      </bdi>
    </div>
  )
}
