package dev.quittance.agent.signing;

import dev.quittance.agent.PayingClient;
import dev.quittance.protocol.token.ClientCertificate;
import dev.quittance.protocol.token.SignerTrust;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How an agent and the signer-service know each other, by PEM files.
 *
 * @param ca certificates by which the signer is known; absent, those of the JDK
 * @param certificate shown to a signer that demands one; with its key or not at all
 * @param certificateKey the certificate's key, PKCS #8
 */
public record SignerTls(Optional<Path> ca, Optional<Path> certificate, Optional<Path> certificateKey) {
    /**
     * An HTTP client that speaks so.
     *
     * @throws IOException when a file cannot be read
     * @throws dev.quittance.protocol.MalformedException when one holds something else
     */
    public HttpClient httpClient() throws IOException {
        if (certificate.isPresent() != certificateKey.isPresent()) {
            throw new IOException("a certificate and its key go together: give both files or none");
        }
        Optional<ClientCertificate> own = certificate.isEmpty()
                ? Optional.empty()
                : Optional.of(ClientCertificate.parse(
                        Files.readString(certificate.get()), Files.readString(certificateKey.orElseThrow())));
        if (ca.isEmpty() && own.isEmpty()) {
            return PayingClient.httpClient();
        }
        Optional<String> authorities = ca.isEmpty() ? Optional.empty() : Optional.of(Files.readString(ca.get()));
        return PayingClient.httpClient(SignerTrust.context(authorities, own));
    }
}
