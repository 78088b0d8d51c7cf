package dev.quittance.evm.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.evm.Bytes;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenEventTest {
    private static final Address TOKEN = Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e");
    private static final Address PAYER = Address.parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    private static final Address PAYEE = Address.parse("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720");
    private static final Bytes32 NONCE = Bytes32.of(BigInteger.TEN);
    private static final Bytes AMOUNT = Bytes.of(NONCE.toByteArray());
    // As every block explorer shows them.
    private static final Bytes32 TRANSFER =
            Bytes32.parse("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
    private static final Bytes32 USED =
            Bytes32.parse("0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5");

    private final Eip3009Token token = new Eip3009Token(TOKEN);

    @Test
    void readsTheThreeEvents() {
        assertThat(token.event(log(TOKEN, AMOUNT, TRANSFER, PAYER.toWord(), PAYEE.toWord())))
                .contains(new TokenEvent.Transfer(PAYER, PAYEE, BigInteger.TEN));
        assertThat(token.event(log(TOKEN, Bytes.EMPTY, USED, PAYER.toWord(), NONCE)))
                .contains(new TokenEvent.AuthorizationUsed(PAYER, NONCE));
        assertThat(token.event(log(TOKEN, Bytes.EMPTY, Eip3009Token.AUTHORIZATION_CANCELED, PAYER.toWord(), NONCE)))
                .contains(new TokenEvent.AuthorizationCanceled(PAYER, NONCE));
    }

    @Test
    void ignoresOtherContractsAndOtherEvents() {
        assertThat(token.event(log(PAYEE, AMOUNT, TRANSFER, PAYER.toWord(), PAYEE.toWord())))
                .isEmpty();
        assertThat(token.event(log(TOKEN, AMOUNT, NONCE))).isEmpty();
        assertThat(token.event(log(TOKEN, AMOUNT))).isEmpty();
    }

    @Test
    void refusesAKnownTopicInAnotherForm() {
        assertRefused(log(TOKEN, AMOUNT, TRANSFER, PAYER.toWord()));
        assertRefused(log(TOKEN, Bytes.EMPTY, TRANSFER, PAYER.toWord(), PAYEE.toWord()));
        assertRefused(log(TOKEN, AMOUNT, USED, PAYER.toWord(), NONCE));
        assertRefused(log(TOKEN, AMOUNT, TRANSFER, TRANSFER, PAYEE.toWord()));
    }

    private void assertRefused(Log log) {
        assertThatThrownBy(() -> token.event(log)).isInstanceOf(MalformedException.class);
    }

    private static Log log(Address address, Bytes data, Bytes32... topics) {
        return new Log(address, List.of(topics), data, 1, NONCE, NONCE, 0, false);
    }
}
