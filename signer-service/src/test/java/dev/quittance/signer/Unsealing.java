package dev.quittance.signer;

import dev.quittance.attestation.manifest.Envelope;
import dev.quittance.attestation.manifest.Manifest;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/**
 * Opens seals without the service's own code: AES-256-GCM, AAD = name, address, version; the key is SHA-256 of the root,
 * tagged (BIP-340) with the purpose, the address and the version.
 */
record Unsealing(Config config, DataSource dataSource) {
    /** The account's private key. */
    byte[] open(Address account) throws Exception {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(
                        "select sealed_key, sealed_as, int4send(key_version) from signer.account where address = ?")) {
            statement.setBytes(1, account.toByteArray());
            try (var row = statement.executeQuery()) {
                row.next();
                byte[] sealed = row.getBytes(1);
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                var key = new SecretKeySpec(accountKey(account, row.getBytes(3)), "AES");
                cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, sealed, 0, 12));
                cipher.updateAAD(row.getString(2).getBytes(StandardCharsets.UTF_8));
                cipher.updateAAD(account.toByteArray());
                cipher.updateAAD(row.getBytes(3));
                return cipher.doFinal(sealed, 12, 48);
            }
        }
    }

    private byte[] accountKey(Address account, byte[] version) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update("quittance/account-key/1".getBytes(StandardCharsets.US_ASCII));
        sha256.update(account.toByteArray());
        byte[] tag = sha256.digest(version);
        sha256.update(tag);
        sha256.update(tag);
        return sha256.digest(root());
    }

    /**
     * The root: AES-256-GCM under HKDF-SHA-384 of what the device secret derives, salted with the measurement, AAD = purpose,
     * number and hash of the manifest; the plaintext is the root xor what the device secret derives for the nonce.
     */
    byte[] root() throws Exception {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select sealed, envelope from signer.root_seal")) {
            row.next();
            byte[] sealed = row.getBytes(1);
            Manifest manifest =
                    Envelope.parse(JsonObject.parse(row.getString(2))).manifest();
            byte[] secret = Base64.getDecoder().decode(deviceSecret());
            byte[] key = KDF.getInstance("HKDF-SHA384")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(tagged(ascii("quittance/seal-key/1"), secret))
                            .addSalt(TestManifest.MEASUREMENT.bytes())
                            .thenExpand(ascii("seal-v1"), 32));
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, sealed, 0, 12));
            cipher.updateAAD(ascii("quittance/root/1"));
            cipher.updateAAD(ByteBuffer.allocate(8).putLong(manifest.number()).array());
            cipher.updateAAD(manifest.hash().toByteArray());
            byte[] root = cipher.doFinal(sealed, 12, 48);
            byte[] purpose = ascii("quittance/seal-mask/1");
            byte[] mask = tagged(
                    ByteBuffer.allocate(purpose.length + 12)
                            .put(purpose)
                            .put(sealed, 0, 12)
                            .array(),
                    secret);
            for (int i = 0; i < root.length; i++) {
                root[i] ^= mask[i];
            }
            return root;
        }
    }

    private static byte[] tagged(byte[] tag, byte[] message) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] hash = sha256.digest(tag);
        sha256.update(hash);
        sha256.update(hash);
        return sha256.digest(message);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    String deviceSecret() throws IOException {
        return Files.readString(Path.of(config.getValue("quittance.signer.device-secret-file", String.class)))
                .strip();
    }
}
