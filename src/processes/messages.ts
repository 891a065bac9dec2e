import { z } from 'zod'

const series = z.looseObject({
  /** Set for the buckets, the sum and the count of a histogram. */
  metricName: z.string().optional(),
  labels: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Null for NaN, which JSON cannot represent. */
  value: z.number().nullable(),
})

/** The metrics of one process, in the JSON format of prom-client. */
const metricValues = z.array(
  z.looseObject({
    name: z.string(),
    type: z.enum(['counter', 'gauge', 'histogram', 'summary']),
    values: z.array(series),
  }),
)

export type Series = z.infer<typeof series>
export type MetricValues = z.infer<typeof metricValues>

/** The messages of a child to its primary; other libraries send messages on the same channel. */
const childMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('coinslot/listening'), url: z.string() }),
  z.object({ type: z.literal('coinslot/request-metrics'), id: z.number() }),
  z.object({ type: z.literal('coinslot/own-metrics'), values: metricValues }),
])

/** The messages of the primary to a child; `text` is null if the metrics could not be aggregated. */
const primaryMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('coinslot/shutdown') }),
  z.object({ type: z.literal('coinslot/request-own-metrics') }),
  z.object({ type: z.literal('coinslot/metrics'), id: z.number(), text: z.string().nullable() }),
])

export type ChildMessage = z.infer<typeof childMessage>
export type PrimaryMessage = z.infer<typeof primaryMessage>

export const parseChildMessage = (message: unknown) => childMessage.safeParse(message).data ?? null
export const parsePrimaryMessage = (message: unknown) => primaryMessage.safeParse(message).data ?? null
