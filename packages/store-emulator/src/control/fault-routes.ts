import type { z } from 'zod'
import { EmulatorError, invalidInput } from '../emulator-error.ts'
import { allOperations, notificationOperation } from '../faults/fault.ts'
import { getStore } from './control-context.ts'
import type { ControlContext } from './control-context.ts'
import { emptyResponse, invalidInputResponse, jsonResponse, limitReachedResponse } from './control-scope.ts'
import type { ControlScope } from './control-scope.ts'
import { createFaultBody, createdFaultSchema, faultListSchema } from './fault-schemas.ts'

export function registerFaultRoutes(scope: ControlScope, ctx: ControlContext): void {
  scope.post(
    '/faults',
    {
      schema: {
        operationId: 'createFault',
        summary: "Injects a fault into a store's API; each call consumes the first matching fault.",
        body: createFaultBody,
        response: {
          201: jsonResponse('The fault was added.', createdFaultSchema),
          ...invalidInputResponse,
          ...limitReachedResponse,
        },
      },
    },
    async ({ body }, reply) => {
      assertValidFault(ctx, body)
      return reply.code(201).send({ id: ctx.faults.add(body).id })
    },
  )
  scope.get(
    '/faults',
    {
      schema: {
        operationId: 'listFaults',
        summary: 'Lists the pending faults in the order in which they apply.',
        response: { 200: jsonResponse('The pending faults.', faultListSchema), ...invalidInputResponse },
      },
    },
    async () => ({ faults: [...ctx.faults.list()] }),
  )
  scope.delete(
    '/faults',
    {
      schema: {
        operationId: 'deleteFaults',
        summary: 'Removes all faults.',
        response: { 204: emptyResponse('All faults were removed.'), ...invalidInputResponse },
      },
    },
    async (_request, reply) => {
      ctx.faults.clear()
      return reply.code(204).send()
    },
  )
}

type FaultInput = z.infer<typeof createFaultBody>

function assertValidFault(ctx: ControlContext, fault: FaultInput): void {
  const { endpoint } = fault
  const store = getStore(ctx, fault.store)
  const endpoints = [
    ...store.operations,
    allOperations,
    ...(store.notifications ? [notificationOperation] : []),
  ]
  if (!endpoints.includes(endpoint)) {
    const message = `${store.name} has no endpoint ${endpoint}; its endpoints are: ${endpoints.join(', ')}`
    throw new EmulatorError(400, 'UNKNOWN_ENDPOINT', message, 'endpoint')
  }
  const isNotificationFault = endpoint === notificationOperation
  const hasResponseFault = failsResponse(fault)
  if (
    (fault.notification !== undefined) !== isNotificationFault ||
    (isNotificationFault && hasResponseFault)
  ) {
    throw invalidInput(
      'a fault of the endpoint notification has the field notification and no response fields; other faults cannot have it',
      'notification',
    )
  }
  if (!hasResponseFault && !isNotificationFault) {
    throw invalidInput('a fault needs at least one of status, body, headers, delayMs, reset, truncate')
  }
}

function failsResponse({ status, body, headers, delayMs, reset, truncate }: FaultInput): boolean {
  const hasValue = [status, body, headers, delayMs].some((value) => value !== undefined)
  return hasValue || reset === true || truncate === true
}
