import type { AuthenticatedContext } from '../context.ts'

/** Whether the caller is an owner of the installation, who can always make itself an owner of an AppKey. */
export function isInstallationOwner({ caller }: Pick<AuthenticatedContext, 'caller'>): boolean {
  return caller.kind === 'OPERATOR' && caller.isInstallationOwner
}
