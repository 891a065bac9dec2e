import { z } from 'zod'

/** How a store's responses about a purchase differ from the usual ones. */
export const situationSchema = z.strictObject({
  /** The store's API no longer knows the purchase, or does not know it yet. */
  isUnknown: z.boolean().exactOptional(),
  /** Google Play: the purchase has no order yet, or no longer has one. */
  hasNoOrder: z.boolean().exactOptional(),
  /** Fields of the store's response that have these values instead of their own. */
  fields: z.record(z.string().min(1).max(100), z.unknown()).exactOptional(),
  /** Fields that the store leaves out of its response. */
  missingFields: z.array(z.string().min(1).max(100)).max(50).exactOptional(),
})

export type Situation = z.infer<typeof situationSchema>

type WithSituation = { readonly situation?: Situation }

export function isUnknownToStore({ situation }: WithSituation): boolean {
  return situation?.isUnknown === true
}

/** The body of a store's response about a purchase, with the differences of its situation. */
export function applySituation({ situation }: WithSituation, body: object): Record<string, unknown> {
  const changed: Record<string, unknown> = { ...body, ...situation?.fields }
  return Object.fromEntries(
    Object.entries(changed).filter(([name]) => situation?.missingFields?.includes(name) !== true),
  )
}
