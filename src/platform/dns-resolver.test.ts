import { createSocket, type Socket } from 'node:dgram'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createHostResolver, serialize, type ResolveHost } from './dns-resolver.ts'

const known = { address: '203.0.113.7', family: 4 }
const ofSystem = { address: '10.0.0.1', family: 4 }

let dns: Socket
let lookUp: ResolveHost
/** Names that DNS was asked for an IPv4 address of, and names that the machine was asked for. */
let asked: string[] = []
let system: string[] = []
beforeEach(async () => {
  asked = []
  system = []
  dns = createSocket('udp4')
  dns.on('message', (question, { port }) => {
    const { name, type, end } = readQuestion(question)
    if (type === 1) asked.push(name)
    if (name !== 'silent.example')
      dns.send(reply(question, { end, isKnown: name === 'known.example', type }), port)
  })
  await new Promise<void>((resolve) => {
    dns.bind(0, '127.0.0.1', resolve)
  })
  const askSystem: ResolveHost = async (name) => {
    system.push(name)
    return [ofSystem]
  }
  lookUp = createHostResolver({ servers: [`127.0.0.1:${dns.address().port}`], systemResolver: askSystem })
})
afterEach(() => new Promise<void>((resolve) => void dns.close(resolve)))

function readQuestion(message: Buffer) {
  const labels: string[] = []
  let at = 12
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), type: message.readUInt16BE(at + 1), end: at + 5 }
}

/** An IPv4 address, or that there is none, or that there is no such name. */
function reply(
  question: Buffer,
  of: { readonly end: number; readonly isKnown: boolean; readonly type: number },
) {
  const hasAnswer = of.isKnown && of.type === 1
  const head = Buffer.alloc(12)
  question.copy(head, 0, 0, 2)
  head.writeUInt16BE(of.isKnown ? 0x8180 : 0x8183, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(hasAnswer ? 1 : 0, 6)
  const answer = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 203, 0, 113, 7])
  return Buffer.concat([head, question.subarray(12, of.end), hasAnswer ? answer : Buffer.alloc(0)])
}

test('all who ask for a name meanwhile share one look-up, and who asks later makes another one', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => lookUp('known.example')))
  expect(answers).toEqual(Array.from({ length: 8 }, () => [known]))
  expect(asked).toEqual(['known.example'])
  expect(await lookUp('known.example')).toEqual([known])
  expect(asked).toHaveLength(2)
  expect(system).toEqual([])
})

test('a name that DNS is silent about is given up in time, and keeps no other one waiting', async () => {
  const began = performance.now()
  const silent = lookUp('silent.example')
  expect(await lookUp('known.example')).toEqual([known])
  expect(performance.now() - began).toBeLessThan(1_000)
  await expect(silent).rejects.toMatchObject({ code: expect.stringMatching(/^E(TIMEOUT|CANCELLED)$/) })
  expect(performance.now() - began).toBeLessThan(6_000)
  expect(system).toEqual([])
})

test('what DNS does not know is asked of the machine', async () => {
  expect(await lookUp('unknown.example')).toEqual([ofSystem])
  expect(await lookUp('receiver')).toEqual([ofSystem])
  expect(asked).toEqual(['unknown.example'])
  expect(system).toEqual(['unknown.example', 'receiver'])
})

test('the machine is asked for one name at a time, also after one that it does not know', async () => {
  let atOnce = 0
  const counted = serialize(async (name) => {
    atOnce += 1
    const most = atOnce
    await new Promise((resolve) => setTimeout(resolve, 5))
    atOnce -= 1
    if (name === 'unknown') throw new Error('no such name')
    return [{ address: String(most), family: 4 }]
  })
  const answers = await Promise.allSettled(['a', 'unknown', 'b', 'c'].map(counted))
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  expect(answers.flatMap((each) => (each.status === 'fulfilled' ? each.value : []))).toEqual(
    Array.from({ length: 3 }, () => ({ address: '1', family: 4 })),
  )
})
