package dev.quittance.agent;

import java.math.BigInteger;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Whether an authorization is beyond being settled: no block can take it any more. */
final class Lapse {
    private Lapse() {}

    /**
     * True when validBefore is past by the server's clock and by ours: either one alone may be wrong.
     *
     * @param headers of the server's answer; without a Date nothing is proved
     * @param margin for clocks that differ and blocks that are late
     */
    static boolean isProved(UnsettledPayment payment, HttpHeaders headers, Instant now, Duration margin) {
        Optional<Instant> server = headers.firstValue("Date").flatMap(Lapse::date);
        return server.filter(date -> isPast(payment, date, margin)).isPresent() && isPast(payment, now, margin);
    }

    private static boolean isPast(UnsettledPayment payment, Instant time, Duration margin) {
        long seconds = time.minus(margin).getEpochSecond();
        return payment.authorization().validBefore().compareTo(BigInteger.valueOf(seconds)) <= 0;
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
