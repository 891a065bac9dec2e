import type { Texts } from './texts.ts'

/** The element of the page with this id. */
export function byId<Type extends HTMLElement = HTMLElement>(id: string, type?: new () => Type): Type {
  const element = document.getElementById(id)
  if (element === null || (type !== undefined && !(element instanceof type)))
    throw new Error(`There is no ${id}.`)
  return element as Type
}

/** A new element. */
export function create<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

/** Fills in the texts that the page names. */
export function fillTexts(texts: Texts): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) {
    const text = texts[element.dataset['text'] as keyof Texts]
    if (typeof text === 'string') element.textContent = text
  }
}

/** Shows what is wrong with an input, in the browser's own way. */
export function showError(input: HTMLInputElement, message: string): void {
  input.setCustomValidity(message)
  if (message !== '') input.reportValidity()
}
