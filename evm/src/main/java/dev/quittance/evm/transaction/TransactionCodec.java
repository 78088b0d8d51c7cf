package dev.quittance.evm.transaction;

import dev.quittance.evm.Bytes;
import dev.quittance.evm.secp256k1.Signature;
import dev.quittance.protocol.Address;
import dev.quittance.protocol.Bytes32;
import dev.quittance.protocol.MalformedException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.web3j.rlp.RlpEncoder;
import org.web3j.rlp.RlpList;
import org.web3j.rlp.RlpString;
import org.web3j.rlp.RlpType;

/** The bytes of EIP-1559 transactions: the type, then an RLP list. */
final class TransactionCodec {
    private static final byte TYPE = 2;
    /** What nodes take into their pools at most (geth's {@code txMaxSize}). */
    private static final int MAX_SIZE = 128 * 1024;

    private TransactionCodec() {}

    static byte[] encode(Eip1559Transaction transaction) {
        return typed(fields(transaction));
    }

    static byte[] encode(SignedTransaction signed) {
        List<RlpType> fields = fields(signed.transaction());
        fields.add(RlpString.create(BigInteger.valueOf(signed.signature().yParity())));
        fields.add(RlpString.create(signed.signature().r().toUnsigned()));
        fields.add(RlpString.create(signed.signature().s().toUnsigned()));
        return typed(fields);
    }

    private static List<RlpType> fields(Eip1559Transaction transaction) {
        List<RlpType> fields = new ArrayList<>(12);
        fields.add(RlpString.create(BigInteger.valueOf(transaction.chainId())));
        fields.add(RlpString.create(transaction.nonce()));
        fields.add(RlpString.create(transaction.maxPriorityFeePerGas()));
        fields.add(RlpString.create(transaction.maxFeePerGas()));
        fields.add(RlpString.create(BigInteger.valueOf(transaction.gasLimit())));
        fields.add(RlpString.create(transaction.to().toByteArray()));
        fields.add(RlpString.create(transaction.value()));
        fields.add(RlpString.create(transaction.data().toByteArray()));
        fields.add(new RlpList());
        return fields;
    }

    private static byte[] typed(List<RlpType> fields) {
        byte[] list = RlpEncoder.encode(new RlpList(fields));
        byte[] bytes = new byte[1 + list.length];
        bytes[0] = TYPE;
        System.arraycopy(list, 0, bytes, 1, list.length);
        return bytes;
    }

    static SignedTransaction decode(byte[] raw) {
        if (raw.length == 0 || raw[0] != TYPE) {
            throw new MalformedException("not an EIP-1559 transaction");
        }
        if (raw.length > MAX_SIZE) {
            throw new MalformedException("the transaction exceeds " + MAX_SIZE + " bytes");
        }
        var reader = RlpReader.ofList(raw, 1);
        var transaction = new Eip1559Transaction(
                number64(reader),
                reader.number(),
                reader.number(),
                reader.number(),
                number64(reader),
                new Address(reader.bytes()),
                reader.number(),
                Bytes.of(reader.bytes()));
        reader.emptyList();
        BigInteger yParity = reader.number();
        if (yParity.compareTo(BigInteger.ONE) > 0) {
            throw new MalformedException("the parity of the signature is neither 0 nor 1");
        }
        var signature =
                new Signature(Bytes32.of(reader.number()), Bytes32.of(reader.number()), yParity.intValueExact());
        reader.end();
        return new SignedTransaction(transaction, signature);
    }

    private static long number64(RlpReader reader) {
        BigInteger number = reader.number();
        if (number.bitLength() > 63) {
            throw new MalformedException("number outside 0..2^63-1");
        }
        return number.longValueExact();
    }
}
