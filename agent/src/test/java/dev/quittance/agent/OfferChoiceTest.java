package dev.quittance.agent;

import static dev.quittance.agent.Messages.EXTRA;
import static dev.quittance.agent.Messages.TOKEN;
import static dev.quittance.agent.Messages.offer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quittance.evm.registry.Registry;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferChoiceTest {
    private static final PriceLimit LIMIT = PriceLimit.parse("1000");

    @Test
    void takesTheFirstOfferWithinTheLimit() {
        var choice = choose(offer(1001), offer(1000), offer(1));

        assertThat(choice).isEqualTo(new OfferChoice.Chosen(offer(1000)));
    }

    @Test
    void namesTheCheapestOfThoseTooDear() {
        var choice = choose(offer(3000), offer(2000));

        assertThat(choice)
                .isEqualTo(new OfferChoice.None(
                        new Refusal.PriceTooHigh(BigInteger.valueOf(2000), BigInteger.valueOf(1000), "USDC")));
    }

    @ParameterizedTest
    @CsvSource({
        "upto, eip155:84532, " + TOKEN + ", unknown scheme",
        "exact, eip155:1, " + TOKEN + ", unknown network",
        "exact, base-sepolia, " + TOKEN + ", unknown network",
        "exact, eip155:084532, " + TOKEN + ", unknown network",
        "exact, eip155:8453, " + TOKEN + ", unknown asset",
        "exact, eip155:84532, 0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913, unknown asset",
    })
    void refusesWhatTheRegistryDoesNotKnow(String scheme, String network, String asset, String reason) {
        var choice = choose(offer(scheme, network, 10, asset, EXTRA));

        assertThat(choice).isEqualTo(new OfferChoice.None(new Refusal.NothingPayable(List.of(reason))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'name':'USD Coin','version':'2'} | wrong token domain",
                "{'name':'USDC','version':'1'} | wrong token domain",
                "{'version':'2'} | malformed terms: member name is missing",
                "{'name':'USDC','version':'2','paymentFlow':'escrow'} | unknown payment flow",
                "{'name':'USDC','version':'2','assetTransferMethod':'permit2'} | unknown transfer method",
            })
    void refusesTermsItCannotSignFor(String extra, String reason) {
        var choice = choose(offer("exact", "eip155:84532", 10, TOKEN, JsonObject.parse(extra.replace('\'', '"'))));

        assertThat(choice).isEqualTo(new OfferChoice.None(new Refusal.NothingPayable(List.of(reason))));
    }

    @Test
    void refusesPayeeThatIsNoAddress() {
        var offer = new PaymentRequirements(
                "exact", "eip155:84532", BigInteger.TEN, TOKEN, "0x" + "0".repeat(40), 300, EXTRA);

        assertThat(choose(offer))
                .isEqualTo(new OfferChoice.None(new Refusal.NothingPayable(List.of("the payee is nobody"))));
    }

    private static OfferChoice choose(PaymentRequirements... offers) {
        return OfferChoice.among(List.of(offers), LIMIT, Registry.builtIn());
    }
}
