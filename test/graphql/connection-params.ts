import type { ApiClient } from '../support/api.ts'
import type { TestServer } from '../support/test-server.ts'

export const purchaseUpdatedSubscription = `subscription ($id: ID!) { purchaseUpdated(id: $id) { status payment { status purchaseToken } } }`
export const paymentEventsSubscription = 'subscription { paymentEvents { type } }'

export const serverConnectionParams = ({ headers }: ApiClient) => ({
  authorization: headers['authorization'],
})

export const buyerConnectionParams = ({ project }: TestServer, { headers }: ApiClient) => ({
  appKey: project.appKey,
  authorization: headers['authorization'],
})
