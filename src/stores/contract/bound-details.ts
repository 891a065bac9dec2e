import { z } from 'zod'
import { parseJson } from '../../platform/json.ts'

const boundDetailsSchema = z.strictObject({ storeBundleId: z.string(), details: z.string() })

type BoundDetails = { readonly storeBundleId: string | null; readonly details: string }

/** Separates the details of a sale's reference from the app of its store. The app is null in references of older versions. */
export function parseBoundDetails(text: string): BoundDetails {
  return boundDetailsSchema.safeParse(parseJson(text)).data ?? { storeBundleId: null, details: text }
}
