import { installationId } from '../../platform/ids.ts'
import { eachApp } from './each-app.ts'
import type { Services } from '../context.ts'
import { eachAuditHead } from '../audit/audit-head.ts'

/** The app ids of all chains: of the installation, of each AppKey, and of every head, should its AppKey be missing. */
export async function* listAuditedApps(services: Services): AsyncGenerator<string, void, void> {
  const seen = new Set([installationId])
  yield installationId
  for await (const { appId } of eachApp(services)) {
    seen.add(appId)
    yield appId
  }
  for await (const { appId } of eachAuditHead(services)) {
    if (!seen.has(appId)) yield appId
  }
}
