import { permissions } from '../generated/permissions.ts'
import { useOperator } from '../session/session.tsx'
import { useAppKeys } from './app-keys.tsx'

export type RootField = keyof typeof permissions

/** Tells whether the operator's role at the AppKey allows a root field of the API. What it does not allow is not shown. */
export function useMay(): (field: RootField) => boolean {
  const { isInstallationOwner } = useOperator()
  const { appKeys, appKey } = useAppKeys()
  const role = appKeys.find(({ key }) => key === appKey)?.role
  return (field) => {
    const roles: readonly string[] = permissions[field]
    return (
      (isInstallationOwner && roles.includes('INSTALLATION_OWNER')) ||
      (role !== undefined && roles.includes(role))
    )
  }
}
