import { expirePurchases } from '../../src/domain/retention/expire-purchases.ts'
import { advanceTime } from '../support/emulator-control.ts'
import { expect, vi } from '../support/test.ts'
import { dayMs } from '../support/time.ts'
import { killScenarios } from './kill-scenarios.ts'
import { playAndKill } from './play-and-kill.ts'
import { countKept, sdkTest } from './sdk-test.ts'

/** Each test starts the app dozens of times. */
vi.setConfig({ testTimeout: 180_000 })

const test = sdkTest.extend('serverOptions', { scope: 'file' }, { notifications: true })

/** Longer than a reservation lives. */
const longTimeMs = 3 * dayMs

test.for(killScenarios.map((scenario) => [scenario.name, scenario] as const))(
  'a purchase %s ends once, wherever the app is killed',
  async ([, scenario], { emulator, services, gameServer, startApp, createDevice }) => {
    const worlds = await playAndKill(scenario, { emulator, gameServer, startApp, createDevice })
    // At least the registration of the player can be cut off.
    expect(worlds.length).toBeGreaterThan(4)
    if (scenario.expires) {
      await advanceTime(emulator, longTimeMs)
      await expirePurchases(services)
    }
    for (const world of worlds) await scenario.check(world)
    await advanceTime(emulator, longTimeMs)
    await expirePurchases(services)
    for (const { device, start, context } of worlds) {
      await start().reprocess()
      expect(await countKept(device), context).toBe(0)
    }
  },
)
