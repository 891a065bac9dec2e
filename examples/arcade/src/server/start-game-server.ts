import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createCoinslotServer } from '@coinslot/sdk/server'
import { createWebServer } from './http.ts'
import { createLiveUpdates } from './live-updates.ts'
import { followPayments } from './payments.ts'
import { openPlayerStore } from './player-store.ts'
import { createRoutes, type PageFile } from './routes.ts'
import { setUpApp } from './set-up-app.ts'
import type { Settings } from './settings.ts'

export type GameServer = {
  readonly url: string
  readonly failed: Promise<unknown>
  readonly close: () => Promise<void>
}

/** Starts the game server: the page, the players, and the delivery of what they buy. */
export async function startGameServer(
  settings: Settings,
  files: ReadonlyMap<string, PageFile>,
): Promise<GameServer> {
  mkdirSync(settings.dataDir, { recursive: true })
  const players = openPlayerStore(join(settings.dataDir, 'players.sqlite'))
  const live = createLiveUpdates(players.readState)
  const coinslot = createCoinslotServer({
    url: settings.url,
    serverKey: settings.serverKey,
    appKey: settings.appKey,
    userTokenSigner: { secret: settings.userTokenSecret },
  })
  const web = createWebServer(createRoutes({ settings, files, players, live, coinslot }))
  const url = await listen(web, settings.port)
  await setUpApp(settings, settings.origins.length === 0 ? [url] : settings.origins)
  const onError = (error: unknown) => console.error(String(error))
  const payments = settings.isBuiltIn
    ? null
    : followPayments({ coinslot, players, onChanged: live.notify, onError })
  return {
    url,
    failed: payments?.failed ?? new Promise(() => undefined),
    close: async () => {
      await payments?.stop()
      live.close()
      web.closeAllConnections()
      await new Promise((resolve) => web.close(resolve))
      players.close()
    },
  }
}

async function listen(web: ReturnType<typeof createWebServer>, port: number): Promise<string> {
  web.listen(port, '127.0.0.1')
  await once(web, 'listening')
  return `http://127.0.0.1:${(web.address() as AddressInfo).port}`
}
