import { EmulatorError, invalidInput } from '../emulator-error.ts'
import { ALL_OPERATIONS, NOTIFICATION_OPERATION } from '../faults/fault.ts'
import { getStore } from './control-context.ts'
import type { ControlContext } from './control-context.ts'
import { controlRoute } from './control-route.ts'
import type { ControlRoute } from './control-route.ts'
import { advanceClockBody, clockSchema } from './control-schemas.ts'
import { credentialsSchema } from './credentials-schema.ts'
import { createFaultBody, createdFaultSchema, faultListSchema } from './fault-schemas.ts'

/** The control API beside purchases: credentials, clock and faults. */
export function settingsRoutes(ctx: ControlContext): ControlRoute[] {
  return [
    controlRoute({
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
const SETTLE_LIMIT_MS = 30_000

function clockRoutes({ clock, agenda }: ControlContext): ControlRoute[] {
  const view = (): object => ({ now: clock.now(), offsetMs: clock.offsetMs })
  return [
    controlRoute({
      operationId: 'getClock',
      method: 'GET',
      path: '/control/clock',
      summary: 'The virtual clock, which every time that a store states is taken from.',
      success: { status: 200, description: 'The clock.', schema: clockSchema },
      handle: view,
    }),
    controlRoute({
      operationId: 'advanceClock',
      method: 'POST',
      path: '/control/clock',
      summary: 'Moves the virtual clock forward, and answers when what became due by it is done.',
      body: advanceClockBody,
      success: { status: 200, description: 'The clock after it.', schema: clockSchema },
      handle: async ({ body: { advanceMs } }) => {
        clock.advance(advanceMs)
        await agenda.settle(SETTLE_LIMIT_MS)
        return view()
      },
    }),
  ]
}

function faultRoutes(ctx: ControlContext): ControlRoute[] {
  return [
    controlRoute({
      operationId: 'createFault',
      method: 'POST',
      path: '/control/faults',
      summary: "Plans a misbehaviour of a store's API; each call uses up the first fault that fits it.",
      body: createFaultBody,
      success: { status: 201, description: 'Planned.', schema: createdFaultSchema },
      errors: [507],
      handle: ({ body }) => {
        assertOperation(ctx, body)
        return { id: ctx.faults.add(body).id }
      },
    }),
    controlRoute({
      operationId: 'listFaults',
      method: 'GET',
      path: '/control/faults',
      summary: 'The faults that still wait, in the order in which they are used up.',
      success: { status: 200, description: 'The faults.', schema: faultListSchema },
      handle: () => ({ faults: ctx.faults.list() }),
    }),
    controlRoute({
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

function assertOperation(ctx: ControlContext, { store: name, endpoint, ...effects }: FaultInput): void {
  const store = getStore(ctx, name)
  const known = [
    ...store.operations,
    ALL_OPERATIONS,
    ...(store.notifications ? [NOTIFICATION_OPERATION] : []),
  ]
  if (!known.includes(endpoint)) {
    throw new EmulatorError(
      400,
      'UNKNOWN_ENDPOINT',
      `${name} has no endpoint ${endpoint}; it has: ${known.join(', ')}`,
      'endpoint',
    )
  }
  const { status, body, headers, delayMs, reset, truncate, notification } = effects
  const spoilsAnswer =
    [status, body, headers, delayMs].some((effect) => effect !== undefined) ||
    reset === true ||
    truncate === true
  const isOfNotification = endpoint === NOTIFICATION_OPERATION
  if ((notification !== undefined) !== isOfNotification || (isOfNotification && spoilsAnswer)) {
    throw invalidInput(
      'the endpoint notification takes the effect notification and no other, and no other endpoint takes it',
      'notification',
    )
  }
  if (!spoilsAnswer && !isOfNotification) {
    throw invalidInput('a fault needs at least one of status, body, headers, delayMs, reset, truncate')
  }
}
