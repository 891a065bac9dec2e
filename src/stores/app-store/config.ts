import type { StoreEnvironment } from '../contract/sale.ts'
import { appleRootCaG3 } from './apple-root-ca-g3.ts'

/** What holds for every App Store connection of this process. */
export type AppStoreConfig = {
  /** DER; everything that the App Store signs must lead to one of these. */
  readonly rootCertificates: readonly Buffer[]
  readonly productionUrl: string
  readonly sandboxUrl: string
  /** Asks Apple's OCSP responders about each new certificate chain, and dates certificates by the clock. */
  readonly onlineChecks: boolean
  /** For one request; a look-up with its retries takes at most twice as long. */
  readonly timeoutMs: number
  /** A notification holds up to two signed texts inside a signed text; Apple names no limit. */
  readonly maxNotificationBytes: number
  /** How far back the notification history of each environment is read. */
  readonly historyMs: Readonly<Record<StoreEnvironment, number>>
  /** Refuses connections that name other servers or other roots than Apple's. */
  readonly production: boolean
}

const dayMs = 24 * 60 * 60_000

/**
 * Without online checks certificates are dated by the payload's own `signedDate`, which is the only way in
 * which a receipt kept on a device for months still verifies, and no verification waits for a third server.
 *
 * Apple keeps the notification history for 180 and 30 days, and refuses a window that begins a moment earlier;
 * a day less leaves room for clocks and for the time that reading all pages takes.
 */
export const appStoreDefaults: Omit<AppStoreConfig, 'production'> = {
  rootCertificates: [appleRootCaG3],
  productionUrl: 'https://api.storekit.apple.com',
  sandboxUrl: 'https://api.storekit-sandbox.apple.com',
  onlineChecks: false,
  timeoutMs: 5_000,
  maxNotificationBytes: 256 * 1024,
  historyMs: { PRODUCTION: 179 * dayMs, SANDBOX: 29 * dayMs },
}
