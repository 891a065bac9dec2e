import type { Coinslot } from '@coinslot/sdk'
import { createEntitlements, type Entitlement } from '@coinslot/sdk/entitlements'
import { vipEntitlement } from '../catalog.ts'

export type VipAccess = ReturnType<typeof followVip>

/** Follows whether the player is VIP, as Coinslot says. Nothing about it is kept by the game: the entitlement is the access. */
export function followVip(shop: Coinslot, onChanged: (vip: Entitlement | null) => void) {
  const access = createEntitlements(shop)
  access.onEntitlementsChanged((entitlements) =>
    onChanged(entitlements.find(({ key, isActive }) => isActive && key === vipEntitlement.key) ?? null),
  )
  return {
    /** Asks again, after a purchase. A failure changes nothing: the listener hears what may be assumed. */
    refresh: () => access.entitlements().catch(() => []),
  }
}
