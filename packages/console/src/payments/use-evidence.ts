import type { CombinedError } from 'urql'
import { useApiQuery } from '../api/use-api-query.ts'
import { PaymentEvidenceDocument, type PaymentEvidenceQuery } from '../generated/operations.ts'

export type Evidence = NonNullable<PaymentEvidenceQuery['payment']>

export type EvidenceState = {
  /** null until it has arrived. */
  readonly evidence: Evidence | null
  readonly error: CombinedError | undefined
  readonly retry: () => void
}

/** What proves the payment's history, which is read after the payment itself. */
export function useEvidence(paymentId: string): EvidenceState {
  const [{ data, error }, retry] = useApiQuery(PaymentEvidenceDocument, { variables: { id: paymentId } })
  return {
    evidence: data?.payment ?? null,
    error,
    retry: () => retry({ requestPolicy: 'network-only' }),
  }
}
