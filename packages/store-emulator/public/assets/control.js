/** Calls the control API; throws an Error with the API's own words. */
export async function call(method, path, body) {
  const response = await fetch(`/control/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (response.status === 204) return undefined
  const content = await response.json()
  if (!response.ok) throw new Error(content.error?.message ?? `the emulator answered ${response.status}`)
  return content
}

/** Makes an element. Texts are set as text, so nothing that a purchase holds can become markup. */
export function element(tag, { dataset = {}, ...properties } = {}, ...children) {
  const made = document.createElement(tag)
  Object.assign(made, properties)
  Object.assign(made.dataset, dataset)
  made.append(...children)
  return made
}

export async function copyText(button, text) {
  const label = button.textContent
  await navigator.clipboard.writeText(text)
  button.textContent = 'Copied'
  setTimeout(() => {
    button.textContent = label
  }, 1500)
}
