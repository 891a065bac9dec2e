export const modes = ['production', 'development', 'test'] as const

/** How the process runs. `production` is closed to the public and accepts real stores only. */
export type Mode = {
  readonly name: (typeof modes)[number]
  /** Why it runs in this mode, for the first line of the log. */
  readonly reason: string
}

type ModeVariables = {
  readonly NODE_ENV?: string | undefined
  readonly DATABASE_URL?: string | undefined
  readonly DATABASE_URL_FILE?: string | undefined
}

/** A server with a database of its own is in production, unless it is told otherwise: a forgotten variable must not open it. */
export function selectMode(variables: ModeVariables = process.env): Mode {
  const { NODE_ENV, DATABASE_URL, DATABASE_URL_FILE } = variables
  const name = modes.find((mode) => mode === NODE_ENV)
  if (name !== undefined) return { name, reason: `NODE_ENV is ${name}` }
  return DATABASE_URL || DATABASE_URL_FILE
    ? { name: 'production', reason: 'DATABASE_URL is set and NODE_ENV is not' }
    : { name: 'development', reason: 'neither DATABASE_URL nor NODE_ENV is set' }
}
