import { startServerProcess, type ServerProcess } from '../support/server-process.ts'
import { randomInt } from 'node:crypto'

/** API processes, each on its own port, of which one can be killed and replaced. */
export type ServerSet = {
  /** The GraphQL URL of a running process; null while there is none. */
  readonly pickUrl: () => string | null
  /** Kills one and starts another one. */
  readonly restartOne: () => Promise<void>
  /** The output of the processes that exited unexpectedly. */
  readonly crashes: () => readonly string[]
  readonly close: () => Promise<void>
}

const maxStartAttempts = 20

export async function startServerSet(
  environment: Readonly<Record<string, string>>,
  count: number,
): Promise<ServerSet> {
  const serving: ServerProcess[] = []
  const crashes: string[] = []
  const add = async () => {
    const server = await startWithRetry(environment)
    serving.push(server)
    void server.exited.then(({ code, signal }) => {
      const index = serving.indexOf(server)
      if (index === -1) return
      serving.splice(index, 1)
      crashes.push(`a server ended with ${String(code ?? signal)}:\n${server.output().slice(-4_000)}`)
    })
  }
  const removeRandom = () => (serving.length === 0 ? [] : serving.splice(randomInt(serving.length), 1))
  // The first one migrates the empty database.
  await add()
  while (serving.length < count) await add()
  return {
    pickUrl: () => (serving.length === 0 ? null : (serving[randomInt(serving.length)]?.graphqlUrl ?? null)),
    restartOne: async () => {
      for (const server of removeRandom()) await server.kill('SIGKILL')
      await add()
    },
    crashes: () => crashes,
    close: async () => {
      await Promise.all(serving.splice(0).map((server) => server.kill('SIGKILL')))
    },
  }
}

/** A process that cannot reach the database exits, so the start is retried. */
async function startWithRetry(environment: Readonly<Record<string, string>>): Promise<ServerProcess> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startServerProcess(environment)
    } catch (error) {
      if (tries === maxStartAttempts) throw error
    }
  }
}
