import { join } from 'node:path'

/** Where named namespaces are kept. Source: ip-netns(8). */
export const netnsFolder = '/run/netns'

export const netnsPath = (name: string): string => join(netnsFolder, name)
