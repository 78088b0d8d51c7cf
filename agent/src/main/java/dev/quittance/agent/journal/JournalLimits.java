package dev.quittance.agent.journal;

import java.time.Duration;

/**
 * How much a journal keeps.
 *
 * @param openMax unfinished purchases; one more is refused before anything is signed
 * @param finishedMax finished purchases; the oldest go first
 * @param openLife an unfinished purchase not written for so long is forgotten; far longer than any authorization is
 *     valid and any server keeps an answer
 * @param recordBytesMax largest record
 */
public record JournalLimits(int openMax, int finishedMax, Duration openLife, int recordBytesMax) {
    public static final JournalLimits DEFAULTS = new JournalLimits(1000, 1000, Duration.ofDays(30), 512 * 1024);
}
