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
const childMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('coinslot/listening'), url: z.string() }),
  z.object({ type: z.literal('coinslot/request-metrics'), id: z.number() }),
  z.object({ type: z.literal('coinslot/own-metrics'), values: metricValues }),
])

/** What the primary tells a child. Null: the metrics of all could not be had. */
const primaryMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('coinslot/shutdown') }),
  z.object({ type: z.literal('coinslot/request-own-metrics') }),
  z.object({ type: z.literal('coinslot/metrics'), id: z.number(), text: z.string().nullable() }),
])

export type ChildMessage = z.infer<typeof childMessage>
export type PrimaryMessage = z.infer<typeof primaryMessage>

export const parseChildMessage = (message: unknown) => childMessage.safeParse(message).data ?? null
export const parsePrimaryMessage = (message: unknown) => primaryMessage.safeParse(message).data ?? null
