import { pointNotificationsAt } from '../../src/development/emulator-connections.ts'
import { startFakeStoreServer, type FakeAnswer } from '../contract/fake-store-server.ts'
import { advanceClock } from '../support/emulator-control.ts'
import type { TestServer } from '../support/test-server.ts'

/** What a store pushed, as it was on its way. */
export type Letter = {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Answer = { readonly status: number; readonly body: string }

/** Takes what the stores push, which goes nowhere by itself from then on. */
export type Postbox = {
  readonly url: string
  /** What is pushed because of something that happens at the stores, in its order. */
  readonly collect: (happen: () => Promise<unknown>) => Promise<Letter[]>
  /** The only one. */
  readonly collectOne: (happen: () => Promise<unknown>) => Promise<Letter>
  /** Answers a GET of anything with this from now on. */
  readonly serve: (answer: FakeAnswer) => void
  readonly close: () => Promise<void>
}

type Post = Pick<TestServer, 'emulator' | 'project'>

export async function openPostbox({ emulator, project }: Post): Promise<Postbox> {
  const receiver = await startFakeStoreServer()
  let served: FakeAnswer = { status: 404 }
  pointNotificationsAt(emulator, receiver.url, project.appKey)
  // What was received is forgotten each time.
  const listen = () => receiver.handle(({ method }) => (method === 'GET' ? served : { status: 200 }))
  listen()
  const collect = async (happen: () => Promise<unknown>) => {
    listen()
    await happen()
    await advanceClock(emulator, 0)
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
    collect,
    collectOne: async (happen) => {
      const [letter, ...others] = await collect(happen)
      if (letter === undefined || others.length > 0) throw new Error('one letter was expected')
      return letter
    },
    serve: (answer) => {
      served = answer
    },
    close: receiver.close,
  }
}

/** Hands a letter to a server, as its store would. */
export async function deliver(serverUrl: string, { path, headers, body }: Letter): Promise<Answer> {
  const response = await fetch(serverUrl + path, { method: 'POST', headers, body, redirect: 'manual' })
  return { status: response.status, body: await response.text() }
}
