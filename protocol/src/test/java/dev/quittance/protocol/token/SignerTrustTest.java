package dev.quittance.protocol.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.MalformedException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignerTrustTest {
    /** Made for these tests, and trusted by nobody. */
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBOzCB4qADAgECAgkA2iNJacjItKEwCgYIKoZIzj0EAwIwETEPMA0GA1UEAxMG
            Y2FsbGVyMCAXDTI2MTEyMjE4MTQzMFoYDzIxMjYxMDI5MTgxNDMwWjARMQ8wDQYD
            VQQDEwZjYWxsZXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARvfxNqyAJwpJdz
            ou31hq3TxcyO3lrJCKEeR7/HXt7ndqTHv3cOoYiPejl3DK1mEmoJ1p6MbATjwscD
            77Eef7aSoyEwHzAdBgNVHQ4EFgQUI7gb2EWbRXDuVtdwaxTxmKOx9McwCgYIKoZI
            zj0EAwIDSAAwRQIgc/nUcgrR1Jk4aUhGNanuxlo6Y7E0oUCdpnrgnQLjEHUCIQDX
            zX8e+UeQ28mcY3Ct9yMHvoePH/DXofbVgr2YcrlcCQ==
            -----END CERTIFICATE-----
            """;

    private static final String KEY = """
            -----BEGIN PRIVATE KEY-----
            MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCCLxXzpa/4UXwVlynMr
            PNdbYnbTEu7f3wUqDAH2bDbeXw==
            -----END PRIVATE KEY-----
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "not a certificate",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
            })
    void refusesWhatHoldsNoCertificate(String pem) {
        assertThatThrownBy(() -> SignerTrust.context(pem)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> ClientCertificate.parse(pem, KEY)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not a key",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n"
            })
    void refusesWhatIsNoPrivateKey(String pem) {
        assertThatThrownBy(() -> ClientCertificate.parse(CERTIFICATE, pem))
                .isInstanceOf(MalformedException.class)
                .hasNoCause();
    }

    @Test
    void readsACertificateWithItsKey() {
        var own = ClientCertificate.parse(CERTIFICATE, KEY);

        assertThat(own).hasToString("ClientCertificate[key not shown]");
        assertThat(SignerTrust.context(Optional.empty(), Optional.of(own)).getProtocol())
                .isEqualTo("TLSv1.3");
    }
}
