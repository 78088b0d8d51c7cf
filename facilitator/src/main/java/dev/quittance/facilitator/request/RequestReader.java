package dev.quittance.facilitator.request;

import dev.quittance.protocol.x402.ErrorReason;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;

/** Reads bodies up to the configured length. */
@Singleton
public final class RequestReader {
    private final int bodyBytesMax;

    RequestReader(RequestConfig config) {
        this.bodyBytesMax = config.bodyBytesMax();
    }

    /**
     * Reads a whole body.
     *
     * @throws RefusedRequestException when it is too long or cannot be understood
     */
    public PaymentRequest read(InputStream body) throws RefusedRequestException {
        byte[] bytes;
        try {
            bytes = body.readNBytes(bodyBytesMax + 1);
        } catch (IOException e) {
            throw new RefusedRequestException(400, ErrorReason.INVALID_PAYLOAD, "the body broke off");
        }
        if (bytes.length > bodyBytesMax) {
            throw new RefusedRequestException(
                    413, ErrorReason.INVALID_PAYLOAD, "the body is longer than " + bodyBytesMax + " bytes");
        }
        return PaymentRequest.parse(bytes);
    }
}
