import type { PaymentStatistics } from '../../src/graphql/generated/types.ts'
import type { ApiClient, Serialized } from '../support/api.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { createServerClient } from '../support/purchase-client.ts'
import type { ServerFixtures } from '../support/server-fixtures.ts'
import { createStatisticsFixture, type StatisticsFixture } from './statistics-fixture.ts'

type Project = { readonly admin: ApiClient; readonly fixture: StatisticsFixture }

/** A project of its own, so that its numbers are only those of its test. */
export async function createStatisticsProject(
  { server, services, sql }: Pick<ServerFixtures, 'server' | 'services' | 'sql'>,
  reportingTimeZone: string,
): Promise<Project> {
  const project = await server.addProject({ reportingTimeZone })
  await connectEmulator(server, project)
  return {
    admin: createServerClient(server, project),
    fixture: await createStatisticsFixture({ services, sql }, project),
  }
}

const groupFields = `firstDay lastDay paidFrom paidTo store itemId countryCode currencyCode paymentCount quantity gross refundCount
  refundedQuantity refunded net refundedPaymentCount refundedOfPayments refundRate refundedShare buyerCount averageRevenuePerBuyer`
const fields = `timeZone updatedAt pendingEventCount isComplete hasMoreGroups groups { ${groupFields} }
  buyers { firstDay lastDay buyerCount newBuyerCount returningBuyerCount }`

type Arguments = {
  readonly from: string
  readonly to: string
  readonly environment?: string
  readonly filter?: Readonly<Record<string, unknown>>
  readonly groupBy?: readonly string[]
}

const document = `query (
  $from: Date!, $to: Date!, $environment: Environment, $filter: PaymentStatisticsFilter, $groupBy: [PaymentStatisticsDimension!]
) {
  paymentStatistics(from: $from, to: $to, environment: $environment, filter: $filter, groupBy: $groupBy) { ${fields} }
}`

export async function readStatistics(
  client: ApiClient,
  args: Arguments,
): Promise<Serialized<PaymentStatistics>> {
  return (await client.query(document, { ...args })).paymentStatistics
}

/** The number of payments that the filter behind a group finds. */
export async function countListedPayments(
  client: ApiClient,
  filter: Readonly<Record<string, unknown>>,
): Promise<number> {
  const text = 'query ($filter: PaymentFilter) { payments(filter: $filter, first: 100) { nodes { id } } }'
  return (await client.query(text, { filter })).payments.nodes.length
}

export const at = (time: string) => new Date(time)
