import { i18n } from '@lingui/core'
import { ActDialog } from '../acts/act-dialog.tsx'
import { acknowledgementLabel, storeLabel } from '../format/labels.ts'
import { RetryAcknowledgementDocument, RetryDeliveryDocument } from '../generated/operations.ts'
import { NoteDialog } from '../notes/note-dialog.tsx'
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

/** Has the game server deliver a payment again. */
export function DeliverAct({ payment, onReload, onClose }: PaymentActProps) {
  const { id, version, deliveryFailure } = payment
  const attempts = String(deliveryFailure?.attempts ?? 0)
  return (
    <ActDialog
      title={i18n.t('Deliver again')}
      confirm={i18n.t('Deliver again')}
      document={RetryDeliveryDocument}
      toVariables={() => ({ input: { paymentId: id, expectedVersion: version } })}
      readProblem={(data) => data.retryDelivery.problem}
      describeDone={() => i18n.t('The game server is told to deliver it again.')}
      onDone={onReload}
      onReload={onReload}
      onClose={onClose}
    >
      <ChangePreview
        changes={[
          [
            i18n.t('Delivery'),
            i18n.t('Given up after {attempts} attempts', { attempts }),
            i18n.t('Tried again by the game server'),
          ],
        ]}
      />
    </ActDialog>
  )
}

/** Adds a note on the payment. */
export function NoteAct({ payment, onReload, onClose }: PaymentActProps) {
  return <NoteDialog subject={{ paymentId: payment.id }} onDone={onReload} onClose={onClose} />
}
