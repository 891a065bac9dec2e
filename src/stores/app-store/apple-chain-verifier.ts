import type { KeyObject, X509Certificate } from 'node:crypto'

import {
  Environment,
  SignedDataVerifier,
  VerificationException,
  VerificationStatus,
} from '@apple/app-store-server-library'

import { revocationUnknown } from './errors.ts'

/**
 * The chain check of Apple's library without its cache, which rejects every new chain once it contains more than 32. The environment
 * and the bundle id do not matter for this check.
 */
export class AppleChainVerifier extends SignedDataVerifier {
  constructor(rootCertificates: readonly Buffer[], onlineChecks: boolean) {
    super([...rootCertificates], onlineChecks, Environment.SANDBOX, '')
  }

  /**
   * The key of the leaf; null if the chain is not one of the App Store.
   * @throws StoreUnavailableError when the revocation status is unavailable
   */
  async checkChain(
    leaf: X509Certificate,
    intermediate: X509Certificate,
    effectiveAt: number,
  ): Promise<KeyObject | null> {
    const date = new Date(effectiveAt)
    try {
      return await this.verifyCertificateChainWithoutCaching(this.rootCertificates, leaf, intermediate, date)
    } catch (error) {
      if (!(error instanceof VerificationException)) throw error
      if (error.status === VerificationStatus.RETRYABLE_VERIFICATION_FAILURE) throw revocationUnknown(error)
      return null
    }
  }
}
