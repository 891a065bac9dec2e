import type { ServerResponse } from 'node:http'
import type { PlayerState } from '../player-state.ts'

export type LiveUpdates = ReturnType<typeof createLiveUpdates>

/** Sends each open page the state of its player, now and after each change (Server-Sent Events). */
export function createLiveUpdates(readState: (player: string) => PlayerState) {
  const pages = new Map<ServerResponse, string>()
  const send = (page: ServerResponse, player: string) => {
    page.write(`data: ${JSON.stringify(readState(player))}\n\n`)
  }
  return {
    add: (page: ServerResponse, player: string) => {
      page.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      page.write('retry: 500\n')
      page.on('close', () => pages.delete(page))
      pages.set(page, player)
      send(page, player)
    },
    notify: (changed: string) => {
      for (const [page, player] of pages) if (player === changed) send(page, player)
    },
    close: () => {
      for (const page of pages.keys()) page.end()
    },
  }
}
