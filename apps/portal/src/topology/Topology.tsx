import { useElementSize } from '@mantine/hooks'
import type { VmId } from '@paddock/model'
import { IconWorld } from '@tabler/icons-react'
import { type CSSProperties, useMemo } from 'react'
import { machinesOn } from '../lab/machinesOn.ts'
import { useLab } from '../lab/useLab.ts'
import { useMayLab } from '../lab/useMayLab.ts'
import { usePanel } from '../lab/usePanel.ts'
import { rate as rateWords } from '../text/rate.ts'
import { moveBetweenCards } from '../vm/moveBetweenCards.ts'
import { dropMachine, stepMachine } from './arrange.ts'
import { fitTopology } from './fit.ts'
import { MachineNode } from './MachineNode.tsx'
import { NetworkLabel } from './NetworkLabel.tsx'
import type { Arrangement, Box, Point } from './plan.ts'
import { planOf } from './planOf.ts'
import { type Rates, sumOf } from './rates.ts'
import classes from './Topology.module.css'
import { useDrag } from './useDrag.ts'
import { Wires } from './Wires.tsx'

type TopologyProps = {
  arrangement: Arrangement
  arrange: (next: Arrangement) => void
  rates: Rates
}

const placed = ({ x, y, width, height }: Box): CSSProperties => ({ left: x, top: y, width, height })

/** The lab as a picture that is a list too: each network, and in it the machines that hang on it. */
export function Topology({ arrangement, arrange, rates }: TopologyProps) {
  const lab = useLab()
  const may = useMayLab()
  const { open } = usePanel()
  const { ref, width } = useElementSize()
  const plan = useMemo(() => planOf(lab), [lab])
  const { layout, scale, kind } = useMemo(() => fitTopology(plan, arrangement, width), [plan, arrangement, width])
  const boxes = new Map(layout.places.map(place => [place.vm, place.box]))
  const drop = (vm: VmId, by: Point) => {
    const box = boxes.get(vm)
    if (!box) return
    const at = { x: box.x + box.width / 2 + by.x, y: box.y + box.height / 2 + by.y }
    arrange(dropMachine({ plan, layout, arrangement }, { vm, at }))
  }
  const { drag, handlers, takeClick } = useDrag(scale, drop)

  return (
    <div ref={ref} className={classes.frame} data-narrow={width < 600} data-kind={kind}>
      {width > 0 && (
        <div
          className={classes.sized}
          style={{ width: layout.width * scale, height: layout.height * scale }}
          data-cards
        >
          <div
            className={classes.picture}
            style={{ width: layout.width, height: layout.height, transform: `scale(${scale})` }}
          >
            {layout.areas.map(area => (
              <div key={area.home} className={classes.area} data-none={area.home === null} style={placed(area.box)} />
            ))}
            <Wires lab={lab} layout={layout} rates={rates} />
            {layout.wayOut && (
              <div className={classes.wayOut} style={{ ...placed(layout.wayOut), width: 'max-content' }}>
                <IconWorld size={17} aria-hidden="true" />
                <span>Way out</span>
                {rates.wayOut.received + rates.wayOut.sent >= 1 && (
                  <span className={classes.rate}>{rateWords(rates.wayOut.received + rates.wayOut.sent)}</span>
                )}
              </div>
            )}
            {layout.areas.map(({ home, label }) => {
              const at = lab.networks.findIndex(network => network.id === home)
              const network = lab.networks[at]
              return (
                <section key={home} aria-label={network ? `Network ${network.name}` : 'On no network'}>
                  {network ? (
                    <NetworkLabel
                      network={network}
                      hue={at % 6}
                      machines={machinesOn(lab, network.id).length}
                      style={{ ...placed(label), width: 'fit-content', maxWidth: label.width }}
                      open={() => open({ network: network.id })}
                    />
                  ) : (
                    <div className={classes.label} style={{ ...placed(label), width: 'fit-content' }}>
                      On no network
                    </div>
                  )}
                  <ul className={classes.nodes}>
                    {layout.places
                      .filter(place => place.home === home)
                      .map(({ vm: id, box }) => {
                        const vm = lab.vms.find(each => each.id === id)
                        if (!vm) return null
                        const isDragged = drag?.vm === id
                        return (
                          <MachineNode
                            key={id}
                            lab={lab}
                            vm={vm}
                            kind={kind}
                            rate={sumOf(vm.interfaces.flatMap(port => rates.interfaces.get(port.id) ?? []))}
                            isDragged={isDragged}
                            mayWatch={may.console}
                            style={
                              isDragged ? placed({ ...box, x: box.x + drag.by.x, y: box.y + drag.by.y }) : placed(box)
                            }
                            open={() => {
                              if (takeClick()) open({ machine: id })
                            }}
                            handlers={{
                              ...handlers(id),
                              onKeyDown: event => {
                                if (!event.altKey) return moveBetweenCards(event)
                                if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
                                event.preventDefault()
                                arrange(
                                  stepMachine(plan, arrangement, { vm: id, by: event.key === 'ArrowLeft' ? -1 : 1 }),
                                )
                              },
                            }}
                          />
                        )
                      })}
                  </ul>
                </section>
              )
            })}
          </div>
        </div>
      )}
    </div>
  )
}
