import { readFileSync, statSync } from 'node:fs'
import { ConfigError } from './config-error.ts'

/** The variables that hold secrets. Each may be given as a file, by the name of the variable with the suffix `_FILE`. */
export const fileVariableNames = [
  'DATABASE_URL',
  'DATABASE_DIRECT_URL',
  'REDIS_URL',
  'COINSLOT_SECRET',
  'SMTP_URL',
  'OIDC_CLIENT_SECRET',
  'COINSLOT_TOKEN',
] as const

const suffix = '_FILE'
const maxFileBytes = 65_536

type Variables = Readonly<Record<string, string | undefined>>

/**
 * Replaces the variables that name a file by the content of that file, as container platforms and service managers provide secrets.
 * The content never becomes part of the environment, which child processes inherit and diagnostics print.
 * @throws ConfigError
 */
export function readVariableFiles(variables: Variables, knownNames: readonly string[] = []): Variables {
  assertSupported(variables, knownNames)
  const values = fileVariableNames.flatMap((name): [string, string][] => {
    const file = variables[name + suffix]
    if (!file) return []
    if (variables[name]) throw new ConfigError(`${name} and ${name + suffix} are both set: set one of them`)
    return [[name, readValue(name + suffix, file)]]
  })
  return { ...variables, ...Object.fromEntries(values) }
}

/** Ignoring the file of another setting would start a server with its default. */
function assertSupported(variables: Variables, knownNames: readonly string[]): void {
  const supported: readonly string[] = fileVariableNames
  const unsupported = knownNames.find((name) => !supported.includes(name) && variables[name + suffix])
  if (unsupported === undefined) return
  throw new ConfigError(
    `${unsupported + suffix} is not supported: only ${fileVariableNames.join(', ')} can be read from a file`,
  )
}

function readValue(variable: string, file: string): string {
  const fail = (reason: string) => new ConfigError(`${variable}: ${file} ${reason}`)
  const text = readText(file, fail)
  const value = text.replace(/\r?\n$/, '')
  if (value.trim() === '') throw fail('is empty')
  if (/[\r\n]/.test(value)) throw fail('has more than one line')
  return value
}

function readText(file: string, fail: (reason: string) => ConfigError): string {
  let bytes: Uint8Array
  try {
    const stat = statSync(file)
    // Reading a device or a pipe may never end.
    if (!stat.isFile()) throw fail('is no regular file')
    if (stat.size > maxFileBytes) throw fail(`is larger than ${maxFileBytes} bytes`)
    bytes = readFileSync(file)
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw fail(`cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw fail('is not UTF-8 text')
  }
}
