import { z } from 'zod'
import { maxClockOffsetMs } from '../durations.ts'
import { faultPhases } from '../faults/fault.ts'
import { notificationEffects } from '../notifications/notification.ts'
import { storeNames } from '../purchases/purchase.ts'

const maxDelayMs = 120_000

const forbiddenHeaders = [
  'connection',
  'content-length',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

const headersSchema = z
  .record(z.string().regex(/^[A-Za-z0-9-]{1,64}$/), z.string().regex(/^[\x20-\x7e]{0,1000}$/))
  .refine((headers) => Object.keys(headers).every((name) => !forbiddenHeaders.includes(name.toLowerCase())), {
    message: `these headers cannot be set: ${forbiddenHeaders.join(', ')}`,
  })

const faultFields = {
  store: z.enum(storeNames),
  endpoint: z
    .string()
    .max(64)
    .meta({ description: "Name of the store's API operation; `*` for all of them." }),
  times: z
    .int()
    .min(1)
    .max(1_000_000)
    .meta({ description: 'Number of remaining calls that the fault applies to.' }),
  probability: z.number().gt(0).max(1).exactOptional().meta({
    description:
      'Probability that the fault applies to a matching call, greater than 0 and at most 1. Default: 1.',
  }),
  status: z.int().min(200).max(599).exactOptional(),
  body: z.unknown().exactOptional().meta({
    description:
      "Response body: a string is sent as it is, anything else as JSON. Default: the store's own error body for the status.",
  }),
  headers: headersSchema.exactOptional(),
  delayMs: z
    .int()
    .min(0)
    .max(maxDelayMs)
    .exactOptional()
    .meta({ description: 'Delay of the response in real milliseconds.' }),
  reset: z.boolean().exactOptional().meta({ description: 'Destroys the connection instead of responding.' }),
  truncate: z
    .boolean()
    .exactOptional()
    .meta({ description: 'Sends half of the body and then destroys the connection.' }),
  notification: z
    .strictObject({
      effect: z.enum(notificationEffects),
      copies: z
        .int()
        .min(1)
        .max(100)
        .default(1)
        .meta({ description: 'DUPLICATE: number of additional copies.' }),
      delayMs: z
        .int()
        .min(0)
        .max(maxClockOffsetMs)
        .default(60_000)
        .meta({ description: 'DELAY: delay in milliseconds of the virtual clock.' }),
    })
    .exactOptional()
    .meta({
      description:
        'Effect on a notification; required for the endpoint `notification`, where no other effect is allowed.',
    }),
}

export const createFaultBody = z.strictObject({
  ...faultFields,
  times: faultFields.times.default(1),
  phase: z.enum(faultPhases).default('BEFORE').meta({
    description:
      'BEFORE: the store does not act. AFTER: the store performs the operation and only its response fails.',
  }),
})

export const createdFaultSchema = z.strictObject({ id: z.string() })

export const faultListSchema = z.strictObject({
  faults: z.array(z.strictObject({ id: z.string(), ...faultFields, phase: z.enum(faultPhases) })),
})
