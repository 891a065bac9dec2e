import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { keepApp } from '../app/search-text.ts'
import type { AuditLogRowFragment } from '../generated/operations.ts'
import { CopyText } from '../ui/copy-text.tsx'
import { Facts, Section } from '../ui/facts.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { Time } from '../ui/time.tsx'
import { actorKindLabel, actorText } from './audit-labels.ts'
import { describeChanges, isChanged, valueText, type ChangedField } from './describe-changes.ts'

type AuditPanelProps = { readonly entry: AuditLogRowFragment; readonly onClose: () => void }

/** One entry: who, from where, why, and what it changed. */
export function AuditPanel({ entry, onClose }: AuditPanelProps) {
  const fields = describeChanges(entry.changes)
  return (
    <SidePanel title={<span className="font-mono text-[13px]">{entry.action}</span>} onClose={onClose}>
      <div className="grid gap-6">
        <EntryFacts entry={entry} />
        <Section title={i18n.t('What it changed')}>
          {fields.length === 0 ? (
            <p className="text-soft">{i18n.t('The entry has no values.')}</p>
          ) : (
            <ul className="grid">
              {fields.map((field) => (
                <FieldChange key={field.name} field={field} />
              ))}
            </ul>
          )}
        </Section>
        <Section title={i18n.t('Place in the chain')}>
          {entry.position === null || entry.hash === null ? (
            <p className="text-bad">
              {i18n.t(
                'The entry is not in the chain: it was inserted past the server. Run coinslot audit verify.',
              )}
            </p>
          ) : (
            <CopyText text={`${entry.position}:${entry.hash}`} />
          )}
        </Section>
      </div>
    </SidePanel>
  )
}

function EntryFacts({ entry }: { readonly entry: AuditLogRowFragment }) {
  const { actor, subjectId, reason, occurredAt, transport, address, requestId } = entry
  return (
    <Facts
      facts={[
        [i18n.t('When'), <Time iso={occurredAt} withZone />],
        [
          i18n.t('Caller'),
          <>
            <bdi className="line-clamp-3 break-words">{actorText(i18n, actor)}</bdi>
            <span className="text-xs text-soft">{actorKindLabel(i18n, actor.kind)}</span>
          </>,
        ],
        actor.id === null ? null : [i18n.t('Id of the caller'), <CopyText text={actor.id} />],
        address == null ? null : [i18n.t('IP address'), <CopyText text={address} />],
        transport === null ? null : [i18n.t('Way'), transport],
        requestId === null ? null : [i18n.t('Request'), <CopyText text={requestId} />],
        [i18n.t('Object'), <Subject id={subjectId} />],
        [i18n.t('Reason'), reason === null ? '–' : <bdi className="line-clamp-6 break-words">{reason}</bdi>],
      ]}
    />
  )
}

function Subject({ id }: { readonly id: string }) {
  if (!id.startsWith('pay_')) return <CopyText text={id} />
  return (
    <Link
      to="/payments/$paymentId"
      params={{ paymentId: id }}
      search={keepApp}
      className="font-mono text-xs break-all text-accent underline"
    >
      {id}
    </Link>
  )
}

/** The value before is struck out, the one after follows; a value that stayed is shown once. */
function FieldChange({ field }: { readonly field: ChangedField }) {
  const { name, before, after } = field
  const changed = isChanged(field)
  return (
    <li className="border-t border-line py-1.5">
      <bdi className="block text-xs break-all text-soft">{name}</bdi>
      {changed && before !== undefined && (
        <del className="block font-mono text-xs leading-5 break-all text-bad">
          <span className="sr-only">{i18n.t('before:')} </span>
          <bdi className="line-clamp-6">{valueText(before)}</bdi>
        </del>
      )}
      {after !== undefined && (
        <ins className="block font-mono text-xs leading-5 break-all text-good no-underline">
          {changed && <span className="sr-only">{i18n.t('after:')} </span>}
          <bdi className="line-clamp-6">{valueText(after)}</bdi>
        </ins>
      )}
    </li>
  )
}
