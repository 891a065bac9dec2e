import { connect } from 'node:net'
import type { Outcome } from './sender.ts'

const maxWaitMs = 25_000
const intervalMs = 500

/** How a connection ends whose headers never end, or that sends nothing at all. */
export function openSlowConnection(url: string, kind: 'SLOW_HEADERS' | 'SILENT'): Promise<Outcome> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(Number(port), hostname)
    const writing = setInterval(() => {
      if (kind === 'SLOW_HEADERS' && socket.writable) socket.write('x-slow: 1\r\n')
    }, intervalMs)
    const giveUp = setTimeout(() => end('still open'), maxWaitMs)
    const end = (outcome: Outcome) => {
      clearInterval(writing)
      clearTimeout(giveUp)
      socket.destroy()
      resolve(outcome)
    }
    if (kind === 'SLOW_HEADERS') socket.write('POST /graphql HTTP/1.1\r\nhost: coinslot.example\r\n')
    socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
    socket.on('error', () => undefined)
    socket.once('close', () => end(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 'closed'))
  })
}
