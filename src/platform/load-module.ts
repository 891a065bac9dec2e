/** A module of the server could not be loaded, for example because a package is missing. */
export class ModuleLoadError extends Error {
  override readonly name = 'ModuleLoadError'
}

/** Awaits the import of modules. Other errors of a start have nothing to do with the installation, so these are told apart. */
export async function loadModule<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
    throw new ModuleLoadError(`The server could not be loaded: ${reason}`, { cause })
  }
}
