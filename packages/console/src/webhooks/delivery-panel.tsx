import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ActDialog } from '../acts/act-dialog.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { useMay } from '../app/permissions.ts'
import { keepApp } from '../app/search-text.ts'
import { eventLabel } from '../format/event-label.ts'
import {
  EventDeliveriesDocument,
  ReplayWebhookDeliveryDocument,
  type EventDeliveriesQuery,
} from '../generated/operations.ts'
import { Loaded } from '../pages/page-frame.tsx'
import { Button } from '../ui/button.tsx'
import { CopyText } from '../ui/copy-text.tsx'
import { Facts } from '../ui/facts.tsx'
import { JsonView } from '../ui/json-view.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { indentBody } from './indent-body.ts'
import { deliveryStatusLabel, deliveryTones } from './webhook-labels.ts'

type Attempt = NonNullable<EventDeliveriesQuery['webhookEndpoint']>['deliveries']['nodes'][number]

type DeliveryPanelProps = {
  readonly endpointId: string
  readonly eventId: string
  readonly isPaused: boolean
  readonly onClose: () => void
  readonly onReplayed: () => void
}

/** One event with every attempt to deliver it: request, response, and the act to send it again. */
export function DeliveryPanel({ endpointId, eventId, isPaused, onClose, onReplayed }: DeliveryPanelProps) {
  const [{ data, error }, retry] = useApiQuery(EventDeliveriesDocument, {
    variables: { endpointId, eventId },
  })
  const reload = () => retry({ requestPolicy: 'network-only' })
  const attempts = data?.webhookEndpoint?.deliveries.nodes
  const event = attempts?.[0]?.event
  return (
    <SidePanel title={event == null ? i18n.t('Delivery') : eventLabel(i18n, event.type)} onClose={onClose}>
      <Loaded data={attempts} error={error} onRetry={reload}>
        {(shown) => (
          <div className="grid gap-6">
            <Facts
              facts={[
                [i18n.t('Event'), <CopyText text={eventId} />],
                event?.payment == null
                  ? null
                  : [i18n.t('Payment'), <PaymentLink paymentId={event.payment.id} />],
              ]}
            />
            {shown[0] !== undefined && (
              <ReplayButton
                attempt={shown[0]}
                isPaused={isPaused}
                onDone={() => {
                  reload()
                  onReplayed()
                }}
              />
            )}
            {shown.map((attempt, index) => (
              <AttemptSection key={attempt.id} attempt={attempt} number={shown.length - index} />
            ))}
          </div>
        )}
      </Loaded>
    </SidePanel>
  )
}

function PaymentLink({ paymentId }: { readonly paymentId: string }) {
  return (
    <Link
      to="/payments/$paymentId"
      params={{ paymentId }}
      search={keepApp}
      className="font-mono text-xs break-all text-accent underline"
    >
      {paymentId}
    </Link>
  )
}

type AttemptSectionProps = {
  readonly attempt: Attempt
  /** Its place among the attempts, the oldest first. */
  readonly number: number
}

function AttemptSection({ attempt, number }: AttemptSectionProps) {
  const { status, responseStatus, error, durationMs, attemptedAt } = attempt
  return (
    <section className="grid gap-2 border-t border-line pt-3">
      <h3 className="flex flex-wrap items-center gap-x-3">
        <Status tone={deliveryTones[status]}>{deliveryStatusLabel(i18n, status)}</Status>
        <span className="text-soft">
          <Time iso={attemptedAt} /> · {durationMs} ms
          {responseStatus !== null && ` · HTTP ${responseStatus}`}
        </span>
      </h3>
      {error !== null && (
        <bdi className="line-clamp-6 break-words text-bad" lang="en">
          {error}
        </bdi>
      )}
      <bdi className="font-mono text-xs break-all text-soft">POST {attempt.url ?? attempt.host}</bdi>
      {attempt.requestBody !== null && (
        <JsonView value={indentBody(attempt.requestBody)} label={i18n.t('Request {number}', { number })} />
      )}
      {attempt.responseBody != null && attempt.responseBody !== '' && (
        <>
          <p className="text-xs text-soft">{i18n.t('Response')}</p>
          <JsonView value={attempt.responseBody} label={i18n.t('Response {number}', { number })} />
        </>
      )}
    </section>
  )
}

type ReplayButtonProps = {
  readonly attempt: Attempt
  readonly isPaused: boolean
  readonly onDone: () => void
}

function ReplayButton({ attempt, isPaused, onDone }: ReplayButtonProps) {
  const [isOpen, setOpen] = useState(false)
  if (!useMay()('replayWebhookDelivery')) return null
  if (isPaused) return <p className="text-soft">{i18n.t('The endpoint is paused: nothing can be sent.')}</p>
  return (
    <div>
      <Button onClick={() => setOpen(true)}>{i18n.t('Send this event again')}</Button>
      {isOpen && (
        <ActDialog
          title={i18n.t('Send this event again?')}
          confirm={i18n.t('Send again')}
          document={ReplayWebhookDeliveryDocument}
          toVariables={() => ({ input: { deliveryId: attempt.id } })}
          readProblem={({ replayWebhookDelivery }) => replayWebhookDelivery.problem}
          describeDone={({ replayWebhookDelivery: { delivery } }) =>
            delivery?.status === 'DELIVERED'
              ? i18n.t('The receiver accepted the event.')
              : i18n.t('The receiver did not accept the event.')
          }
          onDone={onDone}
          onClose={() => setOpen(false)}
        >
          <p>
            {i18n.t(
              'It is sent once, now, and with the state of the payment now. The receiver knows repeated events by their id.',
            )}
          </p>
        </ActDialog>
      )}
    </div>
  )
}
