package dev.quittance.devstack;

import static dev.quittance.devstack.Calldata.word;
import static dev.quittance.devstack.Dollar.byBytes;
import static dev.quittance.devstack.Dollar.byParts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quittance.devstack.Dollar.Authorization;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.Hex;
import dev.quittance.protocol.Keccak256;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The dollar's behaviour as a payer, a relayer and a verifier meet it. */
class DollarTokenTest {
    private static final String TRANSFER = "transferWithAuthorization";
    private static final String RECEIVE = "receiveWithAuthorization";
    private static final long FUNDS = 1_000_000;
    private static final AtomicInteger ACCOUNTS = new AtomicInteger();

    private final Chain chain = Chain.shared();
    private final Dollar dollar = new Dollar(chain);
    private final TestKey payer = account();
    private final Address payee = account().address();

    DollarTokenTest() {
        chain.mint(payer.address(), BigInteger.valueOf(FUNDS));
    }

    @Test
    void bothOverloadsMoveTheAmountAndLeaveBothLogs() {
        var first = dollar.authorization(payer.address(), payee, 700);
        var second = dollar.authorization(payer.address(), payee, 50);

        JsonNode parts = dollar.send(Dollar.RELAYER, byParts(TRANSFER, first, dollar.signTransfer(payer, first)));
        JsonNode bytes = dollar.send(
                Dollar.RELAYER,
                byBytes(TRANSFER, second, dollar.signTransfer(payer, second).bytes()));

        assertThat(chain.balanceOf(payee)).isEqualTo(750);
        assertThat(chain.balanceOf(payer.address())).isEqualTo(FUNDS - 750);
        assertThat(topics(parts, 0))
                .containsExactly(
                        Keccak256.hash("AuthorizationUsed(address,bytes32)").toString(),
                        payer.address().toWord().toString(),
                        first.nonce().toString());
        assertThat(topics(bytes, 1))
                .containsExactly(
                        Keccak256.hash("Transfer(address,address,uint256)").toString(),
                        payer.address().toWord().toString(),
                        payee.toWord().toString());
        assertThat(parts.path("logs").get(0).path("address").asText())
                .isEqualToIgnoringCase(chain.token().toString());
    }

    @Test
    void movesNothingTwice() {
        var authorization = dollar.authorization(payer.address(), payee, 1);
        byte[] data = byParts(TRANSFER, authorization, dollar.signTransfer(payer, authorization));
        dollar.send(Dollar.RELAYER, data);

        assertThat(dollar.refusal(data)).isEqualTo("FiatTokenV2: authorization is used or canceled");
        assertThat(dollar.read(Calldata.call(
                        "authorizationState(address,bytes32)", payer.address().toWord(), authorization.nonce())))
                .isEqualTo(word(1).toByteArray());
    }

    @Test
    void windowsAreStrict() {
        var any = dollar.authorization(payer.address(), payee, 1);
        // eth_call on the head runs at the head's own time.
        long now = dollar.now();

        assertThat(transferRefusal(any.within(now, now + 60))).isEqualTo("FiatTokenV2: authorization is not yet valid");
        assertThat(transferRefusal(any.within(0, now))).isEqualTo("FiatTokenV2: authorization is expired");
        assertThat(transferRefusal(any.within(now - 1, now + 60))).isEmpty();
    }

    @Test
    void refusesSignaturesThatAreNotThePayersInTheOneSpelling() {
        var authorization = dollar.authorization(payer.address(), payee, 1);
        var good = dollar.signTransfer(payer, authorization);

        assertThat(dollar.refusal(byParts(TRANSFER, authorization, dollar.signTransfer(account(), authorization))))
                .isEqualTo("FiatTokenV2: invalid signature");
        assertThat(dollar.refusal(byParts(TRANSFER, authorization, good.highS())))
                .isEqualTo("ECRecover: invalid signature 's' value");
        assertThat(dollar.refusal(byParts(TRANSFER, authorization, good.withV(good.v() - 27))))
                .isEqualTo("ECRecover: invalid signature 'v' value");
        assertThat(dollar.refusal(byBytes(TRANSFER, authorization, Arrays.copyOf(good.bytes(), 64))))
                .isEqualTo("ECRecover: invalid signature length");
        assertThat(dollar.refusal(byParts(TRANSFER, authorization, good))).isEmpty();
    }

    @Test
    void refusesMoreThanTheBalanceAndMovesZero() {
        assertThat(transferRefusal(dollar.authorization(payer.address(), payee, FUNDS + 1)))
                .isEqualTo("ERC20: transfer amount exceeds balance");
        assertThat(transferRefusal(dollar.authorization(payer.address(), payee, 0)))
                .isEmpty();
    }

