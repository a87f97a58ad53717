import type RFB from '@novnc/novnc'

/** Saves what the screen shows as a PNG, dot by dot, named by the machine and the moment. */
export function saveScreenshot(rfb: RFB | null, name: string): void {
  rfb?.toBlob(picture => {
    if (picture === null) return
    const link = document.createElement('a')
    link.href = URL.createObjectURL(picture)
    link.download = `${name} ${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.png`
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  }, 'image/png')
}
