package dev.quittance.attestation;

import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an AWS Nitro document states, before anybody has judged it (aws-nitro-enclaves-nsm-api, attestation_process.md).
 *
 * @param moduleId name of the module, not empty
 * @param timestamp when it was made, whole milliseconds after 1970
 * @param registers the platform configuration registers by their number, 0 to 31: 32, 48 or 64 bytes each
 * @param certificate the leaf's, DER
 * @param bundle certificates from the root to the leaf's issuer, DER
 */
@SuppressWarnings("ArrayRecordComponent") // bytes as received, which nobody compares as records
public record AttestationDocument(
        String moduleId,
        Instant timestamp,
        SortedMap<Integer, byte[]> registers,
        byte[] certificate,
        List<byte[]> bundle,
        Optional<byte[]> publicKey,
        Optional<byte[]> userData,
        Optional<byte[]> nonce) {
    /** Most bytes of a nonce, and of user data. */
    public static final int NONCE_MAX = 512;

    private static final int KEY_MAX = 1024;
    private static final int CERTIFICATE_MAX = 1024;
    private static final int REGISTERS_MAX = 32;
    private static final int BUNDLE_MAX = 16;
    private static final Set<Integer> REGISTER_LENGTHS = Set.of(32, 48, 64);
    private static final String DIGEST = "SHA384";
    private static final Set<String> REQUIRED =
            Set.of("module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle");
    private static final Set<String> OPTIONAL = Set.of("public_key", "user_data", "nonce");

    /** The document, signed with the leaf certificate's key: CBOR in COSE_Sign1. */
    public byte[] signed(PrivateKey leafKey) {
        return CoseSign1.sign(CborWriter.write(toCbor()), leafKey).toBytes();
    }

    /**
     * Reads the payload of a signed document.
     *
     * @throws RefusedException when a member is missing, unknown, or not within its bounds
     */
    static AttestationDocument read(CborValue payload) throws RefusedException {
        Map<String, CborValue> members = members(payload);
        if (!required(members, "digest").text().equals(DIGEST)) {
            throw new RefusedException(Refusal.ALGORITHM);
        }
        String module = required(members, "module_id").text();
        long timestamp = required(members, "timestamp").whole();
        if (module.isEmpty() || timestamp <= 0) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        return new AttestationDocument(
                module,
                Instant.ofEpochMilli(timestamp),
                registers(required(members, "pcrs")),
                sized(required(members, "certificate"), CERTIFICATE_MAX),
                bundle(required(members, "cabundle")),
                optional(members, "public_key", KEY_MAX),
                optional(members, "user_data", NONCE_MAX),
                optional(members, "nonce", NONCE_MAX));
    }

    private static Map<String, CborValue> members(CborValue payload) throws RefusedException {
        var members = new LinkedHashMap<String, CborValue>();
        for (var field : payload.fields().entrySet()) {
            if (!(field.getKey() instanceof CborValue.Text(var name))
                    || !(REQUIRED.contains(name) || OPTIONAL.contains(name))) {
                throw new RefusedException(Refusal.UNKNOWN_KEY);
            }
            members.put(name, field.getValue());
        }
        return members;
    }

    private static CborValue required(Map<String, CborValue> members, String name) throws RefusedException {
        CborValue value = members.get(name);
        if (value == null) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        return value;
    }

    private static SortedMap<Integer, byte[]> registers(CborValue value) throws RefusedException {
        var registers = new TreeMap<Integer, byte[]>();
        for (var field : value.fields().entrySet()) {
            long number = field.getKey().whole();
            byte[] register = field.getValue().bytes();
            if (number < 0 || number >= REGISTERS_MAX || !REGISTER_LENGTHS.contains(register.length)) {
                throw new RefusedException(Refusal.MALFORMED);
            }
            registers.put((int) number, register);
        }
        return registers;
    }

    private static List<byte[]> bundle(CborValue value) throws RefusedException {
        List<CborValue> items = value.items();
        if (items.isEmpty() || items.size() > BUNDLE_MAX) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        var bundle = new ArrayList<byte[]>();
        for (CborValue item : items) {
            bundle.add(sized(item, CERTIFICATE_MAX));
        }
        return bundle;
    }

    private static byte[] sized(CborValue value, int max) throws RefusedException {
        byte[] bytes = value.bytes();
        if (bytes.length == 0 || bytes.length > max) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        return bytes;
    }

    /** Hardware writes null for what is absent; absent altogether is right as well. */
    private static Optional<byte[]> optional(Map<String, CborValue> members, String name, int max)
            throws RefusedException {
        CborValue value = members.getOrDefault(name, new CborValue.Nothing());
        if (value instanceof CborValue.Nothing) {
            return Optional.empty();
        }
        byte[] bytes = value.bytes();
        if (bytes.length > max) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        return Optional.of(bytes);
    }

    private CborValue toCbor() {
        var fields = new LinkedHashMap<CborValue, CborValue>();
        fields.put(text("module_id"), text(moduleId));
        fields.put(text("digest"), text(DIGEST));
        fields.put(text("timestamp"), new CborValue.Whole(timestamp.toEpochMilli()));
        fields.put(
                text("pcrs"),
                new CborValue.Fields(registers.entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> new CborValue.Whole(entry.getKey()),
                                entry -> new CborValue.Bytes(entry.getValue()),
                                (one, _) -> one,
                                LinkedHashMap::new))));
        fields.put(text("certificate"), new CborValue.Bytes(certificate));
        fields.put(
                text("cabundle"),
                new CborValue.Items(
                        bundle.stream().<CborValue>map(CborValue.Bytes::new).toList()));
        fields.put(text("public_key"), orNothing(publicKey));
        fields.put(text("user_data"), orNothing(userData));
        fields.put(text("nonce"), orNothing(nonce));
        return new CborValue.Fields(fields);
    }

    private static CborValue text(String text) {
        return new CborValue.Text(text);
    }

    private static CborValue orNothing(Optional<byte[]> bytes) {
        return bytes.<CborValue>map(CborValue.Bytes::new).orElse(new CborValue.Nothing());
    }
}