    @Test
    void onlyThePayeeReceives() {
        var authorization = dollar.authorization(payer.address(), payee, 10);
        var signature = dollar.sign(payer, "ReceiveWithAuthorization", authorization);
        byte[] data = byParts(RECEIVE, authorization, signature);

        assertThat(dollar.refusal(data)).isEqualTo("FiatTokenV2: caller must be the payee");
        // A signature for one function is none for the other.
        assertThat(dollar.refusal(byParts(TRANSFER, authorization, signature)))
                .isEqualTo("FiatTokenV2: invalid signature");
        assertThat(Dollar.succeeded(dollar.send(payee, data))).isTrue();
        assertThat(chain.balanceOf(payee)).isEqualTo(10);
    }

    @Test
    void cancelledAuthorizationIsDead() {
        var authorization = dollar.authorization(payer.address(), payee, 10);
        var signature = payer.sign(dollar.digest(
                "CancelAuthorization(address authorizer,bytes32 nonce)",
                payer.address().toWord(),
                authorization.nonce()));
        JsonNode receipt = dollar.send(
                Dollar.RELAYER,
                Calldata.callWithBytes(
                        "cancelAuthorization(address,bytes32,bytes)",
                        signature.bytes(),
                        payer.address().toWord(),
                        authorization.nonce()));

        assertThat(topics(receipt, 0).getFirst())
                .isEqualTo(
                        Keccak256.hash("AuthorizationCanceled(address,bytes32)").toString());
        assertThat(transferRefusal(authorization)).isEqualTo("FiatTokenV2: authorization is used or canceled");
    }

    @Test
    void contractWalletPaysThroughBothOverloads() {
        TestKey owner = account();
        Address wallet = chain.deploy(Contract.CONTRACT_WALLET, owner.address().toWord());
        chain.mint(wallet, BigInteger.valueOf(FUNDS));
        var first = dollar.authorization(wallet, payee, 3);
        var second = dollar.authorization(wallet, payee, 4);

        dollar.send(Dollar.RELAYER, byParts(TRANSFER, first, dollar.signTransfer(owner, first)));
        dollar.send(
                Dollar.RELAYER,
                byBytes(TRANSFER, second, dollar.signTransfer(owner, second).bytes()));

        assertThat(chain.balanceOf(payee)).isEqualTo(7);
        assertThat(transferRefusal(dollar.authorization(wallet, payee, 1))).isEqualTo("FiatTokenV2: invalid signature");
    }

    @Test
    void delegatedAccountIsAskedThroughItsCode() {
        // Given an account with the EIP-7702 designation of a delegate that knows ERC-1271, and one whose delegate does
        // not
        Address delegate = chain.deploy(Contract.CONTRACT_WALLET, Calldata.word(0));
        TestKey other = account();
        chain.mint(other.address(), BigInteger.valueOf(FUNDS));
        designate(payer.address(), delegate);
        designate(other.address(), chain.multicall());

        assertThat(transferRefusal(dollar.authorization(payer.address(), payee, 1)))
                .isEmpty();
        var authorization = dollar.authorization(other.address(), payee, 1);
        assertThat(dollar.refusal(byParts(TRANSFER, authorization, dollar.signTransfer(other, authorization))))
                .isEqualTo("FiatTokenV2: invalid signature");
    }

    @Test
    void blacklistedAccountsNeitherPayNorReceive() {
        String reason = "Blacklistable: account is blacklisted";
        chain.asTokenOwner("blacklist(address)", payee.toWord());

        assertThat(transferRefusal(dollar.authorization(payer.address(), payee, 1)))
                .isEqualTo(reason);
        assertThat(transferRefusal(dollar.authorization(payer.address(), chain.token(), 1)))
                .isEqualTo(reason);
        // The relayer's own mark does not matter.
        chain.asTokenOwner("blacklist(address)", Dollar.RELAYER.toWord());
        chain.asTokenOwner("unBlacklist(address)", payee.toWord());
        assertThat(transferRefusal(dollar.authorization(payer.address(), payee, 1)))
                .isEmpty();
        chain.asTokenOwner("unBlacklist(address)", Dollar.RELAYER.toWord());
    }

    @Test
    void blacklistKeepsTheBalance() {
        chain.asTokenOwner("blacklist(address)", payer.address().toWord());

        assertThat(chain.balanceOf(payer.address())).isEqualTo(FUNDS);
        chain.asTokenOwner("unBlacklist(address)", payer.address().toWord());
        assertThat(chain.balanceOf(payer.address())).isEqualTo(FUNDS);
    }

