import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sendCommand, killChild } from './subscriber-client.ts'

export type BroadcastCommand =
  | { readonly type: 'listen' }
  | { readonly type: 'measure' }
  | { readonly type: 'broadcast'; readonly texts: readonly string[] }

/** A `ws` server in its own process that sends the same bytes to all of its sockets. */
export async function startBareBroadcast(sample: string) {
  const child = fork(fileURLToPath(new URL('bare-broadcast-process.ts', import.meta.url)))
  const send = (command: BroadcastCommand) => sendCommand(child, command)
  let sent = 0
  return {
    url: (await send({ type: 'listen' })) as string,
    usage: async () => (await send({ type: 'measure' })) as { rssBytes: number; cpuSeconds: number },
    send: async (count: number) => {
      // As long as the original id, so that the messages have the same size.
      const keys = Array.from({ length: count }, () => `evt_${String((sent += 1)).padStart(26, '0')}`)
      const at = performance.timeOrigin + performance.now()
      await send({ type: 'broadcast', texts: keys.map((key) => sample.replace(/evt_[^"]+/, key)) })
      return Object.fromEntries(keys.map((key) => [key, at]))
    },
    stop: () => killChild(child),
  }
}
