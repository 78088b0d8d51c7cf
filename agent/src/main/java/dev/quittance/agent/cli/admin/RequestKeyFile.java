package dev.quittance.agent.cli.admin;

import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.lang.JoseException;

/** A principal's request key in a file that only its owner can read. */
final class RequestKeyFile {
    private RequestKeyFile() {}

    /**
     * The public half of the key in a file, which is drawn when there is none.
     *
     * @param keyId of a new key
     * @throws MalformedException when the file holds no key; the message never quotes it
     */
    static JsonObject publicHalf(Path file, String keyId) throws IOException {
        try {
            if (!Files.exists(file)) {
                OctetKeyPairJsonWebKey drawn = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
                drawn.setKeyId(keyId);
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, drawn.toJson(OutputControlLevel.INCLUDE_PRIVATE));
            }
            JsonWebKey key = JsonWebKey.Factory.newJwk(Files.readString(file));
            return JsonObject.parse(key.toJson(OutputControlLevel.PUBLIC_ONLY));
        } catch (JoseException e) {
            throw new MalformedException("the key file holds no JSON Web Key");
        }
    }
}
