import { i18n } from '@lingui/core'
import { useState } from 'react'
import { useMay } from '../app/permissions.ts'
import { entitlementColumns } from '../entitlements/entitlement-columns.tsx'
import { GrantEntitlementDialog } from '../entitlements/grant-dialogs.tsx'
import { GrantList } from '../entitlements/grant-list.tsx'
import {
  accessColumn,
  itemColumn,
  renewsColumn,
  statusColumn,
  storeColumn,
} from '../subscriptions/subscription-columns.tsx'
import { Button } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Section } from '../ui/facts.tsx'
import type { UserDetails } from './user-details.ts'

type UserProps = { readonly user: UserDetails; readonly onReload: () => void }

const subscriptionColumns = [itemColumn, statusColumn, storeColumn, accessColumn, renewsColumn]

/** What the user may use and until when, from which subscriptions and grants. */
export function UserAccess({ user, onReload }: UserProps) {
  const { subscriptions, entitlementGrants } = user
  return (
    <>
      {subscriptions.length > 0 && (
        <Section title={i18n.t('Subscriptions')}>
          <div className="-mx-3 sm:-mx-4">
            <DataTable columns={subscriptionColumns} rows={subscriptions} />
          </div>
        </Section>
      )}
      <UserEntitlements user={user} onReload={onReload} />
      <GrantList grants={entitlementGrants ?? []} onReload={onReload} />
    </>
  )
}

function UserEntitlements({ user: { userId, entitlements }, onReload }: UserProps) {
  const may = useMay()
  const [isGranting, setGranting] = useState(false)
  return (
    <Section title={i18n.t('Entitlements')}>
      {entitlements.length === 0 && <p className="text-soft">{i18n.t('The user has no entitlements.')}</p>}
      <div className="-mx-3 sm:-mx-4">
        <DataTable
          columns={entitlementColumns}
          rows={entitlements.map((entitlement) => ({ ...entitlement, id: entitlement.key }))}
        />
      </div>
      {may('grantEntitlement') && (
        <Button className="mt-2" onClick={() => setGranting(true)}>
          {i18n.t('Grant an entitlement')}
        </Button>
      )}
      {isGranting && (
        <GrantEntitlementDialog userId={userId} onDone={onReload} onClose={() => setGranting(false)} />
      )}
    </Section>
  )
}
