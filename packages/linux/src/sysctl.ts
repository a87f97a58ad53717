import { writeFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { inThreadNetns } from './thread-netns.ts'

const path = (name: readonly string[]): string => `/proc/sys/${name.join('/')}`

/** A setting of the kernel, in the host's own namespace. Named by words, because an interface's name may hold dots. */
export async function readSysctl(name: readonly string[]): Promise<string> {
  return (await readFile(path(name), 'utf8')).trim()
}

/** Sets a setting of the kernel in the host's own namespace unless it has the value already. */
export async function setSysctl(name: readonly string[], value: string): Promise<void> {
  if ((await readSysctl(name)) !== value) await writeFile(path(name), value)
}

/** Sets settings in a network namespace: /proc/sys/net shows whoever opens it their own. */
export function setNetnsSysctls(netns: string, values: Readonly<Record<string, string>>): void {
  inThreadNetns(netns, () => {
    for (const [name, value] of Object.entries(values)) writeFileSync(path(name.split('.')), value)
  })
}
