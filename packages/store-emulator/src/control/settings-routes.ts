import { EmulatorError, invalidInput } from '../emulator-error.ts'
import { ALL_OPERATIONS } from '../faults/fault.ts'
import { getStore } from './control-context.ts'
import type { ControlContext } from './control-context.ts'
import { controlRoute } from './control-route.ts'
import type { ControlRoute } from './control-route.ts'
import {
  advanceClockBody,
  clockSchema,
  createFaultBody,
  createdFaultSchema,
  credentialsSchema,
  faultListSchema,
} from './control-schemas.ts'

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

function clockRoutes({ clock }: ControlContext): ControlRoute[] {
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
      summary: 'Moves the virtual clock forward.',
      body: advanceClockBody,
      success: { status: 200, description: 'The clock after it.', schema: clockSchema },
      handle: ({ body: { advanceMs } }) => {
        clock.advance(advanceMs)
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
  if (endpoint !== ALL_OPERATIONS && !store.operations.includes(endpoint)) {
    const known = [...store.operations, ALL_OPERATIONS].join(', ')
    throw new EmulatorError(
      400,
      'UNKNOWN_ENDPOINT',
      `${name} has no endpoint ${endpoint}; it has: ${known}`,
      'endpoint',
    )
  }
  const { status, body, headers, delayMs, reset, truncate } = effects
  if (
    status === undefined &&
    body === undefined &&
    headers === undefined &&
    delayMs === undefined &&
    !reset &&
    !truncate
  ) {
    throw invalidInput('a fault needs at least one of status, body, headers, delayMs, reset, truncate')
  }
}
