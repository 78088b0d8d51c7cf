package dev.quittance.facilitator.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.protocol.Address;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.ErrorReason;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessRulesTest {
    private static final String NETWORK = "eip155:84532";
    private static final String ASSET = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    private static final String PAYEE = "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720";
    private static final Client SHOP = new Client(
            "shop",
            Optional.of(Set.of(NETWORK)),
            Optional.of(Set.of(Address.parse(ASSET))),
            Optional.of(Set.of(Address.parse(PAYEE))),
            Optional.empty(),
            Optional.empty());

    @Test
    void letsThroughWhatTheClientMay() {
        assertThat(AccessRules.judge(SHOP, asked(NETWORK, ASSET, PAYEE))).isEmpty();
        // Addresses are compared by their bytes.
        assertThat(AccessRules.judge(SHOP, asked(NETWORK, ASSET.toLowerCase(java.util.Locale.ROOT), PAYEE)))
                .isEmpty();
        assertThat(AccessRules.judge(Client.unlimited("any"), asked("eip155:8453", PAYEE, ASSET)))
                .isEmpty();
    }

    @Test
    void refusesEachInItsWord() {
        assertThat(reason(asked("eip155:8453", ASSET, PAYEE))).contains(ErrorReason.CLIENT_NETWORK_NOT_ALLOWED);
        assertThat(reason(asked(NETWORK, PAYEE, PAYEE))).contains(ErrorReason.CLIENT_ASSET_NOT_ALLOWED);
        assertThat(reason(asked(NETWORK, ASSET, ASSET))).contains(ErrorReason.CLIENT_PAYEE_NOT_ALLOWED);
    }

    @Test
    void leavesWhatIsNoAddressToVerification() {
        assertThat(reason(asked(NETWORK, "USDC", "me"))).isEmpty();
    }

    private static Optional<ErrorReason> reason(PaymentRequirements requirements) {
        return AccessRules.judge(SHOP, requirements).map(Denial::reason);
    }

    private static PaymentRequirements asked(String network, String asset, String payee) {
        return new PaymentRequirements("exact", network, BigInteger.ONE, asset, payee, 60, JsonObject.EMPTY);
    }
}
