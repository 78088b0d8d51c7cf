package dev.quittance.agent.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quittance.agent.receipt.ReceiptCheck.Expected;
import dev.quittance.evm.secp256k1.Secp256k1;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import dev.quittance.protocol.eip712.TransferAuthorization;
import dev.quittance.protocol.json.JsonObject;
import dev.quittance.protocol.receipt.ReceiptDocument;
import dev.quittance.protocol.x402.PaymentRequirements;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceiptCheckTest {
    private static final ReceiptCheck CHECK = new ReceiptCheck(Secp256k1.create());
    private static final ReceiptDocument RECEIPT = ReceiptSample.document();

    @Test
    void findsNoFaultInTheReceiptOfWhatWasBought() {
        var expected = Expected.NOTHING
                .withSigner(Optional.of(ReceiptSample.SIGNER))
                .withBought(bought())
                .withTransaction(word("d4"))
                .withResponse(ReceiptSample.RESPONSE);

        assertThat(CHECK.faults(RECEIPT, expected)).isEmpty();
        assertThat(CHECK.faults(RECEIPT, Expected.NOTHING)).isEmpty();
    }

    @Test
    void findsEachChangedFactByItsSignature() {
        JsonObject quittance = RECEIPT.toJson().object("quittance");
        for (String name : quittance.names()) {
            String value = quittance.text(name);
            String changed = value.startsWith("0x") && value.length() == 66 ? "0x" + "77".repeat(32) : other(name);
            var forged = ReceiptDocument.fromJson(RECEIPT.toJson().toBuilder()
                    .put("quittance", quittance.toBuilder().put(name, changed).build())
                    .build());

            assertThat(CHECK.faults(forged, Expected.NOTHING)).as(name).containsExactly(ReceiptFault.SIGNATURE);
        }
    }

    @Test
    void findsSignaturesThatNobodyMade() {
        for (String signature : new String[] {"00".repeat(65), "ff".repeat(65)}) {
            var forged = new ReceiptDocument(RECEIPT.quittance(), RECEIPT.signer(), "0x" + signature);

            assertThat(CHECK.faults(forged, Expected.NOTHING)).containsExactly(ReceiptFault.SIGNATURE);
        }
    }

    @Test
    void findsAnotherSigner() {
        var stranger = Address.parse("0xa0Ee7A142d267C1f36714E4a8F75612F20a79720");
        var told = new Bought(
                bought().accepted(), bought().authorization(), bought().challengeId(), Optional.of(stranger));
        var claimed = new ReceiptDocument(RECEIPT.quittance(), stranger, RECEIPT.signature());

        assertThat(CHECK.faults(RECEIPT, Expected.NOTHING.withSigner(Optional.of(stranger))))
                .containsExactly(ReceiptFault.SIGNER);
        assertThat(CHECK.faults(RECEIPT, Expected.NOTHING.withBought(told))).containsExactly(ReceiptFault.SIGNER);
        assertThat(CHECK.faults(claimed, Expected.NOTHING.withSigner(Optional.of(stranger))))
                .containsExactly(ReceiptFault.SIGNATURE);
    }

    @Test
    void findsReceiptsOfOtherPurchases() {
        var other = new TransferAuthorization(
                ReceiptSample.SIGNER,
                ReceiptSample.SIGNER,
                BigInteger.TWO,
                BigInteger.ZERO,
                BigInteger.TEN,
                word("99"));
        var offer =
                new PaymentRequirements("exact", "eip155:8453", BigInteger.TWO, "0x00", "0x00", 300, JsonObject.EMPTY);
        var bought = new Bought(offer, other, Optional.of("another"), Optional.empty());

        assertThat(CHECK.faults(RECEIPT, Expected.NOTHING.withBought(bought).withTransaction(word("99"))))
                .containsExactly(
                        ReceiptFault.NETWORK,
                        ReceiptFault.ASSET,
                        ReceiptFault.PAYER,
                        ReceiptFault.PAYEE,
                        ReceiptFault.AMOUNT,
                        ReceiptFault.NONCE,
                        ReceiptFault.CHALLENGE,
                        ReceiptFault.TRANSACTION);
    }

    @Test
    void findsAnswersThatAreNotTheReceipts() {
        var streamed = ReceiptSample.document(ReceiptSample.quittance().put("response", "0x" + "00".repeat(32)));

        assertThat(CHECK.faults(RECEIPT, Expected.NOTHING.withResponse(word("99"))))
                .containsExactly(ReceiptFault.RESPONSE);
        assertThat(CHECK.faults(streamed, Expected.NOTHING.withResponse(word("99"))))
                .containsExactly(ReceiptFault.RESPONSE_NOT_STATED);
        assertThat(CHECK.faults(streamed, Expected.NOTHING)).isEmpty();
    }

    @Test
    void readsReceiptsFromWhereverPayersHaveThem() {
        JsonObject settlement = ReceiptSample.settlement(RECEIPT.toJson());
        JsonObject report = ReceiptSample.report(settlement, ReceiptSample.BODY);

        assertThat(read(RECEIPT.toJson()).document()).isEqualTo(RECEIPT);
        assertThat(read(settlement).document()).isEqualTo(RECEIPT);
        assertThat(read(report).document()).isEqualTo(RECEIPT);
        assertThat(read(report).response()).contains(ReceiptSample.RESPONSE);
        assertThat(read(settlement).response()).isEmpty();
    }

    @Test
    void refusesFilesWithoutAReceipt() {
        JsonObject pointed = ReceiptSample.settlement(JsonObject.parse("{\"url\":\"http://localhost/x\"}"));

        assertThatThrownBy(() -> read(pointed))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("yet");
        assertThatThrownBy(() -> read(ReceiptSample.report(pointed, ""))).hasMessageContaining("yet");
        assertThatThrownBy(() -> read(JsonObject.EMPTY)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> read(ReceiptSample.settlement(JsonObject.parse("{\"quittance\":{}}"))))
                .isInstanceOf(MalformedException.class);
    }

    private static HeldReceipt read(JsonObject json) {
        return HeldReceipt.parse(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Bought bought() {
        var transfer = RECEIPT.quittance().facts().transfer();
        var offer = new PaymentRequirements(
                "exact",
                "eip155:84532",
                transfer.amount(),
                transfer.asset().toString(),
                transfer.payTo().toString(),
                300,
                JsonObject.EMPTY);
        var authorization = new TransferAuthorization(
                transfer.payer(),
                transfer.payTo(),
                transfer.amount(),
                BigInteger.ZERO,
                BigInteger.TEN,
                transfer.nonce());
        return new Bought(
                offer, authorization, Optional.of(ReceiptSample.CHALLENGE), Optional.of(ReceiptSample.SIGNER));
    }

    private static String other(String name) {
        return switch (name) {
            case "paymentId" -> "1f9d6a44-6f7d-4a58-9f0e-2f8a0b7c1d2e";
            case "network" -> "eip155:8453";
            case "asset", "payer", "payTo" -> "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720";
            case "level" -> "safe";
            default -> "5";
        };
    }

    private static Bytes32 word(String octet) {
        return Bytes32.parse("0x" + octet.repeat(32));
    }
}
