package dev.quittance.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.signer.payment.PaymentConfig;
import dev.quittance.signer.principal.PrincipalConfig;
import dev.quittance.signer.relay.RelayConfig;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConfigDefaultsTest {
    @Test
    void boundsWhatIsSignedUnlessToldOtherwise() {
        var config = new SmallRyeConfigBuilder()
                .withMapping(PaymentConfig.class)
                .withMapping(PrincipalConfig.class)
                .withMapping(RelayConfig.class)
                .withDefaultValue("quittance.signer.principals-file", "principals.json")
                .build();

        assertThat(config.getConfigMapping(PaymentConfig.class).authorizationLifeMax())
                .isEqualTo(Duration.ofHours(1));
        var principal = config.getConfigMapping(PrincipalConfig.class);
        assertThat(principal.authority()).isEqualTo("localhost:8405");
        assertThat(principal.clockSkewMax()).isEqualTo(Duration.ofSeconds(2));
        assertThat(principal.bodyMax()).isEqualTo(131_072);
        var relay = config.getConfigMapping(RelayConfig.class);
        assertThat(relay.batchMax()).isEqualTo(100);
        assertThat(relay.gasBase()).isEqualTo(60_000);
        assertThat(relay.gasPerTransfer()).isEqualTo(120_000);
        assertThat(relay.walletFactories()).isEmpty();
        assertThat(relay.feePerGasMax()).isEqualTo(BigInteger.valueOf(20_000_000_000L));
    }

    @Test
    void refusesMistypedKeys() {
        var builder = new SmallRyeConfigBuilder()
                .withMapping(RelayConfig.class)
                .withDefaultValue("quittance.signer.relay.batch-maximum", "1000");

        assertThatThrownBy(builder::build).isInstanceOf(ConfigValidationException.class);
    }
}
