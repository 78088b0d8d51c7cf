package dev.quittance.demo;

import dev.quittance.attestation.box.BoxKey;
import dev.quittance.attestation.simulation.SimulatedRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** A suite's own secrets: drawn once, kept in files that only their owner can read (mode 0600 in a folder of 0700). */
final class Secrets {
    private static final int KEY_BYTES = 32;

    private final Path folder;
    private final SecureRandom random;
    private final InstantSource clock;

    Secrets(Path folder, SecureRandom random, InstantSource clock) throws IOException {
        this.folder = Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        this.random = random;
        this.clock = clock;
    }

    /** A file with 32 random bytes in base64. */
    Path key(String name) throws IOException {
        return file(name, () -> Base64.getEncoder().encodeToString(bytes()));
    }

    /** A file with one line {@code kid:base64}. */
    Path namedKey(String name, String keyId) throws IOException {
        return file(name, () -> keyId + ":" + Base64.getEncoder().encodeToString(bytes()) + "\n");
    }

    /** A file with a bearer token or password: letters, digits, - and _ only. */
    Path token(String name) throws IOException {
        return file(name, () -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes()));
    }

    /** A file with a private secp256k1 key as 0x and 64 digits. */
    Path chainKey(String name) throws IOException {
        return file(name, () -> "0x" + HexFormat.of().formatHex(bytes()));
    }

    /** A file with a private P-256 JSON Web Key whose kid is the name. */
    Path requestKey(String name) throws IOException {
        return file(name + ".jwk", () -> newRequestKey(name));
    }

    /** A file with a private X25519 JSON Web Key. */
    Path holderKey(String name) throws IOException {
        return file(name + ".jwk", () -> BoxKey.draw(random).toPrivateJwk());
    }

    /** A file that an earlier version of the suite drew, if it did. */
    Optional<Path> existing(String name) {
        return Optional.of(folder.resolve(name)).filter(Files::exists);
    }

    /** A file with key and certificate of a simulated attestation root, in PEM. */
    Path attestationRoot(String name) throws IOException {
        return file(name, () -> SimulatedRoot.draw(random, clock.instant()).toPem());
    }

    /** The certificate of an {@link #attestationRoot}, in PEM. */
    String certificate(Path attestationRoot) throws IOException {
        return SimulatedRoot.parse(read(attestationRoot), random).certificatePem();
    }

    /** The public half of a {@link #requestKey}, as JSON. */
    static String publicHalf(Path requestKey) throws IOException {
        try {
            var key = (EllipticCurveJsonWebKey) JsonWebKey.Factory.newJwk(read(requestKey));
            return key.toJson(OutputControlLevel.PUBLIC_ONLY);
        } catch (JoseException e) {
            throw new IOException("not a JSON Web Key: " + requestKey);
        }
    }

    /** A secret as text, without the line end. */
    static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    /** Writes what is derived from secrets; replaces what was there. */
    Path derived(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.deleteIfExists(file);
        write(file, content);
        return file;
    }

    private Path file(String name, Supplier<String> content) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            try {
                write(file, content.get());
            } catch (FileAlreadyExistsException e) {
                return file;
            }
        }
        return file;
    }

    private static void write(Path file, String content) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content, StandardCharsets.UTF_8, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private byte[] bytes() {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String newRequestKey(String keyId) {
        try {
            var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(keyId);
            return key.toJson(OutputControlLevel.INCLUDE_PRIVATE);
        } catch (JoseException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }
}
