import { useMantineColorScheme } from '@mantine/core'
import { IconBooks, IconDisc, IconKeyboard, IconLogout, IconPlus, IconServer2, IconSun } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { assetsQuery } from '../asset/assetsQuery.ts'
import { hostsQuery } from '../host/hostsQuery.ts'
import { labsQuery } from '../lab/labsQuery.ts'
import { recentLabs } from '../recent/recentLabs.ts'
import { mayAnywhere } from '../session/may.ts'
import { useMe } from '../session/useMe.ts'
import { useSignOut } from '../session/useSignOut.ts'
import { placesOf } from '../shell/places.ts'
import { templatesQuery } from '../template/templatesQuery.ts'
import { useDensity } from '../theme/useDensity.ts'
import type { PaletteItem } from './item.ts'
import { labItem, labVerbItems, vmItems } from './labItems.tsx'

type Given = { readonly showKeys: () => void; readonly createLab: () => void }

const icon = { size: 17, stroke: 1.7 }

/** Every lab, machine, template, file, page and verb that the person may see or do. */
export function usePaletteItems({ showKeys, createLab }: Given): { all: PaletteItem[]; first: PaletteItem[] } {
  const me = useMe()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const { setColorScheme } = useMantineColorScheme()
  const [density, setDensity] = useDensity()
  const labs = useQuery({ ...labsQuery, enabled: mayAnywhere(me, 'lab.view') }).data
  const templates = useQuery(templatesQuery).data
  const assets = useQuery(assetsQuery).data
  const hosts = useQuery({ ...hostsQuery, enabled: mayAnywhere(me, 'host.view') }).data

  // biome-ignore lint/correctness/useExhaustiveDependencies: what only acts when chosen may be as old as the lists
  return useMemo(() => {
    const needs = { me, navigate }
    const pages = placesOf(me).map(
      ({ to, words, Icon }): PaletteItem => ({
        id: to,
        group: 'Pages',
        name: words,
        icon: <Icon {...icon} />,
        choose: () => navigate({ to }),
      }),
    )
    const command = (name: string, icon: PaletteItem['icon'], choose: () => unknown): PaletteItem => ({
      id: name,
      group: 'Commands',
      name,
      icon,
      choose,
    })
    const closer = density === 'compact' ? 'comfortable' : 'compact'
    const commands = [
      ...(mayAnywhere(me, 'lab.create') ? [command('Create a lab', <IconPlus {...icon} />, createLab)] : []),
      command('Light colours', <IconSun {...icon} />, () => setColorScheme('light')),
      command('Dark colours', <IconSun {...icon} />, () => setColorScheme('dark')),
      command('Colours as the system', <IconSun {...icon} />, () => setColorScheme('auto')),
      command(`Density: ${closer}`, <IconSun {...icon} />, () => setDensity(closer)),
      command('Show the keys', <IconKeyboard {...icon} />, showKeys),
      command('Sign out', <IconLogout {...icon} />, () => signOut.mutate()),
    ]
    const library = [
      ...(templates ?? []).map(each => ({ each, what: 'Template', Icon: IconBooks })),
      ...(assets ?? []).map(each => ({ each, what: 'File', Icon: IconDisc })),
    ].map(
      ({ each, what, Icon }): PaletteItem => ({
        id: each.id,
        group: 'Library',
        name: each.name,
        beside: what,
        icon: <Icon {...icon} />,
        choose: () => navigate({ to: '/library', search: { search: each.name } }),
      }),
    )
    const machines = (hosts ?? []).map(
      (host): PaletteItem => ({
        id: host.id,
        group: 'Hosts',
        name: host.name,
        icon: <IconServer2 {...icon} />,
        choose: () => navigate({ to: '/hosts', search: { search: host.name } }),
      }),
    )
    const byId = new Map((labs ?? []).map(lab => [lab.id as string, lab]))
    const recent = recentLabs(me.user.id)
      .flatMap(id => byId.get(id) ?? [])
      .slice(0, 5)
    const all = [
      ...(labs ?? []).map(lab => labItem(needs, lab, 'Labs')),
      ...pages,
      ...commands,
      ...library,
      ...machines,
      ...(labs ?? []).flatMap(lab => labVerbItems(needs, lab)),
      ...(labs ?? []).flatMap(lab => vmItems(needs, lab)),
    ]
    return { all, first: [...recent.map(lab => labItem(needs, lab, 'Recently used')), ...pages, ...commands] }
  }, [me, labs, templates, assets, hosts, density])
}
