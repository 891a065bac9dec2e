import { StoreMisconfiguredError } from '../../stores/contract/store-adapter.ts'
import { isStoreError } from '../store-connection/is-store-error.ts'
import type { PendingCheck, ReconciliationContext } from './reconciliation-context.ts'

export const internalErrorText = 'internal error; see the server log'

/**
 * Runs a check, and resolves the discrepancies of its subject if nothing differs any more.
 *
 * An internal error about one entry is reported as a discrepancy and the run continues; an error of the store stops the run. The unusable
 * connection of one of several apps does not, because it says nothing about the others.
 */
export async function runCheck(
  { ctx, run, hasSeveralApps, reportDiscrepancy, resolve }: ReconciliationContext,
  check: PendingCheck,
): Promise<void> {
  const { subject } = check
  try {
    if ((await check.run()) === 'AGREED') await resolve([subject])
  } catch (error) {
    if (hasSeveralApps && error instanceof StoreMisconfiguredError) {
      await reportDiscrepancy({ subject, description: `Not compared: ${error.message}.` })
      return
    }
    if (isStoreError(error)) throw error
    const { appId, store, source } = run
    ctx.log.error({ error, appId, store, source, subject }, 'comparing a reconciliation entry failed')
    await reportDiscrepancy({ subject, description: `Comparison failed: ${internalErrorText}.` })
  }
}
