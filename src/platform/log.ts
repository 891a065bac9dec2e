import { pino, type DestinationStream, type Logger, type LogFn } from 'pino'
import { currentScope } from './execution-scope.ts'
import { encodeUuids } from './ids.ts'
import { clipLogText, toLogFields } from './log-fields.ts'
import { createLogRepetitions } from './log-repetitions.ts'
import { escapeControlCharacters } from './text.ts'
import { currentTraceFields } from './tracing.ts'

export type Log = Logger

const standardOutput = 1
const warnLevel = 40
const repetitionIntervalMs = 10_000

/** Creates the log. Each line is JSON with a bounded size, and contains neither secrets nor SQL. */
export function createLog(level: string, output = standardOutput): Log {
  const repetitions = createLogRepetitions({
    intervalMs: repetitionIntervalMs,
    writeCount: ({ level: number, fields, message }) => write(number, fields, message),
  })
  const destination = createEscapingDestination(pino.destination({ fd: output, sync: true }))
  const log = pino(
    {
      level,
      mixin: () => ({ ...currentScope()?.logFields, ...currentTraceFields() }),
      hooks: {
        logMethod(args, method, number) {
          const { fields, message } = toLogEvent(args)
          if (number >= warnLevel && !repetitions.shouldWrite({ level: number, message, fields })) return
          method.call(this, fields, message)
        },
      },
    },
    destination,
  )
  /** Writes past the hook, which would count the line again. */
  const writer = pino({ level }, destination)
  const write = (number: number, fields: Readonly<Record<string, unknown>>, message: string) => {
    const name = pino.levels.labels[number]
    if (name !== undefined) writer[name as 'warn' | 'error'](fields, message)
  }
  return log
}

/** JSON escapes only some of the characters that a terminal would obey. They only occur within the strings of a line. */
function createEscapingDestination(destination: DestinationStream): DestinationStream {
  return { write: (line) => destination.write(escapeControlCharacters(line)) }
}

/** The parameters of a log method: an error, a text, or fields and a text. */
function toLogEvent(args: Parameters<LogFn>): {
  readonly fields: Record<string, unknown>
  readonly message: string
} {
  const [first, second] = args as readonly unknown[]
  if (typeof first === 'string') return { fields: {}, message: encodeUuids(clipLogText(first)) }
  const message = typeof second === 'string' ? encodeUuids(clipLogText(second)) : ''
  if (first instanceof Error) return { fields: toLogFields({ error: first }), message }
  return { fields: toLogFields((first ?? {}) as Record<string, unknown>), message }
}
