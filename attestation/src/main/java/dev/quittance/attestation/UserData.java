package dev.quittance.attestation;

import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a document says beside the measurement: a CBOR map with the texts {@code manifest} and {@code tls_key} as keys, each
 * there or not, and 32 bytes as values.
 *
 * @param manifest SHA-256 of the manifest by which the signer started
 * @param tlsKey {@link #tlsKeyHash} of the key that the signer's TLS connections show
 */
public record UserData(Optional<Bytes32> manifest, Optional<Bytes32> tlsKey) {
    private static final String MANIFEST = "manifest";
    private static final String TLS_KEY = "tls_key";
    private static final Set<String> KEYS = Set.of(MANIFEST, TLS_KEY);
    private static final byte[] TLS_TAG = "quittance-tls-key:".getBytes(StandardCharsets.US_ASCII);

    /** SHA-256 over a tag of its own and a public key: such a hash can be mistaken for no other. */
    public static Bytes32 tlsKeyHash(byte[] subjectPublicKeyInfo) {
        var tagged = new ByteArrayOutputStream();
        tagged.writeBytes(TLS_TAG);
        tagged.writeBytes(subjectPublicKeyInfo);
        return Sha256.hash(tagged.toByteArray());
    }

    /** The bytes for a document; nothing when nothing is said. */
    public Optional<byte[]> encode() {
        var fields = new LinkedHashMap<CborValue, CborValue>();
        manifest.ifPresent(hash -> fields.put(new CborValue.Text(MANIFEST), new CborValue.Bytes(hash.toByteArray())));
        tlsKey.ifPresent(hash -> fields.put(new CborValue.Text(TLS_KEY), new CborValue.Bytes(hash.toByteArray())));
        return fields.isEmpty() ? Optional.empty() : Optional.of(CborWriter.write(new CborValue.Fields(fields)));
    }

    /** @throws RefusedException when the bytes are of another form */
    static UserData read(Optional<byte[]> bytes) throws RefusedException {
        if (bytes.isEmpty()) {
            return new UserData(Optional.empty(), Optional.empty());
        }
        try {
            Map<CborValue, CborValue> fields = CborReader.read(bytes.get()).fields();
            for (CborValue key : fields.keySet()) {
                if (!KEYS.contains(key.text())) {
                    throw new RefusedException(Refusal.USER_DATA);
                }
            }
            return new UserData(hash(fields, MANIFEST), hash(fields, TLS_KEY));
        } catch (RefusedException e) {
            throw new RefusedException(Refusal.USER_DATA);
        }
    }

    private static Optional<Bytes32> hash(Map<CborValue, CborValue> fields, String name) throws RefusedException {
        CborValue value = fields.get(new CborValue.Text(name));
        if (value == null) {
            return Optional.empty();
        }
        byte[] hash = value.bytes();
        if (hash.length != Bytes32.LENGTH) {
            throw new RefusedException(Refusal.USER_DATA);
        }
        return Optional.of(new Bytes32(hash));
    }
}
