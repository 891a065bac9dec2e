import { z } from 'zod'

const series = z.looseObject({
  /** Of a histogram's bucket, sum or count. */
  metricName: z.string().optional(),
  labels: z.record(z.string(), z.union([z.string(), z.number()])),
  /** JSON knows no NaN. */
  value: z.number().nullable(),
})

/** The metrics of one process, as prom-client writes them into JSON. */
const metricValues = z.array(
  z.looseObject({
    name: z.string(),
    type: z.enum(['counter', 'gauge', 'histogram', 'summary']),
    values: z.array(series),
  }),
)

export type Series = z.infer<typeof series>
export type MetricValues = z.infer<typeof metricValues>

/** What a child tells its primary; other libraries send messages on the same channel. */
const fromChild = z.discriminatedUnion('type', [
  z.object({ type: z.literal('coinslot/listening'), url: z.string() }),
  z.object({ type: z.literal('coinslot/ask-metrics'), id: z.number() }),
  z.object({ type: z.literal('coinslot/own-metrics'), values: metricValues }),
])

/** What the primary tells a child. Null: the metrics of all could not be had. */
const fromPrimary = z.discriminatedUnion('type', [
  z.object({ type: z.literal('coinslot/stop') }),
  z.object({ type: z.literal('coinslot/ask-own-metrics') }),
  z.object({ type: z.literal('coinslot/metrics'), id: z.number(), text: z.string().nullable() }),
])

export type FromChild = z.infer<typeof fromChild>
export type FromPrimary = z.infer<typeof fromPrimary>

export const readFromChild = (message: unknown) => fromChild.safeParse(message).data ?? null
export const readFromPrimary = (message: unknown) => fromPrimary.safeParse(message).data ?? null
