import { execute, getOperationAST, type ExecutionArgs, type ExecutionResult } from 'graphql'
import { runInScope } from '../../platform/execution-scope.ts'
import { newRequestId } from '../../platform/ids.ts'
import { openScope } from '../../platform/tracing.ts'
import { callerContextOf, type RequestContext } from '../request-context.ts'
import { describeOperation } from '../trace-operation.ts'

/** Executes a query or mutation of a WebSocket as a request of its own: with an id, and as a trace. */
export async function executeInScope(args: ExecutionArgs): Promise<ExecutionResult> {
  const { request } = callerContextOf(args.contextValue as RequestContext)
  const requestId = request?.id ?? newRequestId()
  const { scope, end } = openScope({
    name: 'graphql',
    kind: 'server',
    logFields: { requestId },
    attributes: { 'coinslot.request_id': requestId, 'network.protocol.name': 'websocket' },
  })
  try {
    return await runInScope(scope, async () => {
      const operation = getOperationAST(args.document, args.operationName)
      if (operation != null) describeOperation(operation)
      return execute(args)
    })
  } finally {
    end()
  }
}
