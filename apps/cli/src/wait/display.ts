import type { Cli } from '../frame/cli.ts'
import { plainLine } from '../show/text.ts'
import type { Progress, Vm } from './goal.ts'

/** Shows how far each machine is. */
export interface Display {
  show(id: string, vm: Vm | undefined, progress: Progress): void
  end(): Promise<void>
}

interface Row {
  readonly id: string
  readonly title: string
}

/** A live list on a terminal; a line for every change elsewhere; nothing beside JSON. */
export async function startDisplay(cli: Cli, rows: readonly Row[]): Promise<Display> {
  if (cli.json || rows.length === 0) return { show: () => {}, end: async () => {} }
  const { stderr } = process
  // A terminal that does not tell its width, as over a serial line, says 0: nothing can be drawn over there.
  return cli.io.stderr === stderr && stderr.isTTY && stderr.columns >= 20 ? live(rows) : lines(cli, rows)
}

function lines(cli: Cli, rows: readonly Row[]): Display {
  const said = new Map<string, string>()
  return {
    show(id, vm, progress) {
      const now = words(vm, progress)
      if (said.get(id) === now) return
      said.set(id, now)
      cli.note(`${rows.find(row => row.id === id)?.title ?? id}: ${now}`)
    },
    end: async () => {},
  }
}

async function live(rows: readonly Row[]): Promise<Display> {
  const { Listr, ListrLogger, ProcessOutput } = await import('listr2')
  const tasks = new Map(
    rows.map(({ id }) => [id, { ...Promise.withResolvers<void>(), last: '', say: (_: string) => {} }]),
  )
  for (const { promise } of tasks.values()) promise.catch(() => undefined)
  const list = new Listr(
    rows.map(({ id, title }) => ({
      title,
      task: async (_: unknown, task: { output: string; title: string }) => {
        const own = tasks.get(id)
        if (!own) return
        own.say = now => {
          task.title = `${title} · ${now}`
        }
        own.say(own.last)
        await own.promise
      },
    })),
    {
      concurrent: true,
      exitOnError: false,
      // Ctrl-C is handled in one place for the whole command.
      registerSignalListeners: false,
      // Answers go to stdout and nothing else does.
      rendererOptions: {
        logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
        showErrorMessage: false,
      },
    },
  )
  const done = list.run().catch(() => undefined)
  return {
    show(id, vm, progress) {
      const task = tasks.get(id)
      if (!task) return
      task.last = words(vm, progress)
      task.say(task.last)
      if (progress.is === 'there') task.resolve()
      if (progress.is === 'failed') task.reject(new Error(progress.why))
    },
    async end() {
      for (const task of tasks.values()) task.reject(new Error('not there'))
      await done
    },
  }
}

function words(vm: Vm | undefined, progress: Progress): string {
  if (progress.is === 'failed') return plainLine(`failed: ${progress.why}`)
  if (vm === undefined) return 'gone'
  return plainLine(vm.step !== '' && progress.is === 'on-the-way' ? `${vm.state}, ${vm.step}` : vm.state)
}
