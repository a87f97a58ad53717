import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { LabSummary } from '@paddock/sdk'

/**
 * The same labs as a finished page: every row as plain HTML with a line of style, and a field that hides those that don't fit. Nothing has to be
 * asked for, computed or kept up to date: about the least that a browser can be given to show the list.
 */
export async function serveBareList(labs: readonly LabSummary[]): Promise<{ url: string; close(): void }> {
  const text = (words: string) => words.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`)
  const rows = labs.map(
    lab => `<tr><td><input type="checkbox"></td><td><a href="/labs/${lab.id}">${text(lab.name)}</a></td><td>${lab.state}</td>
      <td>${lab.vms
        .slice(0, 7)
        .map(vm => `<i class="${vm.state}"></i>`)
        .join('')} ${lab.vms.length} · ${lab.memoryMiB} MiB</td>
      <td>${text(lab.project.name)}</td><td>${text(lab.owner.name)}</td><td>${lab.createdAt}</td><td><button>Start</button><button>…</button></td></tr>`,
  )
  const page = `<!doctype html><meta charset="utf-8"><title>Labs</title>
    <style>table{border-collapse:collapse;width:100%}td{height:56px;border-bottom:1px solid #ddd}i{display:inline-block;width:10px;height:10px;border-radius:5px;background:#777}.running{background:#171}</style>
    <input type="search" aria-label="Find a lab" oninput="const words=this.value.toLowerCase();for(const row of document.querySelectorAll('tr'))row.hidden=!row.textContent.toLowerCase().includes(words)">
    <table>${rows.join('')}</table>`
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