    @Test
    void pauseStopsPayments() {
        var authorization = dollar.authorization(payer.address(), payee, 1);
        chain.asTokenOwner("pause()");
        try {
            assertThat(transferRefusal(authorization)).isEqualTo("Pausable: paused");
        } finally {
            chain.asTokenOwner("unpause()");
        }
        assertThat(transferRefusal(authorization)).isEmpty();
    }

    @Test
    void rolesAreRefusedToStrangers() {
        assertThat(dollar.refusal(Calldata.call("pause()"))).isEqualTo("Pausable: caller is not the pauser");
        assertThat(dollar.refusal(Calldata.call("blacklist(address)", payee.toWord())))
                .isEqualTo("Blacklistable: caller is not the blacklister");
        assertThat(dollar.refusal(Calldata.call("mint(address,uint256)", payee.toWord(), word(1))))
                .isEqualTo("FiatToken: caller is not a minter");
        assertThat(dollar.refusal(Calldata.call("initialize(address)", payee.toWord())))
                .isEqualTo("FiatToken: contract is already initialized");
    }

    @Test
    void permitIsForOneNonceAndItsSigner() {
        long deadline = dollar.now() + 60;
        byte[] permit = permit(0, deadline);

        assertThat(dollar.refusal(permit(0, dollar.now() - 1))).isEqualTo("FiatTokenV2: permit is expired");
        assertThat(dollar.refusal(permit(1, deadline))).isEqualTo("EIP2612: invalid signature");
        assertThat(Dollar.succeeded(dollar.send(Dollar.RELAYER, permit))).isTrue();
        assertThat(dollar.refusal(permit)).isEqualTo("EIP2612: invalid signature");
        assertThat(dollar.refusal(pull(91))).isEqualTo("ERC20: transfer amount exceeds allowance");
        assertThat(Dollar.succeeded(dollar.send(Dollar.RELAYER, pull(90)))).isTrue();
        assertThat(chain.balanceOf(payee)).isEqualTo(90);
    }

    @Test
    void namesItselfAsBaseSepoliasUsdc() {
        Bytes32 separator = Keccak256.hash(
                Keccak256.hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
                        .toByteArray(),
                Calldata.words(
                        Keccak256.hash("USDC"),
                        Keccak256.hash("2"),
                        word(84532),
                        Address.parse("0x036CbD53842c5426634e7929541eC2318f3dCF7e")
                                .toWord()));

        assertThat(dollar.read(Calldata.call("DOMAIN_SEPARATOR()"))).isEqualTo(separator.toByteArray());
        assertThat(dollar.read(Calldata.call("decimals()"))).isEqualTo(word(6).toByteArray());
        assertThat(Hex.encode(dollar.read(Calldata.call("TRANSFER_WITH_AUTHORIZATION_TYPEHASH()"))))
                .isEqualTo("0x7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267");
        assertThat(Hex.encode(dollar.read(Calldata.call("RECEIVE_WITH_AUTHORIZATION_TYPEHASH()"))))
                .isEqualTo("0xd099cc98ef71107a616c4f0f941f04c322d8e254fe26b3c6668db87aae413de8");
        assertThat(Hex.encode(dollar.read(Calldata.call("CANCEL_AUTHORIZATION_TYPEHASH()"))))
                .isEqualTo("0x158b0a9edf7a828aad02f63cd515c68ef2f50ba807396f6d12842833a1597429");
    }

    private byte[] permit(long nonce, long deadline) {
        var signature = payer.sign(dollar.digest(
                "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
                payer.address().toWord(),
                Dollar.RELAYER.toWord(),
                word(90),
                word(nonce),
                word(deadline)));
        return Calldata.callWithBytes(
                "permit(address,address,uint256,uint256,bytes)",
                signature.bytes(),
                payer.address().toWord(),
                Dollar.RELAYER.toWord(),
                word(90),
                word(deadline));
    }

    private byte[] pull(long value) {
        return Calldata.call(
                "transferFrom(address,address,uint256)", payer.address().toWord(), payee.toWord(), word(value));
    }

    private String transferRefusal(Authorization authorization) {
        return dollar.refusal(byParts(TRANSFER, authorization, dollar.signTransfer(payer, authorization)));
    }

    private void designate(Address account, Address delegate) {
        chain.rpc(
                "anvil_setCode",
                account.toString(),
                "0xef0100" + delegate.toString().substring(2));
    }

    private static List<String> topics(JsonNode receipt, int log) {
        return StreamSupport.stream(receipt.path("logs").get(log).path("topics").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static TestKey account() {
        return TestKey.of("account " + ACCOUNTS.incrementAndGet() + " " + System.nanoTime());
    }
}
