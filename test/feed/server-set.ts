import { startServerProcess, type ServerProcess } from '../support/server-process.ts'
import { randomInt } from '../support/random-int.ts'

/** API processes, each on a port of its own, of which one is killed now and then. */
export type ServerSet = {
  /** The GraphQL address of one that serves; null while none does. */
  readonly pickUrl: () => string | null
  /** Kills one and starts another one in its place. */
  readonly restartOne: () => Promise<void>
  /** What those wrote that ended by themselves. */
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
  const removeRandom = () => serving.splice(randomInt(serving.length), 1)
  // The first one migrates an empty database.
  await add()
  while (serving.length < count) await add()
  return {
    pickUrl: () => serving[randomInt(serving.length)]?.graphqlUrl ?? null,
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

/** A start that finds no database ends, and whoever watches over servers tries again. */
async function startWithRetry(environment: Readonly<Record<string, string>>): Promise<ServerProcess> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startServerProcess(environment)
    } catch (error) {
      if (tries === maxStartAttempts) throw error
    }
  }
}
