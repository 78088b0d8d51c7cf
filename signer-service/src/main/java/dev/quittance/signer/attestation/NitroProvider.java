package dev.quittance.signer.attestation;

import dev.quittance.attestation.CborReader;
import dev.quittance.attestation.CborValue;
import dev.quittance.attestation.CborWriter;
import dev.quittance.attestation.Measurement;
import dev.quittance.attestation.RefusedException;
import dev.quittance.protocol.Hex;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Asks the Nitro Security Module, in the CBOR of aws-nitro-enclaves-nsm-api. */
final class NitroProvider implements DocumentProvider {
    private final NitroDevice device;

    NitroProvider(NitroDevice device) {
        this.device = device;
    }

    @Override
    public byte[] document(byte[] nonce, byte[] publicKey, Optional<byte[]> userData) {
        var fields = new LinkedHashMap<CborValue, CborValue>();
        fields.put(
                text("user_data"), userData.<CborValue>map(CborValue.Bytes::new).orElse(new CborValue.Nothing()));
        fields.put(text("nonce"), new CborValue.Bytes(nonce));
        fields.put(text("public_key"), new CborValue.Bytes(publicKey));
        try {
            return member(ask("Attestation", fields), "document").bytes();
        } catch (RefusedException e) {
            throw unexpected();
        }
    }

    @Override
    public Measurement measurement() {
        return new Measurement(register(0), register(1), register(2));
    }

    private String register(int index) {
        try {
            return Hex.encode(member(ask("DescribePCR", Map.of(text("index"), new CborValue.Whole(index))), "data")
                    .bytes());
        } catch (RefusedException e) {
            throw unexpected();
        }
    }

    /** The fields under the request's own name; an answer of any other name is an error. */
    private Map<CborValue, CborValue> ask(String request, Map<CborValue, CborValue> fields) throws RefusedException {
        byte[] answer =
                device.ask(CborWriter.write(new CborValue.Fields(Map.of(text(request), new CborValue.Fields(fields)))));
        Map<CborValue, CborValue> read = CborReader.read(answer).fields();
        if (read.get(text("Error")) instanceof CborValue.Text(var error)) {
            throw new AttestationFailedException("the Nitro device refuses: " + error);
        }
        return member(read, request).fields();
    }

    private static CborValue member(Map<CborValue, CborValue> fields, String name) {
        CborValue value = fields.get(text(name));
        if (value == null) {
            throw unexpected();
        }
        return value;
    }

    private static AttestationFailedException unexpected() {
        return new AttestationFailedException("the Nitro device answers something else");
    }

    private static CborValue text(String text) {
        return new CborValue.Text(text);
    }
}
