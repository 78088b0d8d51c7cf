package dev.quittance.vitals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.devstack.SelfSigned;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignerTlsTest {
    @TempDir
    Path folder;

    private final SelfSigned pem = SelfSigned.forHosts(List.of("localhost"));

    @Test
    void isNotAskedForWhenNoFileIsNamed() {
        assertThat(tls(Optional.empty(), Optional.empty(), Optional.empty()).context())
                .isEmpty();
    }

    @Test
    void readsWhatIsNamed() throws IOException {
        Optional<Path> certificate = file("tls.crt", pem.certificate());
        Optional<Path> key = file("tls.key", pem.key());

        assertThat(tls(certificate, Optional.empty(), Optional.empty()).context())
                .isPresent();
        assertThat(tls(Optional.empty(), certificate, key).context()).isPresent();
        assertThat(tls(certificate, certificate, key).context()).isPresent();
    }

    @Test
    void namesSettingAndFileOfWhatIsWrong() throws IOException {
        Optional<Path> certificate = file("tls.crt", pem.certificate());
        Optional<Path> key = file("tls.key", pem.key());
        Optional<Path> missing = Optional.of(folder.resolve("missing"));

        assertWrong(tls(key, Optional.empty(), Optional.empty()), "x.signer.ca-file", "tls.key", "no PEM certificate");
        assertWrong(tls(missing, Optional.empty(), Optional.empty()), "x.signer.ca-file", "missing", "does not exist");
        assertWrong(tls(certificate, certificate, Optional.empty()), "x.signer.certificate-key-file", "go together");
        assertWrong(tls(certificate, Optional.empty(), key), "x.signer.certificate-file", "go together");
        assertWrong(tls(certificate, certificate, certificate), "x.signer.certificate-key-file", "no private key");
        assertWrong(tls(certificate, key, key), "x.signer.certificate-file", "no certificate");
        assertWrong(tls(certificate, certificate, missing), "x.signer.certificate-key-file", "does not exist");
    }

    private static void assertWrong(SignerTls tls, String... words) {
        assertThatThrownBy(tls::context)
                .isInstanceOf(ConfigurationException.class)
                .message()
                .contains(words)
                .doesNotContain("BEGIN");
    }

    private Optional<Path> file(String name, String content) throws IOException {
        return Optional.of(Files.writeString(folder.resolve(name), content));
    }

    private static SignerTls tls(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {
        return new SignerTls("x.signer", ca, certificate, key);
    }
}
