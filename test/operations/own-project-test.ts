import { createBuyer } from '../support/purchase-client.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { truncateReconciliations } from '../support/reconciliation-records.ts'
import { createReconciliation } from '../support/reconciliation-fixture.ts'
import { serverTest } from '../support/test.ts'

/** Each test has a project of its own, because a run covers all users and purchases of a project. */
export const ownProjectTest = serverTest
  .extend('ownProject', async ({ server }) => {
    const project = await server.addProject({ requireUserToken: false, sandboxPolicy: 'ALLOW' })
    await connectEmulator(server, project)
    return project
  })
  .extend('ownBuyer', ({ server, ownProject }) => createBuyer(server, { project: ownProject }))
  .extend('reconciliation', ({ services, ownProject, sql }, { onCleanup }) => {
    onCleanup(async () => {
      await truncateReconciliations(sql)
      await sql`truncate notifications`
    })
    return createReconciliation(services, ownProject)
  })
