package dev.quittance.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChainTest {
    private static final Address ACCOUNT = TestKey.of("saved").address();
    private static final int BLOCKS = 100;
    private static final int BLOCK_BYTES_MAX = 4_000;

    @Test
    void loadsAfterKillWhatWasSavedAndKeepsHistory(@TempDir Path folder) throws Exception {
        var options = new ChainOptions(
                0, Optional.of(Duration.ofMillis(200)), 1, Optional.of(folder), Optional.empty(), Duration.ofHours(1));
        String block;
        try (var chain = Chain.start(options)) {
            chain.mint(ACCOUNT, BigInteger.TEN);
            block = chain.rpc("eth_blockNumber").asText();
            chain.save();
            chain.mint(ACCOUNT, BigInteger.ONE);
            chain.child().process().destroyForcibly();
            chain.child().process().onExit().get(10, TimeUnit.SECONDS);
        }

        try (var chain = Chain.start(options)) {
            assertThat(chain.balanceOf(ACCOUNT)).isEqualTo(10);
            assertThat(chain.rpc("eth_getBlockByNumber", block, false).path("transactions"))
                    .isNotEmpty();
            var finalized = ChainContracts.call(chain.token(), "balanceOf(address)", ACCOUNT.toWord());
            assertThat(chain.rpc("eth_call", finalized, "finalized").asText()).startsWith("0x");
        }
    }

    @Test
    void keepsNoMoreOfBlocksThanWhatHappenedInThem(@TempDir Path folder) throws Exception {
        // Given
        var options = new ChainOptions(
                0, Optional.of(Duration.ofSeconds(1)), 1, Optional.of(folder), Optional.empty(), Duration.ofHours(1));
        try (var chain = Chain.start(options)) {
            chain.save();
            long before = Files.size(folder.resolve("chain.json"));

            // When
            chain.rpc("anvil_mine", "0x" + Integer.toHexString(BLOCKS));
            chain.save();

            // Then the state, a hundred times what a block without transactions takes, is there once
            assertThat(Files.size(folder.resolve("chain.json"))).isLessThan(before + BLOCKS * BLOCK_BYTES_MAX);
        }
    }
}
