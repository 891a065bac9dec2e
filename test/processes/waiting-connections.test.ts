import { readFileSync } from 'node:fs'
import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { openHttpConnection, printHttpRequest, type HttpConnection } from './http-connection.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 })

const test = clusterTest.extend('clusterOptions', { scope: 'file' }, { processes: 0 })

/** More than the 511 that Node lets wait by default. */
const connectionCount = 1_000

/** The operating system lets no more than this wait, whatever a server asks for. */
const systemMaximum = Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8'))

test.skipIf(systemMaximum < connectionCount)(
  'a process that is busy loses none of 1,000 connections that are opened meanwhile',
  async ({ startProcess }) => {
    const server = await startProcess({})
    process.kill(server.pid, 'SIGSTOP')
    const connections: HttpConnection[] = []
    try {
      for (let opened = 0; opened < connectionCount; opened += 1) {
        // A connection that the kernel drops is not established as long as the process is suspended.
        const connection = await openHttpConnection(server.graphqlUrl)
        if (connection !== null) connections.push(connection)
      }
    } finally {
      process.kill(server.pid, 'SIGCONT')
    }
    expect(connections).toHaveLength(connectionCount)
    const request = printHttpRequest({ path: '/healthz', headers: { connection: 'close' } })
    for (const connection of connections) connection.send(request)
    const outcomes = await Promise.all(connections.map(({ ended }) => ended))
    expect(outcomes.filter(({ text }) => text.startsWith('HTTP/1.1 200'))).toHaveLength(connectionCount)
  },
)
