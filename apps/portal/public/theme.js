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
