/** Calls the control API; throws an error with the message of the API. */
export async function call(method, path, body) {
  const response = await fetch(`/control/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (response.status === 204) return undefined
  const content = await response.json()
  if (!response.ok)
    throw new Error(content.error?.message ?? `The emulator responded with status ${response.status}.`)
  return content
}

/** Creates an element. Text is never parsed as HTML, so that values of a purchase cannot become markup. */
export function element(tag, { dataset = {}, ...properties } = {}, ...children) {
  const created = document.createElement(tag)
  Object.assign(created, properties)
  Object.assign(created.dataset, dataset)
  created.append(...children)
  return created
}

export async function copyText(button, text, copied = 'Copied') {
  const label = button.textContent
  await navigator.clipboard.writeText(text)
  button.textContent = copied
  setTimeout(() => {
    button.textContent = label
  }, 1500)
}
