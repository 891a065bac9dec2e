import { Agent, request } from 'node:http'

/** What the server returned: the status, and the code of the first GraphQL error if there is one. `0` is a lost connection. */
export type Outcome = string

export type Sender = {
  readonly post: (path: string, headers: Readonly<Record<string, string>>, body: string) => Promise<Outcome>
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Outcome>
  close: () => void
}

type Call = {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const timeoutMs = 20_000

export function createSender(url: string): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const send = (path: string, call: Call) =>
    new Promise<Outcome>((resolve) => {
      const { method, headers, body } = call
      const sent = request(new URL(path, url), { method, headers, agent, timeout: timeoutMs }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk.slice(0, 4_096 - Math.min(text.length, 4_096))
        })
        response.once('end', () => resolve(describe(response.statusCode ?? 0, text)))
        response.once('error', () => resolve('0'))
      })
      sent.once('timeout', () => sent.destroy())
      sent.once('error', () => resolve('0'))
      sent.end(body)
    })
  return {
    post: (path, headers, body) =>
      send(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }),
    get: (path, headers = {}) => send(path, { method: 'GET', headers, body: '' }),
    close: () => agent.destroy(),
  }
}

function describe(status: number, text: string): Outcome {
  const code = /"extensions":\{"code":"([A-Z_]+)"/.exec(text)?.[1]
  return code === undefined ? String(status) : `${status} ${code}`
}
