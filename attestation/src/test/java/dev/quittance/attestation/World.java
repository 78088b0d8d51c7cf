package dev.quittance.attestation;

import dev.quittance.attestation.TestAuthority.Terms;
import dev.quittance.protocol.Hex;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A root, an intermediate and a leaf; a document by them in whose parts tests meddle; and one who verifies. */
final class World {
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    static final Measurement MEASURED = new Measurement(register(1), register(2), register(3));

    final TestAuthority root = TestAuthority.root("SIMULATED root", NOW);
    final TestAuthority intermediate =
            root.issue("intermediate", TestAuthority.keys("secp384r1"), Terms.authority(NOW));
    final Challenge challenge = Challenge.draw(new Random(7));

    String module = "sim-test";
    Instant timestamp = NOW;
    TestAuthority leaf = intermediate.issue("leaf", TestAuthority.keys("secp384r1"), Terms.leaf(NOW));
    List<byte[]> bundle = new ArrayList<>(List.of(root.certificate, intermediate.certificate));
    final TreeMap<Integer, byte[]> registers = new TreeMap<>();
    Optional<byte[]> publicKey = Optional.of(liveKey());
    Optional<byte[]> userData = Optional.empty();
    Optional<byte[]> nonce = Optional.of(challenge.nonce());

    World() {
        registers.put(0, Hex.decode(MEASURED.pcr0()));
        registers.put(1, Hex.decode(MEASURED.pcr1()));
        registers.put(2, Hex.decode(MEASURED.pcr2()));
        registers.put(3, new byte[48]);
    }

    static String register(int fill) {
        return "0x" + "%02x".formatted(fill).repeat(48);
    }

    static byte[] liveKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPublic()
                    .getEncoded();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    AttestationDocument stated() {
        return new AttestationDocument(
                module, timestamp, registers, leaf.certificate, bundle, publicKey, userData, nonce);
    }

    byte[] document() {
        return stated().signed(leaf.keys.getPrivate());
    }

    /** A document whose payload is exactly this, rightly signed. */
    byte[] signed(byte[] payload) {
        return CoseSign1.sign(payload, leaf.keys.getPrivate()).toBytes();
    }

    byte[] payload() {
        try {
            return CoseSign1.read(document()).payload();
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
    }

    TrustRoot trust() {
        return new TrustRoot.Simulated(root.fingerprint());
    }

    DocumentVerifier verifier() {
        return verifier(trust());
    }

    DocumentVerifier verifier(TrustRoot trusted) {
        var freshness = new Freshness(Duration.ofMinutes(1), Duration.ofSeconds(5));
        return new DocumentVerifier(trusted, Set.of(MEASURED), freshness, InstantSource.fixed(NOW));
    }

    /** The challenge anew, as many times as a test asks. */
    Challenge again() {
        return Challenge.draw(new Random(7));
    }

    Verification judge(byte[] document) {
        return verifier().verify(document, again(), Optional.empty());
    }

    Verification judge() {
        return judge(document());
    }
}
