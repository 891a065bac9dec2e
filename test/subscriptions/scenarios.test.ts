import { vi } from '../support/test.ts'
import { appStoreScenarios } from './app-store-scenarios.ts'
import { googlePlayChangeScenarios } from './google-play-change-scenarios.ts'
import { googlePlayOutageScenarios } from './google-play-outage-scenarios.ts'
import { googlePlayPauseScenarios } from './google-play-pause-scenarios.ts'
import { googlePlayRenewalScenarios } from './google-play-renewal-scenarios.ts'
import { oneStoreScenarios } from './one-store-scenarios.ts'
import { runScenario, scenarioTest as test } from './scenario-fixture.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const scenarios = [
  ...googlePlayRenewalScenarios,
  ...googlePlayPauseScenarios,
  ...googlePlayChangeScenarios,
  ...googlePlayOutageScenarios,
  ...appStoreScenarios,
  ...oneStoreScenarios,
]

test.for(scenarios)('$title, however its notifications arrive', (scenario, { course }) =>
  runScenario(course, scenario),
)
