package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.signer.custody.CustodyChanged;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(SignerEnvironment.class)
class SecrecyTest extends SignerTest {
    @Inject
    Event<CustodyChanged> changed;

    @Test
    void logsNeitherKeysNorSignaturesNorTokens() throws Exception {
        Address account = account(bob(), "bob-main");
        byte[] secret = unsealing().open(account);
        JsonObject request = payment(account, requirements());
        byte[] body = request.toString().getBytes(StandardCharsets.UTF_8);
        String token = client().token(bob(), "POST", PAYMENTS, body);
        var spare = new Actor("bob", "agent", Actor.newEd25519Key(unique("canary")), List.of());
        var log = new Log();
        Logger.getLogger("").addHandler(log);
        String signature;
        try {
            // A success, a replay, a refusal, and a failure deep inside: the seal of the account is broken.
            signature = client().send("POST", PAYMENTS, body, "Bearer " + token)
                    .json()
                    .text("signature");
            client().send("POST", PAYMENTS, body, "Bearer " + token);
            client().post(bob(), PAYMENTS, "{\"nonce\":\"0x" + "ee".repeat(32) + "\"}");
            // An admin's slip: the private half of a key is offered, and refused; the public half is taken.
            client().post(admin(), CHANGES, addKey(JsonObject.parse(spare.privateJwk())));
            change(addKey(spare.publicJwk()));
            breakSeal(account, true);
            assertProblem(client().post(bob(), PAYMENTS, request), 500, "internal_error");
        } finally {
            breakSeal(account, false);
            Logger.getLogger("").removeHandler(log);
        }

        // The failure was logged, and with the trace that it belongs to.
        assertThat(log.text()).contains("unexpected failure").containsPattern("traceId=[0-9a-f]{32}");
        assertThat(log.text())
                .doesNotContainIgnoringCase(HexFormat.of().formatHex(secret))
                .doesNotContain(Base64.getEncoder().encodeToString(secret))
                .doesNotContain(unsealing().deviceSecret())
                .doesNotContain(privateHalf(spare), privateHalf(bob()), privateHalf(admin()))
                .doesNotContainIgnoringCase(signature.substring(2))
                .doesNotContainIgnoringCase(signature.substring(2, 66))
                .doesNotContain(token)
                .doesNotContain(token.substring(token.lastIndexOf('.') + 1))
                .doesNotContain("ee".repeat(32));
    }

    @Test
    void pathsWriteNoLinesOfTheLog() throws Exception {
        var log = new Log();
        Logger.getLogger("").addHandler(log);
        try {
            client().get(admin(), ACCOUNTS + "/by-name/x%0Aforged%0D%00%E2%80%A8");
        } finally {
            Logger.getLogger("").removeHandler(log);
        }

        assertThat(log.text()).contains("/by-name/x?forged???: ");
    }

    @Test
    void keepsKeysSealedInTheDatabase() throws Exception {
        Address account = account(bob(), "bob-main");
        String secret = HexFormat.of().formatHex(unsealing().open(account));

        long rows =
                count("select count(*) from signer.account where encode(sealed_key, 'hex') like '%" + secret + "%'");

        assertThat(rows).isZero();
    }

    private static JsonObject addKey(JsonObject jwk) {
        return changeOf("add_key").put("principal", "bob").put("key", jwk).build();
    }

    private static String privateHalf(Actor actor) {
        return JsonObject.parse(actor.privateJwk()).text("d");
    }

    private Unsealing unsealing() {
        return new Unsealing(config, dataSource);
    }

    /** Flips the key version, which the seal binds, or flips it back. */
    private void breakSeal(Address account, boolean broken) throws Exception {
        try (var connection = dataSource.getConnection();
                var statement =
                        connection.prepareStatement("update signer.account set key_version = ? where address = ?")) {
            statement.setInt(1, broken ? 2 : 1);
            statement.setBytes(2, account.toByteArray());
            statement.executeUpdate();
        }
        changed.fire(new CustodyChanged());
    }

    /** Everything that is logged, with the stack traces. */
    private static final class Log extends Handler {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord record) {
            var line = new StringWriter();
            line.append(record.getLoggerName()).append(' ').append(record.getMessage());
            if (record.getParameters() != null) {
                for (Object parameter : record.getParameters()) {
                    line.append(' ').append(String.valueOf(parameter));
                }
            }
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(new PrintWriter(line, true));
            }
            if (record instanceof ExtLogRecord extended) {
                line.append(" traceId=").append(extended.getMdc("traceId"));
            }
            lines.add(line.toString());
        }

        String text() {
            return String.join("\n", lines);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
