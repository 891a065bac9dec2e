import { i18n } from '@lingui/core'
import { Section } from '../ui/facts.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import type { UserDetails } from './user-details.ts'

/** What operators and server keys did to the user, newest first, and why. */
export function UserHistory({ user }: { readonly user: UserDetails }) {
  const entries = user.auditEntries?.nodes ?? []
  return (
    <Section title={i18n.t('Audit entries')}>
      {entries.length === 0 && <p className="text-soft">{i18n.t('Nobody has changed anything.')}</p>}
      <ol>
        {entries.map(({ id, occurredAt, action, actor, reason }) => (
          <li key={id} className="border-t border-line py-1.5">
            <Status tone="accent">
              <span className="font-mono text-xs">{action}</span>
            </Status>
            <span className="ml-3 text-soft">
              <Time iso={occurredAt} />
            </span>
            <p className="pl-3 text-soft">
              <bdi className="break-words">{actor.name ?? actor.id}</bdi>
            </p>
            {reason !== null && (
              <p className="pl-3">
                <bdi className="line-clamp-4 break-words">{reason}</bdi>
              </p>
            )}
          </li>
        ))}
      </ol>
    </Section>
  )
}
