package dev.quittance.signer.seal;

import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.box.BoxKey;
import dev.quittance.attestation.manifest.AdminKey;
import dev.quittance.attestation.manifest.AdminSet;
import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.HolderSet;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.protocol.Bytes32;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;

/** Two admins, three holders, and manifests that they make. */
final class World {
    static final SecureRandom RANDOM = new SecureRandom();
    static final Measurement HERE = measurement("5a");
    static final Measurement ELSEWHERE = measurement("6b");
    static final Bytes32 POLICY = Bytes32.parse("0x" + "aa".repeat(32));
    static final Bytes32 OTHER_POLICY = Bytes32.parse("0x" + "bb".repeat(32));

    final String ada = adminKey();
    final String ben = adminKey();
    final AdminSet admins = new AdminSet(2, List.of(AdminKey.ofPrivateJwk(ada), AdminKey.ofPrivateJwk(ben)));
    final List<BoxKey> holders =
            Stream.generate(() -> BoxKey.draw(RANDOM)).limit(3).toList();
    final Place place = new Place(HERE, POLICY, Set.copyOf(admins.keys()));

    Manifest manifest(long number, Measurement measurement) {
        return new Manifest(
                "signer",
                "0.1.0",
                number,
                measurement,
                admins,
                new HolderSet(2, holders.stream().map(BoxKey::recipient).toList()),
                POLICY);
    }

    Envelope approved(Manifest manifest) {
        return new Envelope(manifest, List.of()).approved(ada).approved(ben);
    }

    static Measurement measurement(String octet) {
        String register = "0x" + octet.repeat(Measurement.REGISTER_LENGTH);
        return new Measurement(register, register, register);
    }

    static byte[] drawn() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String adminKey() {
        try {
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            var jwk = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
            jwk.setPrivateKey(pair.getPrivate());
            return jwk.toJson(OutputControlLevel.INCLUDE_PRIVATE);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
