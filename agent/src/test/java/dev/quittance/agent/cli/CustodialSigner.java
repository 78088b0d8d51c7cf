package dev.quittance.agent.cli;

import com.sun.net.httpserver.HttpExchange;
import dev.quittance.agent.FakeGateway;
import dev.quittance.agent.signing.LocalKey;
import dev.quittance.agent.signing.PaymentSigner.Signing;
import dev.quittance.evm.registry.Registry;
import dev.quittance.evm.secp256k1.PrivateKey;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A signer-service that repeats what it signed for a nonce. */
final class CustodialSigner implements FakeGateway.Answer {
    private final LocalKey key = new LocalKey(
            PrivateKey.generate(new SecureRandom()),
            Secp256k1.create(),
            Registry.builtIn(),
            Duration.ofHours(1),
            InstantSource.system());
    private final Map<Bytes32, String> journal = new HashMap<>();
    private final List<Bytes32> nonces = new ArrayList<>();
    private Runnable whenAsked = () -> {};

    Address account() {
        return key.address();
    }

    /** Runs once, when the next signature was made and before it is handed out. */
    synchronized void whenAsked(Runnable action) {
        whenAsked = action;
    }

    /** One for each request. */
    synchronized List<Bytes32> nonces() {
        return List.copyOf(nonces);
    }

    @Override
    public synchronized void write(HttpExchange exchange) throws IOException {
        var request = JsonObject.parse(exchange.getRequestBody().readAllBytes());
        Bytes32 nonce = Bytes32.parse(request.text("nonce"));
        nonces.add(nonce);
        String signed = journal.computeIfAbsent(nonce, asked -> sign(request, asked));
        Runnable action = whenAsked;
        whenAsked = () -> {};
        action.run();
        FakeGateway.answer(200, signed).write(exchange);
    }

    private String sign(JsonObject request, Bytes32 nonce) {
        var requirements = PaymentRequirements.fromJson(request.object("requirements"));
        var signed = (Signing.Signed) key.sign(requirements, nonce, URI.create(request.text("resource")));
        return JsonObject.builder()
                .put("authorization", signed.authorization().toJson())
                .put("signature", Hex.encode(signed.signature().toBytes()))
                .build()
                .toString();
    }
}
