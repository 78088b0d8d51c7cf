package dev.quittance.signer.seal;

import dev.quittance.evm.secp256k1.RootKey;
import dev.quittance.protocol.MalformedException;
import dev.quittance.vitals.SecretFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/** A file with a secret of 32 bytes in base64, read through arrays that are wiped, never through a text, which cannot be. */
final class KeyFile {
    private KeyFile() {}

    /**
     * Reads the secret into locked memory.
     *
     * @param setting the property that names the file
     * @param name what it is called in a complaint
     */
    static RootKey read(Path file, String setting, String name) {
        byte[] base64 = SecretFile.bytes(file, setting);
        byte[] key = {};
        try {
            key = Base64.getDecoder().decode(stripped(base64)).array();
            if (key.length != RootKey.LENGTH) {
                throw new MalformedException("the " + name + " has not " + RootKey.LENGTH + " bytes");
            }
            return RootKey.of(key);
        } catch (IllegalArgumentException e) {
            // Without the cause, whose message quotes characters of the key.
            throw new MalformedException("the file of the " + name + " is not base64");
        } finally {
            Arrays.fill(base64, (byte) 0);
            Arrays.fill(key, (byte) 0);
        }
    }

    private static ByteBuffer stripped(byte[] text) {
        int start = 0;
        int end = text.length;
        while (start < end && Character.isWhitespace(text[start])) {
            start++;
        }
        while (start < end && Character.isWhitespace(text[end - 1])) {
            end--;
        }
        return ByteBuffer.wrap(text, start, end - start);
    }
}
