import type { IncomingMessage } from 'node:http'
import type { CoinslotServer } from '@coinslot/sdk/server'
import type { Session } from '../player-state.ts'
import { HttpError, readCookie, readJson, sendJson, type Handler } from './http.ts'
import type { LiveUpdates } from './live-updates.ts'
import type { PlayerStore } from './player-store.ts'
import type { Settings } from './settings.ts'

export type PageFile = { readonly type: string; readonly content: string }

type RouteOptions = {
  readonly settings: Settings
  readonly files: ReadonlyMap<string, PageFile>
  readonly players: PlayerStore
  readonly live: LiveUpdates
  readonly coinslot: CoinslotServer
}

const cookieName = 'arcade_session'
const playerName = /^[\p{L}\p{N}_-]{1,20}$/u

/** The files of the page, the log-in, the user token for Coinslot, the live state, and what the player pays for a run. */
export function createRoutes(options: RouteOptions): Readonly<Record<string, Handler>> {
  const { players, live, coinslot } = options
  const findPlayer = (request: IncomingMessage) => players.findPlayer(readCookie(request, cookieName))
  const requirePlayer = (request: IncomingMessage): string => {
    const player = findPlayer(request)
    if (player === null) throw new HttpError(401, 'Nobody is logged in.')
    return player
  }
  return {
    ...createFileRoutes(options),
    'POST /api/login': async (request, response) => {
      const body = (await readJson(request)) as { readonly player?: unknown } | null
      const player = body?.player
      if (typeof player !== 'string' || !playerName.test(player)) {
        throw new HttpError(400, 'Choose another name.')
      }
      response.setHeader('set-cookie', toCookie(players.logIn(player)))
      sendJson(response, 200, toSession(options.settings, player))
    },
    'POST /api/logout': (request, response) => {
      players.logOut(readCookie(request, cookieName))
      response.setHeader('set-cookie', `${toCookie('')}; Max-Age=0`)
      sendJson(response, 200, {})
    },
    'GET /api/session': (request, response) => {
      const player = findPlayer(request)
      sendJson(response, 200, player === null ? null : toSession(options.settings, player))
    },
    'POST /api/user-token': async (request, response) =>
      sendJson(response, 200, {
        userToken: await coinslot.signUserToken({ userId: requirePlayer(request) }),
      }),
    'GET /api/live': (request, response) => live.add(response, requirePlayer(request)),
    'POST /api/runs': (request, response) => {
      const player = requirePlayer(request)
      const isPaid = players.payRun(player)
      live.notify(player)
      sendJson(response, 200, { isPaid })
    },
  }
}

const toCookie = (token: string) => `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/`

const toSession = ({ url, appKey, emulatorUrl, isBuiltIn }: Settings, player: string): Session => ({
  player,
  coinslot: { url, appKey },
  emulatorUrl,
  isBuiltIn,
})

function createFileRoutes({ settings, files }: RouteOptions): Record<string, Handler> {
  const origins = [settings.url, settings.emulatorUrl].map((url) => new URL(url).origin)
  const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' ${origins.join(' ')}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`
  const routes = [...files].map(([path, { type, content }]): [string, Handler] => [
    `GET ${path}`,
    (_request, response) => {
      response.writeHead(200, {
        'content-type': `${type}; charset=utf-8`,
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-cache',
      })
      response.end(content)
    },
  ])
  return Object.fromEntries(routes)
}
