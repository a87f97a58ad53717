// Sets colours and density before the first paint. A file of its own because the controller's Content-Security-Policy
// allows no inline script, and a plain script because a module would run after the paint.
try {
  const chosen = localStorage.getItem('mantine-color-scheme-value')
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
  document.documentElement.dataset.density = localStorage.getItem('paddock.density') ?? 'comfortable'
} catch {
  document.documentElement.setAttribute('data-mantine-color-scheme', 'light')
}

// Where a file of the portal does not come, nothing would be there to say so.
addEventListener(
  'error',
  ({ target }) => {
    const root = document.getElementById('root')
    if (!(target instanceof HTMLScriptElement || target instanceof HTMLLinkElement) || root?.childElementCount !== 0)
      return
    const words = document.createElement('p')
    words.append('A part of the portal did not load: the connection broke off, or Paddock is being updated. ')
    const again = document.createElement('a')
    again.href = location.href
    again.textContent = 'Load the page again'
    words.append(again)
    words.style.cssText = 'max-width: 480px; margin: 20vh auto; padding: 0 16px; font: 1rem/1.5 system-ui'
    root.append(words)
  },
  true,
)
