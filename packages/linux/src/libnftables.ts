import koffi from 'koffi'
import { withoutSignals } from './libc.ts'
import { inThreadNetns } from './thread-netns.ts'

/** Source: nftables/libnftables.h, NFT_CTX_OUTPUT_JSON. */
const asJson = 1 << 4

type Library = ReturnType<typeof load>
let loaded: Library | null = null

/** The library of `nft` itself; Debian's nftables depends on it. */
function load() {
  const library = koffi.load('libnftables.so.1')
  return {
    create: library.func('void *nft_ctx_new(uint32_t flags)'),
    free: library.func('void nft_ctx_free(void *context)'),
    setOutput: library.func('void nft_ctx_output_set_flags(void *context, unsigned int flags)'),
    keepOutput: library.func('int nft_ctx_buffer_output(void *context)'),
    keepErrors: library.func('int nft_ctx_buffer_error(void *context)'),
    output: library.func('const char *nft_ctx_get_output_buffer(void *context)'),
    errors: library.func('const char *nft_ctx_get_error_buffer(void *context)'),
    run: library.func('int nft_run_cmd_from_buffer(void *context, const char *commands)'),
  }
}

/** nftables refused. */
export class NftRefused extends Error {
  override readonly name = 'NftRefused'
}

/**
 * Runs commands of nft(8) in a namespace (null: the host's own) without starting a process, as one transaction, and returns what they print.
 *
 * @throws NftRefused with its words.
 */
export function runNft(netns: string | null, commands: string, { json = false } = {}): string {
  loaded ??= load()
  const nft = loaded
  // A context keeps its connection to the kernel, which is the one of the namespace that it was made in.
  return inThreadNetns(netns, () => {
    const context = nft.create(0)
    try {
      nft.keepOutput(context)
      nft.keepErrors(context)
      if (json) nft.setOutput(context, asJson)
      if (withoutSignals(() => nft.run(context, commands)) !== 0)
        throw new NftRefused(
          String(nft.errors(context) ?? '')
            .trim()
            .slice(-4096),
        )
      return String(nft.output(context) ?? '')
    } finally {
      nft.free(context)
    }
  })
}
