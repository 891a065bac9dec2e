import { LRUCache } from 'lru-cache'
import { selectOperatorByEmail } from '../../db/queries/operators.ts'
import { installationId } from '../../platform/ids.ts'
import { recordOperatorAudit, systemActor } from '../audit/record-audit.ts'
import type { Services } from '../context.ts'

/** A failed attempt to sign in. */
export type FailedSignIn = {
  readonly email: string
  readonly address: string
  readonly step: 'PASSWORD' | 'SECOND_FACTOR'
}

export type FailedSignInLog = {
  /** Neither waits for the database nor throws. */
  record: (failure: FailedSignIn) => void
}

const intervalMs = 10 * 60_000
const maxSubjects = 1_000

type FailureCount = { pending: number; address: string; step: FailedSignIn['step'] }

/**
 * Records failed sign-ins in the audit log: of each operator at most one entry in ten minutes and process, with the number of attempts
 * since the previous one, and one for all email addresses without an operator. So an attacker can fill neither the table nor the log.
 */
export function createFailedSignInLog(services: Pick<Services, 'db' | 'clock' | 'log'>): FailedSignInLog {
  const counts = new LRUCache<string, FailureCount>({ max: maxSubjects })

  const write = async (subjectId: string, { pending, address, step }: FailureCount) => {
    const changes = { attempts: pending, step, hasOperator: subjectId !== installationId }
    const entry = { appId: null, actor: systemActor, action: 'failSignIn', reason: null } as const
    await recordOperatorAudit(services, { ...entry, subjectId, changes, address })
  }
  const flush = (subjectId: string) => {
    const count = counts.get(subjectId)
    counts.delete(subjectId)
    if (count === undefined || count.pending === 0) return
    write(subjectId, count).catch(reportError)
  }
  const reportError = (error: unknown) => services.log.warn({ error }, 'could not record failed sign-ins')
  const count = async ({ email, address, step }: FailedSignIn) => {
    const operator = await selectOperatorByEmail(services.db, email)
    const subjectId = operator?.id ?? installationId
    const current = counts.get(subjectId)
    if (current !== undefined) {
      Object.assign(current, { pending: current.pending + 1, address, step })
      return
    }
    counts.set(subjectId, { pending: 0, address, step })
    setTimeout(() => flush(subjectId), intervalMs).unref()
    await write(subjectId, { pending: 1, address, step })
  }
  return { record: (failure) => void count(failure).catch(reportError) }
}
