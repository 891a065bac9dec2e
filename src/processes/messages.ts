import { z } from 'zod'

/** What a child tells its primary; other libraries send messages on the same channel. */
const fromChild = z.discriminatedUnion('type', [
  z.object({ type: z.literal('coinslot/listening'), url: z.string() }),
  z.object({ type: z.literal('coinslot/ask-metrics'), id: z.number() }),
])

/** What the primary tells a child. Null: the metrics of all could not be had. */
const fromPrimary = z.discriminatedUnion('type', [
  z.object({ type: z.literal('coinslot/stop') }),
  z.object({ type: z.literal('coinslot/metrics'), id: z.number(), text: z.string().nullable() }),
])

export type FromChild = z.infer<typeof fromChild>
export type FromPrimary = z.infer<typeof fromPrimary>

export const readFromChild = (message: unknown) => fromChild.safeParse(message).data ?? null
export const readFromPrimary = (message: unknown) => fromPrimary.safeParse(message).data ?? null
