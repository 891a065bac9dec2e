import { buildSchema, type GraphQLSchema } from 'graphql'
import { readdirSync, readFileSync } from 'node:fs'
import { Agent, request as startRequest } from 'node:http'
import type { FuzzTarget } from './fuzz-target.ts'
import type { FuzzRequest } from './request-mutator.ts'

type Response = { readonly status: number; readonly text: string }

/** A response, and what it has that none may have, with the request that caused it; null if there is nothing. */
export type FuzzOutcome = Response & { readonly fault: string | null }

export type FuzzSender = {
  readonly send: (request: FuzzRequest) => Promise<FuzzOutcome>
  readonly close: () => void
}

export const concurrency = 16
const maxShownBytes = 1_500
const timeoutMs = 20_000

export function createFuzzSender(target: FuzzTarget): FuzzSender {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency })
  return {
    send: async (request) => {
      const response = await send(agent, target, request)
      const fault = findFault(target, response)
      return { ...response, fault: fault === null ? null : describeFault(fault, request, response) }
    },
    close: () => agent.destroy(),
  }
}

export function readSchema(): GraphQLSchema {
  const folder = new URL('../../schema/', import.meta.url)
  return buildSchema(
    readdirSync(folder)
      .map((file) => readFileSync(new URL(file, folder), 'utf8'))
      .join('\n'),
  )
}

/** Status 0 is a connection that the server closed without an answer. */
function send(agent: Agent, { process }: FuzzTarget, request: FuzzRequest): Promise<Response> {
  const { method, path, headers, body } = request
  const { hostname, port } = new URL(process.graphqlUrl)
  const plain = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  )
  return new Promise((resolve) => {
    const options = { hostname, port, path, method, agent, headers: plain, timeout: timeoutMs }
    const sent = startRequest(options, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.once('error', () => resolve({ status: 0, text: 'the response ended early' }))
    })
    sent.once('timeout', () => sent.destroy(new Error('no response in time')))
    sent.once('error', ({ message }) => resolve({ status: 0, text: message }))
    sent.end(body.length === 0 ? undefined : body)
  })
}

export function findFault(
  { foreignMarker }: Pick<FuzzTarget, 'foreignMarker'>,
  { status, text }: Response,
): string | null {
  if (status === 0) return `there was no response (${text})`
  if (status >= 500) return `the status is ${status}`
  if (text.includes('"code":"INTERNAL"')) return 'the response has the code INTERNAL'
  if (text.includes(foreignMarker)) return 'the response has data of another project'
  if (/node_modules|\.ts:\d+|"stacktrace"/.test(text)) return 'the response has a stack trace'
  if (/\b(?:polluted)\b":true/.test(text)) return 'a prototype was polluted'
  return null
}

function describeFault(fault: string, request: FuzzRequest, response: Response): string {
  const { method, path, headers, body } = request
  const shown = body.toString('utf8').slice(0, maxShownBytes)
  const answer = response.text.slice(0, maxShownBytes)
  return `${fault}\n${method} ${path} ${JSON.stringify(headers)}\n${shown}\n→ ${response.status} ${answer}`
}

/** An answer may hide what only the log shows. */
export function findErrorsInLog({ process }: FuzzTarget): string[] {
  const lines = process.output().split('\n')
  return lines.filter((line) => /"level":(?:50|60)\b/.test(line))
}
