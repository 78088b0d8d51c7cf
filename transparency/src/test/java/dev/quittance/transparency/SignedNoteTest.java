package dev.quittance.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SignedNoteTest {
    private static final Bytes32 ROOT = Sha256.hash(new byte[] {1});

    /** The example of C2SP's signed-note. */
    @Test
    void verifiesTheSpecificationsExample() {
        byte[] raw = Base64.getDecoder()
                .decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
                .clone();
        byte[] key = new byte[32];
        System.arraycopy(raw, 1, key, 0, 32);
        LogKey known = LogKey.of("PeterNeumann", spki(key));

        assertThat(HexFormat.of().formatHex(known.id())).isEqualTo("c74f20a3");
        String text = """
                If you think cryptography is the answer to your problem,
                then you don't know what your problem is.
                """;
        byte[] line = Base64.getDecoder()
                .decode("x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=");
        byte[] signature = new byte[line.length - 4];
        System.arraycopy(line, 4, signature, 0, signature.length);
        assertThat(known.hasSigned(text, signature)).isTrue();
        assertThat(known.hasSigned(text + "\n", signature)).isFalse();
    }

    @Test
    void readsWhatItWrote() throws Exception {
        KeyPair pair = pair();
        LogKey key = LogKey.of("log.test", pair.getPublic().getEncoded());
        var checkpoint = new Checkpoint("log.test", 17, ROOT);

        String note = SignedNote.of(checkpoint, key, bytes -> sign(pair, bytes));

        assertThat(note)
                .startsWith("log.test\n17\n" + Base64.getEncoder().encodeToString(ROOT.toByteArray())
                        + "\n\n\u2014 log.test ");
        assertThat(SignedNote.verified(note, key)).isEqualTo(checkpoint);
        // Then a witness may sign it too
        LogKey witness = LogKey.of("witness", pair().getPublic().getEncoded());
        String cosigned = note + "\u2014 witness "
                + Base64.getEncoder()
                        .encodeToString((new String(witness.id(), StandardCharsets.ISO_8859_1) + "x".repeat(64))
                                .getBytes(StandardCharsets.ISO_8859_1))
                + "\n";
        assertThat(SignedNote.verified(cosigned, key)).isEqualTo(checkpoint);
    }

    @Test
    void refusesEveryFlippedBit() throws Exception {
        KeyPair pair = pair();
        LogKey key = LogKey.of("log.test", pair.getPublic().getEncoded());
        byte[] note = SignedNote.of(new Checkpoint("log.test", 17, ROOT), key, bytes -> sign(pair, bytes))
                .getBytes(StandardCharsets.UTF_8);
        for (int bit = 0; bit < note.length * 8; bit++) {
            byte[] flipped = note.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> SignedNote.verified(new String(flipped, StandardCharsets.UTF_8), key))
                    .as("bit %d", bit)
                    .isInstanceOf(LogFaultException.class);
        }
    }

    @Test
    void namesWhyItRefuses() throws Exception {
        KeyPair pair = pair();
        LogKey key = LogKey.of("log.test", pair.getPublic().getEncoded());
        String note = SignedNote.of(new Checkpoint("log.test", 17, ROOT), key, bytes -> sign(pair, bytes));

        refuses(note, LogKey.of("log.test", pair().getPublic().getEncoded()), LogFault.SIGNATURE_MISSING);
        refuses(note, LogKey.of("other.test", pair.getPublic().getEncoded()), LogFault.ORIGIN_OTHER);
        refuses(note.replace("\n17\n", "\n18\n"), key, LogFault.SIGNATURE_WRONG);
        refuses(note.replace("\n17\n", "\n017\n"), key, LogFault.CHECKPOINT_MALFORMED);
        refuses(note.replace("\n17\n", "\n-1\n"), key, LogFault.CHECKPOINT_MALFORMED);
        refuses(note.replace("\n\n", "\nextension\n\n"), key, LogFault.CHECKPOINT_MALFORMED);
        refuses("", key, LogFault.CHECKPOINT_MALFORMED);
        refuses(note.substring(0, note.length() - 1), key, LogFault.CHECKPOINT_MALFORMED);
        assertThatThrownBy(() -> LogKey.of("log.test", new byte[44])).isInstanceOf(MalformedException.class);
    }

    private static void refuses(String note, LogKey key, LogFault expected) {
        assertThatThrownBy(() -> SignedNote.verified(note, key))
                .isInstanceOfSatisfying(
                        LogFaultException.class, e -> assertThat(e.fault()).isEqualTo(expected));
    }

    private static byte[] spki(byte[] raw) {
        return HexFormat.of()
                .parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(raw));
    }

    private static KeyPair pair() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private static byte[] sign(KeyPair pair, byte[] bytes) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
