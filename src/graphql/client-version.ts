import type { Services } from '../domain/context.ts'

/** Name and version of the program that calls, such as `sdk/1.4.0`. */
export const clientHeader = 'x-coinslot-client'
/** In responses: major and minor version of the server. The patch level, which says which faults it still has, is for operators only. */
export const versionHeader = 'x-coinslot-version'
/** In responses: a text for the developers of the program, because its version is no longer supported. */
export const warningHeader = 'x-coinslot-warning'

/** The parts of the SDK, with the oldest version that is supported. Versions before it have to be replaced. */
const oldestSupported: ReadonlyMap<string, readonly [major: number, minor: number, patch: number]> = new Map([
  ['sdk', [0, 1, 0]],
  ['sdk-server', [0, 1, 0]],
])

type ClientVersion = { readonly name: string; readonly numbers: readonly number[] }

const format = /^([a-z][a-z-]{0,29})\/(\d{1,4})\.(\d{1,4})\.(\d{1,4})$/

/** Null for every text that no SDK of this project sends. */
function parseClient(header: unknown): ClientVersion | null {
  const match = typeof header === 'string' ? format.exec(header) : null
  if (match === null) return null
  const [, name = '', ...numbers] = match
  return oldestSupported.has(name) ? { name, numbers: numbers.map(Number) } : null
}

function isOlder(numbers: readonly number[], than: readonly number[]): boolean {
  const index = than.findIndex((number, position) => number !== numbers[position])
  return index !== -1 && (numbers[index] ?? 0) < (than[index] ?? 0)
}

/** Number of versions that are counted apart. A caller may send any. */
const maxCountedVersions = 30

/** Counts requests by the version of the SDK that sends them, and returns the headers that answer its header. */
export function createClientVersions({ count }: Pick<Services, 'count'>, serverVersion: string) {
  const counted = new Set<string>()
  const published = serverVersion.split('.').slice(0, 2).join('.')
  return (header: unknown): ReadonlyMap<string, string> => {
    const client = parseClient(header)
    const headers = new Map([[versionHeader, published]])
    if (client === null) {
      count('client_requests', { client: 'other', version: 'other' })
      return headers
    }
    const { name, numbers } = client
    const minorVersion = numbers.slice(0, 2).join('.')
    const key = `${name}/${minorVersion}`
    if (counted.size < maxCountedVersions) counted.add(key)
    count('client_requests', { client: name, version: counted.has(key) ? minorVersion : 'other' })
    const oldest = oldestSupported.get(name) ?? []
    if (isOlder(numbers, oldest)) {
      headers.set(
        warningHeader,
        `${name} ${numbers.join('.')} is no longer supported. Use ${oldest.join('.')} or newer.`,
      )
    }
    return headers
  }
}
