import { isLostConnection } from '../platform/lost-connection.ts'
import type { Log } from '../platform/log.ts'

/**
 * Handles errors that nothing has caught. A library may leave the promise of a query without a handler; when its connection is lost,
 * Node would end the process, although every caller has already got its error. Any other such error is a fault of the program, whose
 * state is unknown then: the process ends, and the service manager or the primary process starts another one.
 */
export function handleUnexpectedErrors(currentLog: () => Log): void {
  const handle = (error: unknown, message: string) => {
    const log = currentLog()
    try {
      if (isLostConnection(error)) {
        log.warn({ error }, `${message}; the process continues, because a connection was lost`)
        return
      }
      log.fatal({ error }, `${message}; the process ends`)
    } catch {
      // Anything can be thrown, also an object that throws when it is read.
      log.fatal(`${message}; the process ends`)
    }
    process.exit(1)
  }
  process.on('unhandledRejection', (reason) => handle(reason, 'unhandled rejection'))
  process.on('uncaughtException', (error) => handle(error, 'uncaught exception'))
}
