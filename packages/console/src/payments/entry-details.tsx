import { i18n } from '@lingui/core'
import { consumedByLabel } from '../format/labels.ts'
import { CopyText } from '../ui/copy-text.tsx'
import { Facts } from '../ui/facts.tsx'
import { JsonView } from '../ui/json-view.tsx'
import type { PaymentDetails } from './payment-sentence.ts'
import { StoreEvidence } from './store-evidence.tsx'
import type { Evidence } from './use-evidence.ts'
import { WebhookAttempts } from './webhook-attempts.tsx'

type PaymentEvent = PaymentDetails['events'][number]

/** The evidence of an event: the store's answer, who consumed, and to whom the event was delivered. */
export function EventDetails({
  event,
  payment,
  evidence,
}: {
  readonly event: PaymentEvent
  readonly payment: PaymentDetails
  readonly evidence: Evidence
}) {
  // The statement that changes a payment stores the answer and the event with the same time.
  const answers = (evidence.storeEvidence ?? []).filter(
    ({ kind, receivedAt }) => kind === 'ANSWER' && receivedAt === event.occurredAt,
  )
  const attempts = (evidence.webhookDeliveries?.nodes ?? []).filter(
    (attempt) => attempt.event?.id === event.id,
  )
  return (
    <>
      {event.type === 'PAYMENT_CONSUMED' && <ConsumeFacts payment={payment} evidence={evidence} />}
      {answers.map((answer) => (
        <StoreEvidence key={answer.receivedAt} evidence={answer} />
      ))}
      {attempts.length > 0 && <WebhookAttempts attempts={attempts} />}
      <Facts facts={[[i18n.t('Event'), <CopyText key="id" text={event.id} />]]} />
    </>
  )
}

function ConsumeFacts({
  payment,
  evidence,
}: Pick<Parameters<typeof EventDetails>[0], 'payment' | 'evidence'>) {
  const { consume } = payment
  const { serverKey = null, address = null } = evidence.consume ?? {}
  if (consume === null) return null
  return (
    <Facts
      facts={[
        [i18n.t('Consumed by'), consumedByLabel(i18n, consume.consumedBy)],
        serverKey && [i18n.t('Server key'), <KeyName key="key" id={serverKey.id} name={serverKey.name} />],
        address === null ? null : [i18n.t('IP address'), <CopyText key="address" text={address} />],
        consume.idempotencyKey === null
          ? null
          : [i18n.t('Idempotency key'), <CopyText key="idempotency" text={consume.idempotencyKey} />],
      ]}
    />
  )
}

function KeyName({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <>
      <bdi className="mr-2 break-words">{name}</bdi>
      <CopyText text={id} />
    </>
  )
}

type AuditDetailsProps = { readonly id: string; readonly evidence: Evidence }

/** What an act changed: the values before and after, and where it came from. */
export function AuditDetails({ id, evidence }: AuditDetailsProps) {
  const entry = evidence.auditEntries?.nodes.find((node) => node.id === id)
  if (entry === undefined) return null
  const { before, after, ...others } = readChanges(entry.changes)
  const hasDifference = before !== undefined || after !== undefined
  return (
    <>
      {hasDifference && (
        <div className="grid gap-3 lg:grid-cols-2">
          <Values title={i18n.t('Before')} value={before ?? {}} />
          <Values title={i18n.t('After')} value={after ?? {}} />
        </div>
      )}
      {Object.keys(others).length > 0 && <JsonView value={others} label={i18n.t('Details')} />}
      <Facts
        facts={[
          entry.address === null
            ? null
            : [i18n.t('IP address'), <CopyText key="address" text={entry.address} />],
          entry.requestId === null
            ? null
            : [i18n.t('Request id'), <CopyText key="id" text={entry.requestId} />],
          [i18n.t('Audit entry'), <CopyText key="entry" text={entry.id} />],
        ]}
      />
    </>
  )
}

function Values({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <div className="min-w-0">
      <p className="mb-1 text-soft">{title}</p>
      <JsonView value={value} label={title} />
    </div>
  )
}

function readChanges(changes: unknown): { readonly before?: unknown; readonly after?: unknown } {
  return typeof changes === 'object' && changes !== null ? changes : {}
}
