import { readFileSync } from 'node:fs'
import { InvalidArgumentError, Option, type Command } from 'commander'

export type JsonOption = { readonly json?: true }
/** Options of every command that works on one project. */
export type AppOption = JsonOption & { readonly app: string }

/** A command with `--json`. */
export function addCommand(parent: Command, name: string, description: string): Command {
  return parent.command(name).description(description).option('--json', 'print the result as JSON')
}

/** A command with `--app` and `--json`. */
export function addAppCommand(parent: Command, name: string, description: string): Command {
  return addCommand(parent, name, description).requiredOption('--app <AppKey>', 'AppKey of the app')
}

/** A value of the API's enum: `built-in` on the command line is `BUILT_IN`. */
export function parseChoice<Value extends string>(values: readonly Value[]): (text: string) => Value {
  return (text) => {
    const found = values.find((value) => value === text.toUpperCase().replaceAll('-', '_'))
    if (found === undefined)
      throw new InvalidArgumentError(`Choose one of ${values.map(toKebabCase).join(', ')}.`)
    return found
  }
}

export const toKebabCase = (value: string) => value.toLowerCase().replaceAll('_', '-')

export function createChoiceOption(flags: string, description: string, values: readonly string[]): Option {
  return new Option(flags, `${description}: ${values.map(toKebabCase).join(', ')}`).argParser(
    parseChoice(values),
  )
}

/** For options that may be given several times. */
export function collect<Value>(
  parse: (text: string) => Value,
): (text: string, before?: readonly Value[]) => Value[] {
  return (text, before = []) => [...before, parse(text)]
}

/** Secrets come in files, since everybody on the machine can read a command line; `-` is the standard input. */
export function readTextFile(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8').trim()
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
  }
}
