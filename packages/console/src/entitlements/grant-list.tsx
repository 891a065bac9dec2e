import { i18n } from '@lingui/core'
import { useState } from 'react'
import { useMay } from '../app/permissions.ts'
import type { EntitlementGrantRowFragment } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { Clamped } from '../ui/clamped.tsx'
import { Section } from '../ui/facts.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { RevokeGrantDialog } from './grant-dialogs.tsx'

type GrantListProps = {
  readonly grants: readonly EntitlementGrantRowFragment[]
  readonly onReload: () => void
}

/** What operators and game servers decided about the access of a user, newest first. */
export function GrantList({ grants, onReload }: GrantListProps) {
  const may = useMay()
  const [revoked, setRevoked] = useState<EntitlementGrantRowFragment | null>(null)
  if (grants.length === 0) return null
  return (
    <Section title={i18n.t('Grants')}>
      <ul>
        {grants.map((grant) => (
          <li key={grant.id} data-grant={grant.id} className="flex gap-4 border-t border-line py-1.5">
            <Grant grant={grant} />
            {grant.revokedAt === null && may('revokeEntitlementGrant') && (
              <Button onClick={() => setRevoked(grant)}>{i18n.t('Revoke the grant')}</Button>
            )}
          </li>
        ))}
      </ul>
      {revoked !== null && (
        <RevokeGrantDialog grant={revoked} onDone={onReload} onClose={() => setRevoked(null)} />
      )}
    </Section>
  )
}

function Grant({ grant }: { readonly grant: EntitlementGrantRowFragment }) {
  const { kind, entitlement, accessUntil, reason, grantedBy, createdAt, revokedAt } = grant
  return (
    <div className="min-w-0 flex-1">
      <span className="flex flex-wrap items-baseline gap-x-3">
        <Clamped text={entitlement.name} />
        <Status tone={revokedAt === null ? (kind === 'ADD' ? 'good' : 'warn') : 'idle'}>
          {revokedAt === null
            ? kind === 'ADD'
              ? i18n.t('Adds access')
              : i18n.t('Limits access')
            : i18n.t('Grant revoked')}
        </Status>
        <span className="text-soft">
          {i18n.t('Access until')}
          {': '}
          {accessUntil === null ? i18n.t('without end') : <Time iso={accessUntil} />}
        </span>
      </span>
      {reason !== '' && <Clamped text={reason} />}
      <p className="flex flex-wrap gap-x-3 text-soft">
        <Time iso={createdAt} />
        <bdi className="break-words">{grantedBy}</bdi>
      </p>
    </div>
  )
}
