import { systemClock } from '@paddock/host'
import type { PortWanted } from '@paddock/host-api'
import { testMachineMemory } from '../../contract/machine-memory.ts'
import { type MachinesUnderTest, testMachines } from '../../contract/machines.ts'
import { testNetworks } from '../../contract/networks.ts'
import { testVolumes } from '../../contract/volumes.ts'
import { simMachines } from './machines.ts'
import { simNetworks } from './networks.ts'
import type { SimLatencies } from './options.ts'
import { simState } from './state.ts'
import { simVolumes } from './volumes.ts'

const latencies: SimLatencies = {
  startMs: 5,
  bootMs: 5,
  shutdownMs: 3_000,
  fenceMs: 2,
  volumeMs: 1,
  layerMs: 20,
  strokeMs: 0,
}

testVolumes('sim', async () => {
  const state = simState()
  const make = () =>
    simVolumes({ state, clock: systemClock, latencies, knowsRecipe: recipe => recipe !== 'no-such-recipe' })
  return { volumes: make(), reborn: async () => make(), recipe: 'empty-disk' }
})

testNetworks('sim', async () => {
  const state = simState()
  const make = () => simNetworks({ state, clock: systemClock, latencies })
  const tap = async (port: PortWanted) => ({ interface: port.interface, name: 'tap0' })
  return { networks: make(), reborn: async () => make(), tap }
})

async function machinesUnderTest(): Promise<MachinesUnderTest> {
  const state = simState()
  const options = { state, clock: systemClock, latencies }
  return {
    machines: simMachines(options),
    volumes: simVolumes(options),
    reborn: async () => simMachines(options),
  }
}

testMachines('sim', machinesUnderTest)
testMachineMemory('sim', machinesUnderTest)
