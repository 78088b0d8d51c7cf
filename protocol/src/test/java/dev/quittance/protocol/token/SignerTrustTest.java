package dev.quittance.protocol.token;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.protocol.MalformedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignerTrustTest {
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
    }
}
