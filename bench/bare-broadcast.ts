import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sendCommand, killChild } from './subscriber-client.ts'

export type BroadcastCommand =
  | { readonly type: 'listen' }
  | { readonly type: 'measure' }
  | { readonly type: 'broadcast'; readonly texts: readonly string[] }

/** A `ws` server that does nothing but send the same bytes to all of its sockets, as a process of its own. */
export async function startBareBroadcast(sample: string) {
  const child = fork(fileURLToPath(new URL('bare-broadcast-process.ts', import.meta.url)))
  const send = (order: BroadcastCommand) => sendCommand(child, order)
  let sent = 0
  return {
    url: (await send({ type: 'listen' })) as string,
    usage: async () => (await send({ type: 'measure' })) as { rssBytes: number; cpuSeconds: number },
    send: async (count: number) => {
      // As long as the original, so that the bytes are as many.
      const keys = Array.from({ length: count }, () => `evt_${String((sent += 1)).padStart(26, '0')}`)
      const at = performance.timeOrigin + performance.now()
      await send({ type: 'broadcast', texts: keys.map((key) => sample.replace(/evt_[^"]+/, key)) })
      return Object.fromEntries(keys.map((key) => [key, at]))
    },
    stop: () => killChild(child),
  }
}
