import type { StoreEnvironment } from '../contract/sale.ts'
import { StoreMisconfiguredError } from '../contract/store-adapter.ts'

/** "Not found" on one host says nothing about a purchase on another host that rejected the credentials. */
export async function findFirst<Found>(
  environments: readonly StoreEnvironment[],
  findIn: (environment: StoreEnvironment) => Promise<Found | null>,
): Promise<Found | null> {
  const rejections: StoreMisconfiguredError[] = []
  for (const environment of environments) {
    try {
      const found = await findIn(environment)
      if (found !== null) return found
    } catch (error) {
      if (!(error instanceof StoreMisconfiguredError)) throw error
      rejections.push(error)
    }
  }
  const [rejection] = rejections
  if (rejection !== undefined) throw rejection
  return null
}
