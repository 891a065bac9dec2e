import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'

const receiptSchema = z.object({ signedTransaction: z.string() })
const payloadSchema = z.object({ bundleId: z.string() })

/** The bundle id that a signed transaction claims. Other receipts do not say it. */
export function findBundleId(receipt: unknown): string | null {
  const jws = receiptSchema.safeParse(receipt).data?.signedTransaction
  const payload = jws?.split('.', 2)[1]
  if (payload === undefined) return null
  const claims = payloadSchema.safeParse(parseJson(Buffer.from(payload, 'base64url').toString('utf8')))
  return claims.data?.bundleId ?? null
}
