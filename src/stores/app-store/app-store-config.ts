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
  /** Refuses connections that name other servers or other roots than Apple's. */
  readonly production: boolean
}

/**
 * Without online checks certificates are dated by the payload's own `signedDate`, which is the only way in
 * which a receipt kept on a device for months still verifies, and no verification waits for a third server.
 */
export const appStoreDefaults: Omit<AppStoreConfig, 'production'> = {
  rootCertificates: [appleRootCaG3],
  productionUrl: 'https://api.storekit.apple.com',
  sandboxUrl: 'https://api.storekit-sandbox.apple.com',
  onlineChecks: false,
  timeoutMs: 5_000,
}
