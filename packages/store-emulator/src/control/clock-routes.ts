import type { z } from 'zod'
import { advanceInSteps } from '../subscriptions/advance-in-steps.ts'
import type { ControlContext } from './control-context.ts'
import { advanceClockBody, clockSchema } from './control-schemas.ts'
import { invalidInputResponse, jsonResponse } from './control-scope.ts'
import type { ControlScope } from './control-scope.ts'

/** A notification target that does not respond delays the response to an advance of the clock by at most this time. */
const runDueTimeoutMs = 30_000

export function registerClockRoutes(scope: ControlScope, ctx: ControlContext): void {
  const { clock } = ctx
  const toClockView = (): z.infer<typeof clockSchema> => ({ now: clock.now(), offsetMs: clock.offsetMs() })
  scope.get(
    '/clock',
    {
      schema: {
        operationId: 'getClock',
        summary: 'Returns the virtual clock, from which the stores take every time that they report.',
        response: { 200: jsonResponse('The clock.', clockSchema), ...invalidInputResponse },
      },
    },
    async () => toClockView(),
  )
  scope.delete(
    '/clock',
    {
      schema: {
        operationId: 'resetClock',
        summary:
          "Sets the virtual clock back to the machine's clock. Purchases keep the times that they have.",
        response: { 200: jsonResponse('The clock after the reset.', clockSchema), ...invalidInputResponse },
      },
    },
    async () => {
      clock.reset()
      return toClockView()
    },
  )
  scope.post(
    '/clock',
    {
      schema: {
        operationId: 'advanceClock',
        summary: 'Advances the virtual clock and responds when all tasks that became due are done.',
        body: advanceClockBody,
        response: { 200: jsonResponse('The clock after the advance.', clockSchema), ...invalidInputResponse },
      },
    },
    async ({ body: { advanceMs } }) => {
      await advanceInSteps(ctx, advanceMs, runDueTimeoutMs)
      return toClockView()
    },
  )
}
