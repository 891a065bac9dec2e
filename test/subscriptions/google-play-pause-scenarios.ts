import { findGaps } from './find-gaps.ts'
import { expect, type Scenario } from './scenario-fixture.ts'

const vip = ['vip_access']

export const googlePlayPauseScenarios: readonly Scenario[] = [
  {
    title: 'Scenario 15: a scheduled pause does not take the access away early, and ends by itself',
    options: {},
    happen: async ({ act, pass, expectChains }) => {
      await act('pause', { months: 2 })
      await expectChains([{ status: 'ACTIVE' }])
      await pass(40)
      await expectChains([{ status: 'PAUSED', resumes_at: expect.anything() }])
      await pass(55)
    },
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true, resumes_at: null },
        periods: ['INITIAL NORMAL COMPLETED', 'RENEWAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'PAUSED', 'RENEWED(PAUSE)', 'RESUMED(PAUSE)'],
      },
    ],
    entitlements: vip,
    // Two calendar months.
    check: ({ chains: [chain] }) =>
      expect([59, 60, 61, 62].map((days) => days * 24)).toContain(findGaps(chain?.payments ?? [])[0]),
  },
  {
    title: 'Scenario 15: a pause that the customer ends early moves the billing day',
    options: {},
    happen: async ({ act, pass, expectChains }) => {
      await act('pause', { months: 2 })
      await pass(45)
      await expectChains([{ status: 'PAUSED' }])
      await act('resume')
      await pass(3)
    },
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true, resumes_at: null },
        periods: ['INITIAL NORMAL COMPLETED', 'RENEWAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'PAUSED', 'RENEWED(PAUSE)', 'RESUMED(PAUSE)'],
      },
    ],
    entitlements: vip,
    check: ({ chains: [chain] }) => expect(chain?.payments[1]?.['period_starts_at']).toBe(45 * 24),
  },
]
