export { type AgentAddress, AgentError, type ExecResult, GuestAgent } from './agent.ts'
export { type ExecuteOptions, type PassDescriptor, QmpClient, type QmpEvent } from './client.ts'
export type { CommandName, Reply } from './commands.ts'
export { QmpClosed, QmpError, QmpTimeout } from './errors.ts'
