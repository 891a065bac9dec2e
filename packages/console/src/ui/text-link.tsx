import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

function Anchor(props: ComponentProps<'a'>) {
  return <a className="underline decoration-line underline-offset-2 hover:decoration-accent" {...props} />
}

/** A link within a text or a list of facts. */
export const TextLink = createLink(Anchor)
