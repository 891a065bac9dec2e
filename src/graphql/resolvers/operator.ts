import { createPersonalAccessToken } from '../../domain/operator-access/create-personal-access-token.ts'
import { getViewer } from '../../domain/operator-access/get-viewer.ts'
import { grantOperator } from '../../domain/operator-access/grant-operator.ts'
import { inviteOperator } from '../../domain/operator-access/invite-operator.ts'
import { listGrantedApps } from '../../domain/operator-access/list-granted-apps.ts'
import {
  listOperatorGrants,
  listOperatorInvitations,
  listOperators,
} from '../../domain/operator-access/list-operators.ts'
import { listPersonalAccessTokens } from '../../domain/operator-access/list-personal-access-tokens.ts'
import { revokeOperatorGrant } from '../../domain/operator-access/revoke-operator-grant.ts'
import { revokeOperatorInvitation } from '../../domain/operator-access/revoke-operator-invitation.ts'
import { revokePersonalAccessToken } from '../../domain/operator-access/revoke-personal-access-token.ts'
import { setOperatorAccess } from '../../domain/operator-access/set-operator-access.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type {
  AppKeySummaryResolvers,
  MutationResolvers,
  OperatorInvitationResolvers,
  OperatorResolvers,
  PersonalAccessTokenResolvers,
  QueryOperatorsArgs,
  QueryResolvers,
} from '../generated/types.ts'
import { callerContextOf, domainOf, installationOf } from '../request-context.ts'

const toPageRequest = ({ first, after }: Partial<QueryOperatorsArgs>) => ({
  first: first ?? null,
  after: after ?? null,
})

export const operatorQueries = {
  viewer: (_, __, context) => getViewer(callerContextOf(context)),
  appKeys: async (_, args, context) =>
    toConnection(await listGrantedApps(installationOf(context), toPageRequest(args))),
  operators: async (_, args, context) =>
    toConnection(await listOperators(installationOf(context), toPageRequest(args))),
  operatorGrants: async (_, args, context) =>
    toConnection(await listOperatorGrants(domainOf(context), toPageRequest(args))),
  operatorInvitations: (_, __, context) => listOperatorInvitations(domainOf(context)),
  personalAccessTokens: (_, __, context) => {
    const ctx = installationOf(context)
    return listPersonalAccessTokens(ctx, ctx.caller.operator.id)
  },
} satisfies QueryResolvers

export const operatorMutations = {
  inviteOperator: (_, { input }, context) => inviteOperator(domainOf(context), input),
  revokeOperatorInvitation: (_, { input }, context) => revokeOperatorInvitation(domainOf(context), input),
  grantOperator: (_, { input }, context) => grantOperator(domainOf(context), input),
  revokeOperatorGrant: (_, { input }, context) => revokeOperatorGrant(domainOf(context), input),
  disableOperator: (_, { input: { operatorId } }, context) =>
    setOperatorAccess(installationOf(context), { operatorId, disabled: true }),
  enableOperator: (_, { input: { operatorId } }, context) =>
    setOperatorAccess(installationOf(context), { operatorId, disabled: false }),
  createPersonalAccessToken: (_, { input }, context) => {
    const ctx = installationOf(context)
    const { name, role, appKeys = null, expiresAt, allowSensitiveActs } = input
    return createPersonalAccessToken(ctx, ctx.caller.operator.id, {
      ...{ name, role, appKeys, expiresAt },
      allowSensitiveActs: allowSensitiveActs ?? false,
    })
  },
  revokePersonalAccessToken: (_, { input }, context) =>
    revokePersonalAccessToken(installationOf(context), input),
} satisfies MutationResolvers

export const Operator = {
  id: ({ id }) => encodeId('opr', id),
} satisfies OperatorResolvers

export const OperatorInvitation = {
  id: ({ id }) => encodeId('inv', id),
} satisfies OperatorInvitationResolvers

export const PersonalAccessToken = {
  id: ({ id }) => encodeId('pat', id),
  appKeys: ({ appIds }) => appIds?.map((appId) => encodeId('ak', appId)) ?? null,
} satisfies PersonalAccessTokenResolvers

export const AppKeySummary = {
  id: ({ id }) => encodeId('app', id),
  key: ({ id }) => encodeId('ak', id),
} satisfies AppKeySummaryResolvers
