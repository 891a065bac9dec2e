import { startFeedEpochs } from '../../../src/db/queries/events.ts'
import { selectEncryptionKeyIds } from '../../../src/db/queries/encrypted-rows.ts'
import { hasStatementTimeout } from '../../../src/db/queries/has-statement-timeout.ts'
import { deleteJobWorker, unlockJobs } from '../../../src/db/queries/job-workers.ts'
import { selectOperationsOfOtherSchema } from '../../../src/db/queries/persisted-operations.ts'
import { selectDatabaseFacts } from '../../../src/db/queries/select-health-facts.ts'
import { logAuditHeads } from '../../../src/domain/audit/log-audit-heads.ts'
import { createAuditedAction, systemActor } from '../../../src/domain/audit/record-audit.ts'
import { verifyAuditChain } from '../../../src/domain/audit/verify-audit-chain.ts'
import { checkBackup } from '../../../src/domain/backup/check-backup.ts'
import type { Services } from '../../../src/domain/context.ts'
import { checkBacklog, checkWorkers } from '../../../src/domain/doctor/check-backlog.ts'
import { reportExpiringKeys } from '../../../src/domain/expiring-keys/report-expiring-keys.ts'
import { createCommandLineCaller } from '../../../src/domain/operator/command-line-caller.ts'
import { expirePurchases } from '../../../src/domain/retention/expire-purchases.ts'
import { prune } from '../../../src/domain/retention/prune.ts'
import { rebuildStatistics } from '../../../src/domain/statistics/rebuild-statistics.ts'
import { updateStatistics } from '../../../src/domain/statistics/update-statistics.ts'
import { enqueueDueSubscriptions } from '../../../src/domain/subscription/enqueue-due-subscriptions.ts'
import { enqueueDueJobs } from '../../../src/jobs/due-jobs.ts'
import { installationId, newUuid } from '../../../src/platform/ids.ts'
import type { TestServer } from '../../support/test-server.ts'
import { dayMs } from '../../support/time.ts'

type Maintained = { readonly server: TestServer; readonly services: Services; readonly appId: string }

/** What the server does by itself, and what the command line does with the whole installation. */
export async function maintain({ server, services, appId }: Maintained): Promise<void> {
  const { db, limits } = services
  const metrics = await fetch(server.instance.metricsUrl ?? '')
  if (!metrics.ok) throw new Error(`the metrics were not readable: ${metrics.status}`)
  await metrics.text()
  await hasStatementTimeout(db)
  await selectEncryptionKeyIds(db)
  for (const after of [null, { appId, id: newUuid() }])
    await selectOperationsOfOtherSchema(db, 'hash', { after, limit: 10 })
  await selectDatabaseFacts(db)
  await checkBacklog(services)
  await checkWorkers(services)
  await logAuditHeads(services)
  await verifyAuditChain(services, { appId })
  await checkBackup({ db }, { db })
  await reportExpiringKeys(services)
  await enqueueDueJobs(services)
  await enqueueDueSubscriptions(services)
  await expirePurchases(services)
  await prune({
    ...services,
    limits: { ...limits, retention: { ...limits.retention, eventsMs: 365 * dayMs } },
  })
  await countPayments(services, appId)
  await unlockJobs(db, ['ended'])
  await deleteJobWorker(db, newUuid(), null)
  const act = {
    actor: systemActor,
    action: 'startFeedEpochs',
    reason: null,
    changes: {},
    address: null,
  } as const
  await startFeedEpochs(db, installationId, createAuditedAction(act, new Date()))
}

async function countPayments(services: Services, appId: string): Promise<void> {
  const app = await services.apps.find(appId)
  if (app === null) throw new Error('the AppKey was not found')
  const ctx = { ...services, app, caller: createCommandLineCaller('test') }
  const stop = AbortSignal.timeout(30_000)
  await updateStatistics(ctx, stop)
  await rebuildStatistics(ctx, stop)
}
