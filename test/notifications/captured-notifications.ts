import { setNotificationTargets } from '../../src/development/emulator-connections.ts'
import { startFakeStoreServer, type FakeResponse } from '../support/fake-store-server.ts'
import { advanceTime } from '../support/emulator-control.ts'
import type { TestServer } from '../support/test-server.ts'

/** A notification as the store sent it. */
export type CapturedRequest = {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type PostResponse = { readonly status: number; readonly body: string }

/** Captures the notifications of the stores, which no longer reach the server. */
export type CapturedNotifications = {
  readonly url: string
  /** The notifications sent during `act`, in order. */
  readonly capture: (act: () => Promise<unknown>) => Promise<CapturedRequest[]>
  /** The notification sent during `act`; throws unless there is exactly one. */
  readonly captureOne: (act: () => Promise<unknown>) => Promise<CapturedRequest>
  /** The response to every GET request from now on. */
  readonly respondToGet: (response: FakeResponse) => void
  readonly close: () => Promise<void>
}

type CaptureTarget = Pick<TestServer, 'emulator' | 'project'>

export async function captureNotifications({
  emulator,
  project,
}: CaptureTarget): Promise<CapturedNotifications> {
  const receiver = await startFakeStoreServer()
  let getResponse: FakeResponse = { status: 404 }
  setNotificationTargets(emulator, receiver.url, project.appKey)
  const resetRequests = () =>
    receiver.handle(({ method }) => (method === 'GET' ? getResponse : { status: 200 }))
  resetRequests()
  const capture = async (act: () => Promise<unknown>) => {
    resetRequests()
    await act()
    await advanceTime(emulator, 0)
    const posted = receiver.requests.filter(({ method }) => method === 'POST')
    return posted.map(({ path, headers: { authorization }, body }) => ({
      path,
      body,
      headers: {
        'content-type': 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
      },
    }))
  }
  return {
    url: receiver.url,
    capture,
    captureOne: async (act) => {
      const [request, ...others] = await capture(act)
      if (request === undefined || others.length > 0) throw new Error('expected exactly one notification')
      return request
    },
    respondToGet: (response) => {
      getResponse = response
    },
    close: receiver.close,
  }
}

/** Posts a notification to a server, as its store would. */
export async function postNotification(
  serverUrl: string,
  { path, headers, body }: CapturedRequest,
): Promise<PostResponse> {
  const response = await fetch(serverUrl + path, { method: 'POST', headers, body, redirect: 'manual' })
  return { status: response.status, body: await response.text() }
}
