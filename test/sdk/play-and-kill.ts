import type { Coinslot } from '../../packages/sdk/src/index.ts'
import type { CoinslotServer } from '../../packages/sdk/src/server.ts'
import type { EmulatorAddress } from '../support/emulator-control.ts'
import { createKill, type Kill, type KillPoint } from './kill.ts'
import { newUserId, type AppOptions, type Device, type StartApp } from './sdk-test.ts'

/** What one run of a scenario happens to. */
export type World = {
  readonly device: Device
  readonly player: string
  /** Another player of the device. */
  readonly other: string
  readonly emulator: EmulatorAddress
  readonly gameServer: CoinslotServer
  /** Starts the app on the device, with the player unless the options name another one. */
  readonly start: (options?: Partial<AppOptions>) => Coinslot
  /** Where the app is killed, for messages of failed expectations. */
  readonly context: string
}

export type Scenario = {
  readonly name: string
  /** The device of a run; by default one whose store is the Test store. */
  readonly createDevice?: (device: Device, emulator: EmulatorAddress) => Device
  /** What happened before the app that is killed is started. */
  readonly prepare?: (world: World) => Promise<void>
  readonly options?: (world: World) => Partial<AppOptions>
  /** What the app does that is killed at one of its steps. */
  readonly run: (app: Coinslot, world: World, kill: Kill) => Promise<unknown>
  /** Whether the reservations that are still open expire before the next start. */
  readonly expires?: true
  /** What the next start finds. */
  readonly check: (world: World) => Promise<void>
}

type Tools = Pick<World, 'emulator' | 'gameServer'> & {
  readonly startApp: StartApp
  readonly createDevice: () => Device
}

const maxSteps = 60

/** Plays the scenario until its app is killed, once at each step before and after it happened, and once to the end. */
export async function playAndKill(scenario: Scenario, tools: Tools): Promise<readonly World[]> {
  const worlds: World[] = []
  for (const phase of ['BEFORE', 'AFTER'] as const) {
    for (let step = 1; ; step += 1) {
      if (step > maxSteps) throw new Error('The scenario has no end.')
      const point: KillPoint = { step, phase }
      const world = createWorld(scenario, tools, point)
      worlds.push(world)
      await scenario.prepare?.(world)
      const kill = createKill(point)
      const app = world.start({ ...scenario.options?.(world), kill })
      const ended = scenario.run(app, world, kill).then(() => 'ended')
      if ((await Promise.race([ended, kill.killed])) !== null) break
      await releaseLocks(world.player)
    }
  }
  return worlds
}

/** A browser releases the locks of a tab that is gone; the app that is killed here is in the same process. */
async function releaseLocks(player: string): Promise<void> {
  const { held } = await navigator.locks.query()
  for (const { name } of held) {
    if (name.includes(player)) await navigator.locks.request(name, { steal: true }, () => undefined)
  }
}

function createWorld({ createDevice }: Scenario, tools: Tools, point: KillPoint): World {
  const { emulator, gameServer, startApp } = tools
  const base = tools.createDevice()
  const device = createDevice?.(base, emulator) ?? base
  const player = newUserId()
  const start: World['start'] = (options = {}) => startApp({ device, player, ...options })
  return { device, player, other: newUserId(), emulator, gameServer, start, context: JSON.stringify(point) }
}
