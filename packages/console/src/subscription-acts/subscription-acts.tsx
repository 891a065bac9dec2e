import { i18n } from '@lingui/core'
import { useState } from 'react'
import { useMay } from '../app/permissions.ts'
import type { SubscriptionDetails } from '../subscriptions/subscription-details.ts'
import { Button } from '../ui/button.tsx'
import { AssignAct } from './assign-act.tsx'
import { CancelAct } from './cancel-act.tsx'
import { ExtendAct } from './extend-act.tsx'
import { isLeftToCustomer, listActs, type SubscriptionActName } from './possible-acts.ts'
import { RefreshAct } from './refresh-act.tsx'
import { RevokeAct } from './revoke-act.tsx'

const dialogs = {
  ASSIGN: AssignAct,
  EXTEND: ExtendAct,
  CANCEL: CancelAct,
  REVOKE: RevokeAct,
  REFRESH: RefreshAct,
}

const labels: Record<SubscriptionActName, () => string> = {
  ASSIGN: () => i18n.t('Assign to a user'),
  EXTEND: () => i18n.t('Extend'),
  CANCEL: () => i18n.t('Turn the renewal off'),
  REVOKE: () => i18n.t('Revoke and refund'),
  REFRESH: () => i18n.t('Read the store again'),
}

type ActsProps = { readonly subscription: SubscriptionDetails; readonly onReload: () => void }

/** What the operator may do with the subscription. What its role does not allow is not shown. */
export function SubscriptionActs({ subscription, onReload }: ActsProps) {
  const may = useMay()
  const [open, setOpen] = useState<SubscriptionActName | null>(null)
  const acts = listActs(subscription, may)
  const Act = open === null ? null : dialogs[open]
  if (acts.length === 0) return null
  return (
    <div className="grid max-w-3xl gap-2">
      <div role="group" aria-label={i18n.t('Acts')} className="flex flex-wrap gap-2">
        {acts.map((name) => (
          <Button key={name} onClick={() => setOpen(name)}>
            {labels[name]()}
          </Button>
        ))}
      </div>
      {isLeftToCustomer(subscription) && may('cancelSubscription') && (
        <p className="text-soft">
          {i18n.t(
            'In the App Store only the customer cancels, in the settings of the device or at {address}, and only Apple refunds. To end the access, limit the entitlement of the user.',
            { address: 'apps.apple.com/account/subscriptions' },
          )}
        </p>
      )}
      {Act !== null && <Act subscription={subscription} onReload={onReload} onClose={() => setOpen(null)} />}
    </div>
  )
}
