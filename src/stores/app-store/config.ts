import type { StoreEnvironment } from '../contract/sale.ts'
import { storeHttpDefaults, type StoreHttpConfig } from '../shared/http-config.ts'
import { appleRootCaG3 } from './apple-root-ca-g3.ts'

/** Settings that hold for every App Store connection of this process. */
export type AppStoreConfig = Pick<StoreHttpConfig, 'timeoutMs'> & {
  /** Root certificates in DER. The certificate chain of everything that the App Store signs must lead to one of them. */
  readonly rootCertificates: readonly Buffer[]
  readonly productionUrl: string
  readonly sandboxUrl: string
  /** Checks each new certificate chain with Apple's OCSP responders, and its validity at the current time. */
  readonly onlineChecks: boolean
  /** A notification contains up to two signed texts inside a signed text; Apple documents no limit. */
  readonly maxNotificationBytes: number
  /** How far back the notification history of each environment is read. */
  readonly historyMs: Readonly<Record<StoreEnvironment, number>>
  /** Rejects connections that name servers or root certificates other than Apple's. */
  readonly production: boolean
}

const dayMs = 24 * 60 * 60_000

/**
 * Without online checks, certificates are validated at the payload's own `signedDate`. Only so can a receipt be verified that was on a
 * device for months, and no verification waits for a third server.
 *
 * Apple retains the notification history for 180 days (production) and 30 days (sandbox) and rejects a window that begins earlier. One
 * day less leaves room for clock differences and for the time that reading all pages takes.
 */
export const appStoreDefaults: Omit<AppStoreConfig, 'production'> = {
  rootCertificates: [appleRootCaG3],
  productionUrl: 'https://api.storekit.apple.com',
  sandboxUrl: 'https://api.storekit-sandbox.apple.com',
  onlineChecks: false,
  timeoutMs: storeHttpDefaults.timeoutMs,
  maxNotificationBytes: 256 * 1024,
  historyMs: { PRODUCTION: 179 * dayMs, SANDBOX: 29 * dayMs },
}
