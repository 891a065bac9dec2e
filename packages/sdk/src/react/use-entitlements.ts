import { useCallback, useEffect, useState } from 'react'
import type { CoinslotError } from '../core/coinslot-error.ts'
import type { Entitlement } from '../core/entitlement.ts'
import type { Entitlements } from '../entitlements/create-entitlements.ts'

/** What `useEntitlements` returns. */
export type EntitlementsState = {
  /** Null until they are known. Empty if they cannot be known. */
  readonly entitlements: readonly Entitlement[] | null
  /** Why they cannot be known; null if they are. */
  readonly error: CoinslotError | null
  /** Whether the player has access to what the key names. */
  readonly has: (key: string) => boolean
  /** Asks the server again, for example after a purchase. What is there stays until then. */
  readonly reload: () => void
}

type Known = Pick<EntitlementsState, 'entitlements' | 'error'> & { readonly access: Entitlements | null }

const nothing: Known = { access: null, entitlements: null, error: null }

/** The entitlements of the player, with their changes. `access` is what `createEntitlements` returned. */
export function useEntitlements(access: Entitlements): EntitlementsState {
  const [known, setKnown] = useState(nothing)
  useEffect(
    () => access.onEntitlementsChanged((entitlements, error) => setKnown({ access, entitlements, error })),
    [access],
  )
  const reload = useCallback(() => void access.entitlements().catch(() => undefined), [access])
  const { entitlements, error } = known.access === access ? known : nothing
  const has = (key: string) => entitlements?.some((each) => each.isActive && each.key === key) ?? false
  return { entitlements, error, has, reload }
}
