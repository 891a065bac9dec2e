import type { ErrorDescription } from './describe-error.ts'

/** A warning or an error, before it is written. */
export type LogEvent = {
  readonly level: number
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

export type LogRepetitions = {
  /** Whether the line is written; otherwise it is counted, and the count is written at the end of the interval. */
  shouldWrite: (event: LogEvent) => boolean
}

export type LogRepetitionsOptions = {
  readonly intervalMs: number
  /** Writes how often a line was repeated. */
  readonly writeCount: (event: LogEvent) => void
}

type Kind = { written: number; repeated: number; readonly first: LogEvent }

/** Lines about errors are written once for each kind of error, because a failing database fails every request in the same way. */
const maxErrorLines = 1
/** Other lines name the record that needs attention; only a flood of them is cut off. */
const maxOtherLines = 100
/** Further kinds are counted together. */
const maxKinds = 200

/** Limits how often a line is written in an interval. */
export function createLogRepetitions({ intervalMs, writeCount }: LogRepetitionsOptions): LogRepetitions {
  const kinds = new Map<string, Kind>()
  const close = (key: string) => {
    const kind = kinds.get(key)
    kinds.delete(key)
    if (kind === undefined || kind.repeated === 0) return
    const { level, message, fields } = kind.first
    const error = describeKind(fields['error'])
    const count = { repeated: kind.repeated, ...(error === null ? {} : { error }) }
    writeCount({ level, message, fields: count })
  }
  const open = (key: string, first: LogEvent): Kind => {
    const kind = { written: 0, repeated: 0, first }
    kinds.set(key, kind)
    setTimeout(() => close(key), intervalMs).unref()
    return kind
  }
  return {
    shouldWrite: (event) => {
      const error = describeKind(event.fields['error'])
      const key = JSON.stringify([event.level, event.message, error])
      const ownKey = kinds.has(key) || kinds.size < maxKinds ? key : 'other kinds'
      const kind = kinds.get(ownKey) ?? open(ownKey, event)
      const isWritten = kind.written < (error === null ? maxOtherLines : maxErrorLines)
      if (isWritten) kind.written += 1
      else kind.repeated += 1
      return isWritten
    },
  }
}

type ErrorKind = Pick<ErrorDescription, 'type' | 'code' | 'constraint'>

/** Errors of one kind have the same type, code and constraint; their messages may differ. The cause decides if it is known. */
function describeKind(error: unknown): ErrorKind | null {
  if (typeof error !== 'object' || error === null || !('type' in error)) return null
  const { type, code, constraint, cause } = error as ErrorDescription
  if (cause !== undefined) return describeKind(cause)
  return {
    type,
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
  }
}
