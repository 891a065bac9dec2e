import { RequestError } from '../../platform/request-error.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'

type VerificationResult = { readonly replayed: boolean }

/** Counts the result of a verification and its duration, by store; a failed one for the overview, too. */
export async function measureVerification<Result extends VerificationResult>(
  { count, observe, verificationFailures, app }: Context,
  storeName: StoreName | null,
  verify: () => Promise<Outcome<Result>>,
): Promise<Outcome<Result>> {
  const store = storeName ?? 'UNKNOWN'
  const startedAt = performance.now()
  const report = (result: string) => {
    count('verifications', { store, result })
    observe('verification_duration', { store }, (performance.now() - startedAt) / 1_000)
  }
  try {
    const outcome = await verify()
    report(describeOutcome(outcome))
    const code = outcome.problem?.code
    if (storeName !== null && code !== undefined && code !== 'PURCHASE_PENDING')
      verificationFailures.record({ appId: app.appId, store: storeName, code })
    return outcome
  } catch (error) {
    report(error instanceof RequestError ? error.code : 'INTERNAL')
    throw error
  }
}

/** A code of a problem, or how the payment was found. */
function describeOutcome(outcome: Outcome<VerificationResult>): string {
  if (outcome.problem !== null) return outcome.problem.code
  return outcome.replayed ? 'REPLAYED' : 'VERIFIED'
}
