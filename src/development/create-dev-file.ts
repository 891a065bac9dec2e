import type { Emulator } from '@coinslot/store-emulator'
import type { Services } from '../domain/context.ts'
import type { DevFile } from './data-dir.ts'
import { prepareDevApp } from './dev-app.ts'
import { prepareDevOperator } from './dev-operator.ts'
import { setNotificationTargets, toDevConnections } from './emulator-connections.ts'
import { prepareExampleBuyer } from './example-buyer.ts'

/** Prepares the example app, and describes the server to those who use it. */
export async function createDevFile(
  server: { readonly services: Services; readonly url: string },
  emulator: Emulator,
): Promise<DevFile> {
  const app = await prepareDevApp(server.services, toDevConnections(emulator))
  setNotificationTargets(emulator, server.url, app.appKey)
  const consoleUrl = `${server.url}/console`
  emulator.setPage({
    paymentsUrl: `${consoleUrl}/payments?app=${app.appKey}`,
    accountToken: await prepareExampleBuyer(server.services, app.appKey),
  })
  return {
    graphqlUrl: `${server.url}/graphql`,
    webSocketUrl: `${server.url.replace('http', 'ws')}/graphql`,
    emulatorUrl: emulator.url,
    consoleUrl,
    ...app,
    operator: await prepareDevOperator(server.services),
  }
}
