import { useEffect, type ReactNode } from 'react'

/** Sets the title of the browser's tab. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Coinslot`
  }, [title])
}

/** A page without navigation: sign-in and links. */
export function PlainPage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  usePageTitle(title)
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center px-4 py-10">
      <p className="mb-6 text-soft">Coinslot</p>
      <h1 className="mb-4 text-lg font-semibold">{title}</h1>
      {children}
    </main>
  )
}
