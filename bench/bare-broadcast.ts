import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { askChild, endChild } from './subscribers.ts'

export type BroadcastOrder =
  | { readonly type: 'listen' }
  | { readonly type: 'measure' }
  | { readonly type: 'broadcast'; readonly texts: readonly string[] }

/** A `ws` server that does nothing but send the same bytes to all of its sockets, as a process of its own. */
export async function startBareBroadcast(sample: string) {
  const child = fork(fileURLToPath(new URL('bare-broadcast-process.ts', import.meta.url)))
  const ask = (order: BroadcastOrder) => askChild(child, order)
  let sent = 0
  return {
    url: (await ask({ type: 'listen' })) as string,
    usage: async () => (await ask({ type: 'measure' })) as { rssBytes: number; cpuSeconds: number },
    send: async (count: number) => {
      // As long as the original, so that the bytes are as many.
      const keys = Array.from({ length: count }, () => `evt_${String((sent += 1)).padStart(26, '0')}`)
      const at = performance.timeOrigin + performance.now()
      await ask({ type: 'broadcast', texts: keys.map((key) => sample.replace(/evt_[^"]+/, key)) })
      return Object.fromEntries(keys.map((key) => [key, at]))
    },
    stop: () => endChild(child),
  }
}
