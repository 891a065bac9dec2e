import { createSocket, type Socket } from 'node:dgram'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createHostResolver, serialize, type ResolveHost } from './dns-resolver.ts'

const publicAddress = { address: '203.0.113.7', family: 4 }
const systemAddress = { address: '10.0.0.1', family: 4 }

let dns: Socket
let resolveHost: ResolveHost
/** The names of the DNS queries for IPv4 addresses, and the names that the system resolver got. */
let dnsQueries: string[] = []
let systemQueries: string[] = []
beforeEach(async () => {
  dnsQueries = []
  systemQueries = []
  dns = createSocket('udp4')
  dns.on('message', (query, { port }) => {
    const { name, type, end } = readQuestion(query)
    if (type === 1) dnsQueries.push(name)
    if (name !== 'silent.example')
      dns.send(createReply(query, { end, isKnown: name === 'known.example', type }), port)
  })
  await new Promise<void>((resolve) => {
    dns.bind(0, '127.0.0.1', resolve)
  })
  const systemResolver: ResolveHost = async (name) => {
    systemQueries.push(name)
    return [systemAddress]
  }
  resolveHost = createHostResolver({ servers: [`127.0.0.1:${dns.address().port}`], systemResolver })
})
afterEach(() => new Promise<void>((resolve) => void dns.close(resolve)))

function readQuestion(message: Buffer) {
  const labels: string[] = []
  let offset = 12
  for (let length = message.readUInt8(offset); length > 0; length = message.readUInt8(offset)) {
    labels.push(message.toString('latin1', offset + 1, offset + 1 + length))
    offset += 1 + length
  }
  return { name: labels.join('.'), type: message.readUInt16BE(offset + 1), end: offset + 5 }
}

/** A reply with an IPv4 address, an empty reply, or NXDOMAIN. */
function createReply(
  query: Buffer,
  of: { readonly end: number; readonly isKnown: boolean; readonly type: number },
) {
  const hasAddress = of.isKnown && of.type === 1
  const head = Buffer.alloc(12)
  query.copy(head, 0, 0, 2)
  head.writeUInt16BE(of.isKnown ? 0x8180 : 0x8183, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(hasAddress ? 1 : 0, 6)
  const addressRecord = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 203, 0, 113, 7])
  return Buffer.concat([head, query.subarray(12, of.end), hasAddress ? addressRecord : Buffer.alloc(0)])
}

test('concurrent callers share one resolution of a name, and a later caller starts another', async () => {
  const resolutions = await Promise.all(Array.from({ length: 8 }, () => resolveHost('known.example')))
  expect(resolutions).toEqual(Array.from({ length: 8 }, () => [publicAddress]))
  expect(dnsQueries).toEqual(['known.example'])
  expect(await resolveHost('known.example')).toEqual([publicAddress])
  expect(dnsQueries).toHaveLength(2)
  expect(systemQueries).toEqual([])
})

test('a name without a DNS response fails in time and does not delay other names', async () => {
  const startedAt = performance.now()
  const silent = resolveHost('silent.example')
  expect(await resolveHost('known.example')).toEqual([publicAddress])
  expect(performance.now() - startedAt).toBeLessThan(1_000)
  await expect(silent).rejects.toMatchObject({ code: expect.stringMatching(/^E(TIMEOUT|CANCELLED)$/) })
  expect(performance.now() - startedAt).toBeLessThan(6_000)
  expect(systemQueries).toEqual([])
})

test('a name that DNS does not have is resolved by the system', async () => {
  expect(await resolveHost('unknown.example')).toEqual([systemAddress])
  expect(await resolveHost('receiver')).toEqual([systemAddress])
  expect(dnsQueries).toEqual(['unknown.example'])
  expect(systemQueries).toEqual(['unknown.example', 'receiver'])
})

test('the system resolves one name at a time, also after a failed resolution', async () => {
  let runningCount = 0
  const counted = serialize(async (name) => {
    runningCount += 1
    const countAtStart = runningCount
    await new Promise((resolve) => setTimeout(resolve, 5))
    runningCount -= 1
    if (name === 'unknown') throw new Error('no such name')
    return [{ address: String(countAtStart), family: 4 }]
  })
  const results = await Promise.allSettled(['a', 'unknown', 'b', 'c'].map(counted))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  expect(results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))).toEqual(
    Array.from({ length: 3 }, () => ({ address: '1', family: 4 })),
  )
})
