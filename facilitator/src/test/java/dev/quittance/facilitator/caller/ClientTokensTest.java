package dev.quittance.facilitator.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.facilitator.stack.ClientJwt;
import java.time.Duration;
import java.util.Map;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.junit.jupiter.api.Test;

class ClientTokensTest {
    private static final ClientJwt SHOP = ClientJwt.onP256("shop");
    private static final ClientJwt OTHER = ClientJwt.ofEd25519("other");

    private final ClientTokens tokens = new ClientTokens(
            Map.of("shop", ClientKey.parse(SHOP.publicJwk()), "other", ClientKey.parse(OTHER.publicJwk())),
            Duration.ofHours(1),
            Duration.ofSeconds(5));

    @Test
    void knowsTheHolderOfEitherKindOfKey() {
        assertThat(tokens.holderOf(SHOP.token())).contains("shop");
        assertThat(tokens.holderOf(OTHER.token())).contains("other");
    }

    @Test
    void refusesWhatAnotherKeySigned() {
        assertThat(tokens.holderOf(ClientJwt.onP256("shop").token())).isEmpty();
        assertThat(tokens.holderOf(OTHER.as("shop").token())).isEmpty();
        assertThat(tokens.holderOf(SHOP.as("nobody").token())).isEmpty();
    }

    @Test
    void refusesAnotherAudienceAndOtherTimes() {
        assertThat(tokens.holderOf(SHOP.token("elsewhere", 0, 60))).isEmpty();
        assertThat(tokens.holderOf(SHOP.token(ClientTokens.AUDIENCE, -120, -60)))
                .isEmpty();
        assertThat(tokens.holderOf(SHOP.token(ClientTokens.AUDIENCE, 0, 7200))).isEmpty();
    }

    @Test
    void refusesAlgorithmsThatTheKeyIsNotFor() {
        assertThat(tokens.holderOf(SHOP.unsigned())).isEmpty();
        assertThat(tokens.holderOf(SHOP.signedWithThePublicKeyAs(AlgorithmIdentifiers.HMAC_SHA256)))
                .isEmpty();
    }

    @Test
    void refusesWhatIsNoToken() {
        assertThat(tokens.holderOf("..")).isEmpty();
        assertThat(tokens.holderOf("a.b.c")).isEmpty();
        assertThat(tokens.holderOf("e30.e30.e30")).isEmpty();
        assertThat(ClientTokens.isOne("opaque")).isFalse();
    }

    @Test
    void takesPublicKeysOfTheTwoKindsOnly() {
        assertThatThrownBy(() -> ClientKey.parse(SHOP.privateJwk())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClientKey.parse(OTHER.privateJwk())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClientKey.parse("{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("c2VjcmV0");
        assertThatThrownBy(() -> ClientKey.parse("no key")).isInstanceOf(IllegalArgumentException.class);
    }
}
