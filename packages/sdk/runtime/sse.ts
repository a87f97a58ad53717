/** One event of a stream: what it carries, and the id to go on behind. */
export interface StreamedEvent {
  readonly data: string
  readonly id: string | undefined
}

/**
 * Takes a stream of server-sent events apart (HTML standard, "9.2.6 Interpreting an event stream").
 *
 * Comments count as signs of life only. Ends when the server ends it, and breaks off when it stays silent too long.
 */
export async function* readEvents(
  response: Response,
  connection: AbortController,
  silentAfterSeconds: number,
): AsyncGenerator<StreamedEvent, void, undefined> {
  if (!response.body) return
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  const take = linesOf()
  let data: string[] = []
  let id: string | undefined
  for (;;) {
    const silence = setTimeout(() => connection.abort(), silentAfterSeconds * 1000)
    const { done, value } = await reader.read().finally(() => clearTimeout(silence))
    if (done) return
    for (const line of take(decoder.decode(value, { stream: true }))) {
      if (line === '') {
        if (data.length > 0 || id !== undefined) yield { data: data.join('\n'), id }
        data = []
        id = undefined
        continue
      }
      const colon = line.indexOf(':')
      const field = colon < 0 ? line : line.slice(0, colon)
      const content = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
      if (field === 'data') data.push(content)
      if (field === 'id' && !content.includes('\0')) id = content
    }
  }
}

/** Cuts text that comes in pieces into lines, whichever of the three line ends it uses. */
function linesOf(): (piece: string) => string[] {
  let rest = ''
  return piece => {
    rest += piece
    // A CR at the very end may be the first half of CRLF: it waits for what follows.
    const held = rest.endsWith('\r') ? '\r' : ''
    const lines = rest.slice(0, rest.length - held.length).split(/\r\n|\r|\n/)
    rest = (lines.pop() ?? '') + held
    return lines
  }
}
