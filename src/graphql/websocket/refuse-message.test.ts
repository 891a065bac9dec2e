import { buildSchema } from 'graphql'
import { makeServer } from 'graphql-ws'
import { expect, test } from 'vitest'
import { refuseMessage } from './refuse-message.ts'

const schema = buildSchema('type Query { field: Int }')

/** The codes with which graphql-ws closes a socket that sends the message. */
async function sendMessage(text: string): Promise<number[]> {
  const codes: number[] = []
  const receivers: ((text: string) => Promise<void>)[] = []
  makeServer({ schema, jsonMessageReviver: refuseMessage }).opened(
    {
      protocol: 'graphql-transport-ws',
      send: () => undefined,
      close: (code) => void codes.push(code ?? 0),
      onMessage: (receive) => void receivers.push(receive),
    },
    {},
  )
  for (const receive of receivers) await receive(text)
  return codes
}

test.each([
  '{"type":"connection_ack"}',
  '{"type":"connection_ack","payload":{"a":1}}',
  '{"id":"1","type":"next","payload":{}}',
  '{"id":"1","type":"error","payload":[{"message":"a"}]}',
])('the message %s, which only a server sends, closes a socket with 4400', async (text) => {
  expect(await sendMessage(text)).toEqual([4400])
})

test('an operation with an id of more than 90 bytes closes a socket with 4400', async () => {
  const complete = (id: string) => JSON.stringify({ id, type: 'complete' })
  expect(await sendMessage(complete('가'.repeat(31)))).toEqual([4400])
  expect(await sendMessage(complete('가'.repeat(30)))).toEqual([])
})

test.each(['{"type":"ping","payload":{"type":"next"}}', '{"type":"pong"}', '{"id":"1","type":"complete"}'])(
  'the message %s, which a client sends, closes no socket',
  async (text) => {
    expect(await sendMessage(text)).toEqual([])
  },
)
