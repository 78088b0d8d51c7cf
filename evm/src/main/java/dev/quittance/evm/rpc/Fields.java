package dev.quittance.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quittance.evm.Bytes;
import dev.quittance.evm.abi.Log;
import dev.quittance.evm.abi.Multicall3.Result;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads the JSON of the execution API; everything in another form is a {@link MalformedException}. */
final class Fields {
    private static final Pattern QUANTITY = Pattern.compile("0x[0-9a-fA-F]{1,64}");

    private Fields() {}

    static Optional<Block> block(JsonNode node) {
        return optional(
                node,
                block -> new Block(
                        number(block.path("number")),
                        word(block.path("hash")),
                        word(block.path("parentHash")),
                        number(block.path("timestamp")),
                        quantity(block.path("baseFeePerGas")),
                        number(block.path("gasLimit"))));
    }

    static Optional<Receipt> receipt(JsonNode node) {
        return optional(
                node,
                receipt -> new Receipt(
                        word(receipt.path("transactionHash")),
                        word(receipt.path("blockHash")),
                        number(receipt.path("blockNumber")),
                        number(receipt.path("transactionIndex")),
                        address(receipt.path("from")),
                        optional(receipt.path("to"), Fields::address),
                        number(receipt.path("status")) == 1,
                        number(receipt.path("gasUsed")),
                        quantity(receipt.path("effectiveGasPrice")),
                        list(receipt.path("logs"), Fields::log)));
    }

    static List<Receipt> receipts(JsonNode node) {
        return list(node, entry -> receipt(entry).orElseThrow(() -> new MalformedException("a missing receipt")));
    }

    static Log log(JsonNode log) {
        return new Log(
                address(log.path("address")),
                list(log.path("topics"), Fields::word),
                bytes(log.path("data")),
                number(log.path("blockNumber")),
                word(log.path("blockHash")),
                word(log.path("transactionHash")),
                number(log.path("logIndex")),
                log.path("removed").asBoolean(false));
    }

    static Result simulated(JsonNode call) {
        return new Result(number(call.path("status")) == 1, bytes(call.path("returnData")));
    }

    static FeeHistory feeHistory(JsonNode node) {
        return new FeeHistory(
                number(node.path("oldestBlock")),
                list(node.path("baseFeePerGas"), Fields::quantity),
                node.path("reward").isArray()
                        ? list(node.path("reward"), rewards -> list(rewards, Fields::quantity))
                        : List.of());
    }

    static <T> Optional<T> optional(JsonNode node, Function<JsonNode, T> reader) {
        return node.isNull() || node.isMissingNode() ? Optional.empty() : Optional.of(reader.apply(node));
    }

    static <T> List<T> list(JsonNode node, Function<JsonNode, T> reader) {
        if (!node.isArray()) {
            throw new MalformedException("not a list");
        }
        List<T> values = new ArrayList<>(node.size());
        node.forEach(element -> values.add(reader.apply(element)));
        return values;
    }

    static BigInteger quantity(JsonNode node) {
        String text = text(node);
        if (!QUANTITY.matcher(text).matches()) {
            throw new MalformedException("not a quantity");
        }
        return new BigInteger(text.substring(2), 16);
    }

    static long number(JsonNode node) {
        BigInteger quantity = quantity(node);
        if (quantity.bitLength() > 63) {
            throw new MalformedException("number outside 0..2^63-1");
        }
        return quantity.longValueExact();
    }

    static Bytes32 word(JsonNode node) {
        return Bytes32.parse(text(node));
    }

    static Address address(JsonNode node) {
        return Address.parse(text(node));
    }

    static Bytes bytes(JsonNode node) {
        return Bytes.parse(text(node));
    }

    private static String text(JsonNode node) {
        if (!node.isTextual()) {
            throw new MalformedException("not text");
        }
        return node.textValue();
    }
}
