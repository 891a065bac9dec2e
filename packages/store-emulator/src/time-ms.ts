import { z } from 'zod'

/** A moment of the virtual clock. */
export const timeMs = z
  .int()
  .nonnegative()
  .meta({ description: 'UNIX time in milliseconds of the virtual clock.' })
