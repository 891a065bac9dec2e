import { EmulatorError, invalidInput } from '../emulator-error.ts'
import { allOperations, notificationOperation } from '../faults/fault.ts'
import { getStore } from './control-context.ts'
import type { ControlContext } from './control-context.ts'
import { defineControlRoute } from './control-route.ts'
import type { ControlRoute } from './control-route.ts'
import { advanceClockBody, clockSchema } from './control-schemas.ts'
import { credentialsSchema } from './credentials-schema.ts'
import { createFaultBody, createdFaultSchema, faultListSchema } from './fault-schemas.ts'

/** The control API beside purchases: credentials, clock and faults. */
export function settingsRoutes(ctx: ControlContext): ControlRoute[] {
  return [
    defineControlRoute({
      operationId: 'getCredentials',
      method: 'GET',
      path: '/control/credentials',
      summary: 'Everything that a server needs to connect each store.',
      success: { status: 200, description: 'Keys and addresses.', schema: credentialsSchema },
      handle: () => ctx.credentials(),
    }),
    ...clockRoutes(ctx),
    ...faultRoutes(ctx),
  ]
}

/** A target that hangs does not hold up the clock for longer than this. */
const runDueTimeoutMs = 30_000

function clockRoutes({ clock, scheduler }: ControlContext): ControlRoute[] {
  const view = (): object => ({ now: clock.now(), offsetMs: clock.offsetMs })
  return [
    defineControlRoute({
      operationId: 'getClock',
      method: 'GET',
      path: '/control/clock',
      summary: 'The virtual clock, which every time that a store states is taken from.',
      success: { status: 200, description: 'The clock.', schema: clockSchema },
      handle: view,
    }),
    defineControlRoute({
      operationId: 'advanceClock',
      method: 'POST',
      path: '/control/clock',
      summary: 'Advances the virtual clock and responds when all tasks that became due are done.',
      body: advanceClockBody,
      success: { status: 200, description: 'The clock after it.', schema: clockSchema },
      handle: async ({ body: { advanceMs } }) => {
        clock.advance(advanceMs)
        await scheduler.runDue(runDueTimeoutMs)
        return view()
      },
    }),
  ]
}

function faultRoutes(ctx: ControlContext): ControlRoute[] {
  return [
    defineControlRoute({
      operationId: 'createFault',
      method: 'POST',
      path: '/control/faults',
      summary: "Injects a fault into a store's API; each call consumes the first matching fault.",
      body: createFaultBody,
      success: { status: 201, description: 'Planned.', schema: createdFaultSchema },
      errors: [507],
      handle: ({ body }) => {
        assertValidFault(ctx, body)
        return { id: ctx.faults.add(body).id }
      },
    }),
    defineControlRoute({
      operationId: 'listFaults',
      method: 'GET',
      path: '/control/faults',
      summary: 'Lists the pending faults in the order in which they apply.',
      success: { status: 200, description: 'The faults.', schema: faultListSchema },
      handle: () => ({ faults: ctx.faults.list() }),
    }),
    defineControlRoute({
      operationId: 'deleteFaults',
      method: 'DELETE',
      path: '/control/faults',
      summary: 'Removes all faults.',
      success: { status: 204, description: 'Removed.' },
      handle: () => {
        ctx.faults.clear()
      },
    }),
  ]
}

type FaultInput = ReturnType<typeof createFaultBody.parse>

function assertValidFault(ctx: ControlContext, { store: name, endpoint, ...effects }: FaultInput): void {
  const store = getStore(ctx, name)
  const knownEndpoints = [
    ...store.operations,
    allOperations,
    ...(store.notifications ? [notificationOperation] : []),
  ]
  if (!knownEndpoints.includes(endpoint)) {
    throw new EmulatorError(
      400,
      'UNKNOWN_ENDPOINT',
      `${name} has no endpoint ${endpoint}; it has: ${knownEndpoints.join(', ')}`,
      'endpoint',
    )
  }
  const { status, body, headers, delayMs, reset, truncate, notification } = effects
  const hasResponseEffect =
    [status, body, headers, delayMs].some((effect) => effect !== undefined) ||
    reset === true ||
    truncate === true
  const isNotificationFault = endpoint === notificationOperation
  if ((notification !== undefined) !== isNotificationFault || (isNotificationFault && hasResponseEffect)) {
    throw invalidInput(
      'the endpoint notification takes the effect notification and no other, and no other endpoint takes it',
      'notification',
    )
  }
  if (!hasResponseEffect && !isNotificationFault) {
    throw invalidInput('a fault needs at least one of status, body, headers, delayMs, reset, truncate')
  }
}
