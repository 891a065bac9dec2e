import type { KeyObject } from 'node:crypto'

import { compactVerify, errors } from 'jose'
import type { z } from 'zod'

import { isCompactJws } from '../../platform/compact-jws.ts'
import { receiptClaimsSchema } from './api-types.ts'

export type ReceiptClaims = z.infer<typeof receiptClaimsSchema>

const receiptType = 'coinslot-test-receipt'

/** @returns null when the receipt was not signed by this store, or is not a receipt */
export async function verifySignedReceipt(jws: string, key: KeyObject): Promise<ReceiptClaims | null> {
  if (!isCompactJws(jws)) return null
  try {
    const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['EdDSA', 'Ed25519'] })
    if (protectedHeader.typ !== receiptType) return null
    const claims = receiptClaimsSchema.safeParse(JSON.parse(new TextDecoder().decode(payload)))
    return claims.success ? claims.data : null
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof SyntaxError) return null
    throw error
  }
}
