import { z } from 'zod'

export const optionalInteger = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be an integer')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))
    .optional()

/** An integer with a default. */
export const integer = (fallback: number, min: number, max: number) =>
  optionalInteger(min, max).default(fallback)

/** Undefined if the variable is not set: a default inside of `optional` would be returned instead. */
export const optionalFlag = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional()

/** A flag with a default. */
export const flag = (fallback: boolean) => optionalFlag.default(fallback)

/** Entries separated by commas. */
export const list = (isValid: (entry: string) => boolean) =>
  z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((entry) => entry.trim().toLowerCase() || []))
    .refine((entries) => entries.every(isValid), 'contains an invalid entry')

export const optionalUrl = (protocols: RegExp) => z.url({ protocol: protocols }).optional()
