import { maxCountedHolders, toHoldersKey } from '../../db/queries/entitlement-holders.ts'
import type { Context } from '../context.ts'

export type HolderCount = {
  readonly value: number
  readonly isExact: boolean
}

/** How many users an entitlement gives access now. */
export async function countHolders(ctx: Context, entitlementId: string): Promise<HolderCount> {
  const key = toHoldersKey({ entitlementId, at: ctx.clock() })
  const { count = 0 } = (await ctx.loaders(ctx.app.appId).entitlementHolders.load(key)) ?? {}
  return { value: Math.min(count, maxCountedHolders), isExact: count <= maxCountedHolders }
}
