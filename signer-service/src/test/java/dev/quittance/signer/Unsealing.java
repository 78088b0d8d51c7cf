package dev.quittance.signer;

import dev.quittance.protocol.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.Config;

/**
 * Opens seals without the service's own code: AES-256-GCM, AAD = name, address, version; the key is SHA-256 of the sealing key,
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
        return sha256.digest(Base64.getDecoder().decode(sealingKey()));
    }

    String sealingKey() throws IOException {
        return Files.readString(Path.of(config.getValue("quittance.signer.sealing-key-file", String.class)))
                .strip();
    }
}
