import { readFileSync } from 'node:fs'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { checkReason } from '../domain/audit/check-reason.ts'
import { parseInstant } from '../platform/instant.ts'

export type JsonOption = { readonly json?: true }
/** Options of the commands that work on one app. */
export type AppOption = JsonOption & { readonly app: string }
/** Options of the commands that change something: why, for the audit log. */
export type ReasonOption = { readonly reason: string | undefined }
export type ChangeOption = JsonOption & ReasonOption
export type AppChangeOption = AppOption & ReasonOption

export const reasonFlags = '--reason <reason>'
export const reasonDescription = 'why, for the audit log'

/** Adds a command with the option `--json`. */
export function addCommand(parent: Command, name: string, description: string): Command {
  return parent.command(name).description(description).option('--json', 'print the result as JSON')
}

/** Adds a command with the options `--app` and `--json`. */
export function addAppCommand(parent: Command, name: string, description: string): Command {
  return addCommand(parent, name, description).requiredOption('--app <AppKey>', 'AppKey of the app')
}

/** Adds a command that changes something, with the options `--reason` and `--json`. */
export function addChangeCommand(parent: Command, name: string, description: string): Command {
  return addCommand(parent, name, description).option(reasonFlags, reasonDescription, parseReason)
}

/** Adds a command that changes something of an app, with the options `--app`, `--reason` and `--json`. */
export function addAppChangeCommand(parent: Command, name: string, description: string): Command {
  return addAppCommand(parent, name, description).option(reasonFlags, reasonDescription, parseReason)
}

export function parseReason(text: string): string {
  const problem = checkReason(text)
  if (problem !== null) throw new InvalidArgumentError(`${problem.message}.`)
  return text
}

/** Parses an enum value of the API, which the command line writes in kebab case: `built-in` is `BUILT_IN`. */
export function parseChoice<Value extends string>(values: readonly Value[]): (text: string) => Value {
  return (text) => {
    const found = values.find((value) => value === text.toUpperCase().replaceAll('-', '_'))
    if (found === undefined)
      throw new InvalidArgumentError(`Allowed values: ${values.map(toKebabCase).join(', ')}.`)
    return found
  }
}

export const toKebabCase = (value: string) => value.toLowerCase().replaceAll('_', '-')

export function createChoiceOption(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, `${description}: ${values.map(toKebabCase).join(', ')}`).argParser(
    parseChoice(values),
  )
}

/** Parser of an option that can be repeated. */
export function collect<Value>(
  parse: (text: string) => Value,
): (text: string, previous?: readonly Value[]) => Value[] {
  return (text, previous = []) => [...previous, parse(text)]
}

/** Parses a time in RFC 3339. */
export function parseTime(text: string): Date {
  const time = parseInstant(text)
  if (time === null) throw new InvalidArgumentError('Expected a time such as 2027-01-31T00:00:00Z.')
  return time
}

export type Money = { readonly amount: string; readonly currencyCode: string }

/** Parses an amount with its currency. */
export function parseMoney(text: string): Money {
  const [, amount, currencyCode] = /^(\d+(?:\.\d{1,6})?) ([A-Z]{3})$/.exec(text) ?? []
  if (amount === undefined || currencyCode === undefined) {
    throw new InvalidArgumentError('An amount and a currency are expected, for example "4.99 USD".')
  }
  return { amount, currencyCode }
}

/** Parses the version of a payment, which `payment show` prints. */
export function parseVersion(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}

export function parseSeconds(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number of seconds.')
  return Number(text)
}

export function parseHours(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a whole number of hours.')
  return Number(text)
}

/** Secrets are read from files, because other users of the machine can see command lines; `-` is the standard input. */
export function readTextFile(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8').trim()
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
  }
}
