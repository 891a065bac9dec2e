import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import type { Emulator } from '../src/index.ts'
import { sendRequest } from './emulator-client.ts'

export type ReceivedRequest = { path: string; headers: IncomingHttpHeaders; body: string }

/** A server that records the notifications it receives and responds with the configured statuses. */
export type NotificationReceiver = {
  url: string
  received: ReceivedRequest[]
  /** Statuses of the next responses; 200 when it is empty. */
  responseStatuses: number[]
  /** Whether requests get no response. */
  hang: boolean
  close: () => Promise<void>
}

export async function startNotificationReceiver(): Promise<NotificationReceiver> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      receiver.received.push({ path: request.url ?? '', headers: request.headers, body })
      if (!receiver.hang) response.writeHead(receiver.responseStatuses.shift() ?? 200).end('ok')
    })
  })
  const { promise, resolve } = Promise.withResolvers<undefined>()
  server.listen(0, '127.0.0.1', () => {
    resolve(undefined)
  })
  await promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const receiver: NotificationReceiver = {
    url: `http://127.0.0.1:${String(address.port)}/hook`,
    received: [],
    responseStatuses: [],
    hang: false,
    close: async () => {
      const closed = Promise.withResolvers<undefined>()
      server.close(() => {
        closed.resolve(undefined)
      })
      server.closeAllConnections()
      await closed.promise
    },
  }
  return receiver
}

/** Advances the virtual clock and waits until all due notifications are sent. */
export async function advanceClock(emulator: Emulator, advanceMs = 0): Promise<void> {
  await sendRequest(`${emulator.url}/control/clock`, 'POST', { advanceMs })
}

const pageSchema = z.object({
  targets: z.array(z.unknown()),
  notifications: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      state: z.string(),
      attemptCount: z.number(),
      nextAttemptAt: z.number().nullable(),
      attempts: z.array(z.object({ at: z.number(), status: z.number().nullable(), result: z.string() })),
    }),
  ),
  hasMore: z.boolean(),
  endCursor: z.string().nullable(),
})

export async function listNotifications(emulator: Emulator, query = ''): Promise<z.infer<typeof pageSchema>> {
  return pageSchema.parse((await sendRequest(`${emulator.url}/control/notifications${query}`, 'GET')).body)
}

/** Injects a fault into the next notification of the store. */
export async function injectNotificationFault(
  emulator: Emulator,
  store: string,
  notification: object,
): Promise<void> {
  const fault = { store, endpoint: 'notification', notification }
  const { status, text } = await sendRequest(`${emulator.url}/control/faults`, 'POST', fault)
  if (status !== 201) throw new Error(text)
}
