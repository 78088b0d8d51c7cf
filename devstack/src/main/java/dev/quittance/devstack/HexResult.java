package dev.quittance.devstack;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The bytes of a JSON-RPC answer's result, as they come; it ends at the closing quotation mark. */
final class HexResult extends FilterInputStream {
    private static final byte[] MARK = "\"result\":\"0x".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_MAX = 1_000;

    private boolean over;

    private HexResult(InputStream json) {
        super(json);
    }

    /**
     * @param json an answer whose result is a hexadecimal string
     * @throws IOException when it is another one, such as an error
     */
    static InputStream of(InputStream json) throws IOException {
        var result = new HexResult(new BufferedInputStream(json));
        int matched = 0;
        for (int read = 0; matched < MARK.length; read++) {
            int next = result.in.read();
            if (next < 0 || read == HEAD_MAX) {
                json.close();
                throw new IOException("the node's answer has no hexadecimal result");
            }
            matched = next == MARK[matched] ? matched + 1 : next == MARK[0] ? 1 : 0;
        }
        return result;
    }

    @Override
    public int read() throws IOException {
        int high = over ? '"' : in.read();
        if (high == '"') {
            over = true;
            return -1;
        }
        int low = in.read();
        if (high < 0 || low < 0 || !HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
            throw new IOException("the node's answer broke off, or is not hexadecimal");
        }
        return HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int next = read();
            if (next < 0) {
                return count == 0 ? -1 : count;
            }
            bytes[offset + count] = (byte) next;
            count++;
        }
        return count;
    }
}
