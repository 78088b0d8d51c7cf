package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
@TestProfile(SealingSecrecyTest.OwnEnvironment.class)
class SealingSecrecyTest extends SignerTest {
    /** The root was drawn, sealed, shared out, and used to open and to seal accounts; the dump holds what is garbage, too. */
    @Test
    void leavesNeitherRootNorDeviceSecretOnTheHeap(@TempDir Path folder) throws Exception {
        // Given
        String name = unique("canary");
        agree(client().post(
                        admin(),
                        ACCOUNTS,
                        JsonObject.builder()
                                .put("principal", "erin")
                                .put("name", name)
                                .put("kind", "payer")
                                .build()));
        Address account = account(erin(), name);
        assertThat(client().post(erin(), PAYMENTS, payment(account, requirements()))
                        .status())
                .isEqualTo(200);

        // When
        Path dump = folder.resolve("heap.hprof");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), false);

        // Then; only now may this process know the key in another way
        var unsealing = new Unsealing(config, dataSource);
        byte[] root = unsealing.root();
        String base64 = unsealing.deviceSecret();
        byte[] key = Base64.getDecoder().decode(base64);
        var search = new ByteSearch(dump);
        assertThat(search.finds(name.getBytes(StandardCharsets.UTF_8)))
                .as("the dump is one of this process")
                .isTrue();
        assertThat(unsealing.open(account)).as("it is the key that seals").hasSize(32);
        assertThat(search.finds(root)).as("the root").isFalse();
        assertThat(search.finds(HexFormat.of().formatHex(root).getBytes(StandardCharsets.US_ASCII)))
                .as("the root in hexadecimal")
                .isFalse();
        assertThat(search.finds(key)).as("the device secret").isFalse();
        assertThat(search.finds(base64.substring(0, 40).getBytes(StandardCharsets.US_ASCII)))
                .as("the device secret's text")
                .isFalse();
        assertThat(search.finds(HexFormat.of().formatHex(key).getBytes(StandardCharsets.US_ASCII)))
                .as("the device secret in hexadecimal")
                .isFalse();
    }

    /** A service of its own, whose secrets no other test of this process reads. */
    public static final class OwnEnvironment implements QuarkusTestProfile {}
}
