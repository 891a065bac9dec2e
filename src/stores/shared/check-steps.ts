import { X509Certificate } from 'node:crypto'
import type { CheckCode, CheckedPart, CheckStep } from '../contract/connection-check.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'

export type CheckedCall = { readonly part: CheckedPart; readonly environment: StoreEnvironment | null }

export type CallFault = { readonly code: CheckCode; readonly message: string }

const credentialCodes: ReadonlySet<CheckCode> = new Set([
  'CREDENTIALS_REJECTED',
  'CREDENTIALS_MISSING',
  'CLOCK_WRONG',
])

/**
 * The steps of a call that needs the credentials, and then a permission: which of the two is missing?
 * @param fault null if the store answered as it should
 */
export function toCallSteps(
  { part, environment }: CheckedCall,
  fault: CallFault | null,
): readonly CheckStep[] {
  const step = (checked: CheckedPart, code: CheckCode, message: string | null = null): CheckStep => ({
    part: checked,
    environment,
    code,
    message,
  })
  if (fault === null) return [step('CREDENTIALS', 'OK'), step(part, 'OK')]
  const { code, message } = fault
  if (credentialCodes.has(code)) return [step('CREDENTIALS', code, message), step(part, 'NOT_CHECKED')]
  const isKnown = code !== 'STORE_UNAVAILABLE' && code !== 'MISCONFIGURED'
  return [step('CREDENTIALS', isKnown ? 'OK' : 'NOT_CHECKED'), step(part, code, message)]
}

/**
 * Makes a call that checks a connection. Never throws.
 * @param advice what to do beside the description of the error, for each kind of error
 */
export async function findCallFault(
  call: () => Promise<unknown>,
  describe: (error: string, kind: 'MISCONFIGURED' | 'UNAVAILABLE' | 'UNEXPECTED') => string,
): Promise<CallFault | null> {
  try {
    await call()
    return null
  } catch (error) {
    if (error instanceof StoreMisconfiguredError) {
      return { code: error.code, message: describe(error.message, 'MISCONFIGURED') }
    }
    if (error instanceof StoreUnavailableError) {
      return { code: 'STORE_UNAVAILABLE', message: describe(error.message, 'UNAVAILABLE') }
    }
    return { code: 'STORE_UNAVAILABLE', message: describe('The check failed unexpectedly', 'UNEXPECTED') }
  }
}

const warnBeforeMs = 30 * 24 * 60 * 60_000

/** Reports the certificate that expires first, if it does soon. No step without certificates. */
export function checkCertificates(certificates: readonly Buffer[], now: number): readonly CheckStep[] {
  const ends = certificates.map((der) => new X509Certificate(der).validToDate.getTime())
  if (ends.length === 0) return []
  const end = Math.min(...ends)
  const date = new Date(end).toISOString().slice(0, 10)
  const step = { part: 'CERTIFICATES', environment: null } as const
  if (end <= now) {
    const message = `A root certificate of the connection expired on ${date}. Replace it in rootCertificates.`
    return [{ ...step, code: 'CERTIFICATE_EXPIRED', message }]
  }
  if (end - now > warnBeforeMs) return [{ ...step, code: 'OK', message: null }]
  const message = `A root certificate of the connection expires on ${date}. Replace it in rootCertificates before.`
  return [{ ...step, code: 'CERTIFICATE_EXPIRES', message }]
}
